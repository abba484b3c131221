//! The row below the text: input type, canned responses, formatting, and Send.

use leptos::prelude::*;

use super::{
    Composing, To,
    buttons::{CannedButton, SpellCheckButton},
    field::{Field, Input},
    html_offer::HtmlOffer,
};
use crate::{
    console::controls::Segment,
    drawn::{flag, text, word},
    icon::{self, icon},
    parts::{keys::Action, menu::Item},
    spelling::dictionaries::{self, Dictionary},
    texts::tr,
};

#[component]
pub(super) fn Tools(composing: Composing) -> impl IntoView {
    let Composing { field, as_html, menu, live, chat, .. } = composing;
    let Field { input, is_too_long, is_empty, .. } = field;
    // Conversations between operators are plain text only.
    let for_visitors = composing.to != To::Colleague;
    let is_loading = Signal::from(composing.checker.is_loading);
    let is_muted = RwSignal::new(false);
    Effect::new(move |_| is_muted.set(live.keep().is_muted(chat)));
    let mute = move || {
        is_muted.update(|is_muted| *is_muted = !*is_muted);
        live.keep().keep_muted(chat, is_muted.get_untracked());
    };
    composing.pressed.listen(move |action| {
        if action == Action::Mute {
            mute();
        }
    });
    let is_url = flag(move || input.get() == Input::Url);
    let is_not_ready = flag(move || is_too_long.get() || is_empty.get());
    let check = Callback::new(move |()| composing.check_spelling(false));
    view! {
        <div class="composer-tools">
            <fieldset class="segments" hidden=!for_visitors>
                <legend class="visually-hidden">{tr("Input type")}</legend>
                {segment(field, Input::Text, tr("Text"))} {segment(field, Input::Url, "URL")}
            </fieldset>
            <CannedButton field />
            <div class="split">
                <SpellCheckButton field is_loading check />
                <button
                    type="button"
                    class="icon-button is-narrow"
                    aria-label=tr("Spell Check settings")
                    aria-haspopup="menu"
                    on:click=move |event| menu.open_below(&event, spelling_menu(composing))
                >
                    {icon(icon::DOWN_SMALL)}
                </button>
            </div>
            <button
                type="button"
                class="icon-button"
                aria-label=tr("Sound when a message comes")
                title=word(move || {
                    Some(match is_muted.get() {
                        true => tr("This chat is silent"),
                        false => tr("A sound when a message comes"),
                    })
                })
                aria-pressed=word(move || Some(if is_muted.get() { "false" } else { "true" }))
                on:click=move |_| mute()
            >
                <span hidden=flag(move || is_muted.get())>{icon(icon::BELL)}</span>
                <span hidden=flag(move || !is_muted.get())>{icon(icon::SILENT)}</span>
            </button>
            <label class="tick" hidden=flag(move || !for_visitors || is_url.get())>
                <input
                    type="checkbox"
                    prop:checked=flag(move || as_html.get())
                    on:change:target=move |event| composing.set_html(event.target().checked())
                />
                {tr("as HTML")}
            </label>
            <HtmlOffer composing />
            <span class="composer-hint">
                {text(move || match input.get() {
                    _ if is_loading.get() => tr("The dictionary is loading…").into(),
                    Input::Text => tr("Enter sends, Shift+Enter breaks the line").into(),
                    Input::Url => tr("Enter opens it in the visitor's browser").into(),
                })}
            </span>
            <button type="submit" class="button is-main" disabled=is_not_ready>
                {icon(icon::SEND)}
                {text(move || match input.get() {
                    Input::Text => tr("Send").into(),
                    Input::Url => tr("Pop").into(),
                })}
            </button>
        </div>
    }
    .into_any()
}

/// Whether the spelling is checked before sending, and in which language (manual B7).
fn spelling_menu(composing: Composing) -> Vec<Item> {
    let live = composing.live;
    let mine = live.desk.preferences.get_untracked();
    let words = if mine.checks_spelling { tr("Do not check on send") } else { tr("Check on send") };
    let on_send = Item::new(icon::SPELL_CHECK, words, move || {
        live.own.set_preferences(|mine| mine.checks_spelling = !mine.checks_spelling);
    });
    let used = dictionaries::used(&mine.language).tag;
    let languages = dictionaries::offered().iter().map(|&Dictionary { tag, name, .. }| {
        let picture = if used == tag { icon::CHECK } else { icon::NONE };
        Item::new(picture, name, move || live.own.set_preferences(|mine| mine.language = tag.to_owned()))
    });
    let why = dictionaries::why_not_mine()
        .map(|why| Item::new(icon::NONE, tr("Why not my language?"), move || composing.tell(&why)));
    [on_send].into_iter().chain(languages).chain(why).collect()
}

/// One of the two input types (manual B6).
fn segment(field: Field, of: Input, name: &'static str) -> AnyView {
    let is_chosen = flag(move || field.input.get() == of);
    let choose = Callback::new(move |()| field.set_input(of));
    view! { <Segment group="input-type" name is_chosen choose /> }.into_any()
}
