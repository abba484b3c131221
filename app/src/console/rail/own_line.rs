//! The operator's own line (manual B17): their name, their status, what visitors see, and signing
//! out.

use leptos::{html, prelude::*, server_fn::ServerFn};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use wire::{Role, Status, operator::Me};

use super::popup_offer::PopupOffer;
use crate::{
    alerts::{Alerts, sound::Output},
    drawn::{flag, text},
    icon::{self, icon},
    live::{Connection, Live},
    parts::keys::{Action, Pressed},
    place::{Chapter, Place, Topic},
    sign_out::SignOut,
    texts::{tr, tr_with},
    words,
};

const STATUSES: [Status; 4] = [Status::Online, Status::Away, Status::Busy, Status::Invisible];

#[component]
pub(super) fn OwnLine() -> impl IntoView {
    let live = expect_context::<Live>();
    let sound = expect_context::<Alerts>().sound;
    let is_on = flag(move || live.desk.preferences.read().sound);
    let me = live.desk.me;
    let status = Memo::new(move |_| me.with(|me| me.status));
    let login = text(move || me.with(Me::line));
    let name = text(move || me.with(|me| me.screen_name.clone()));
    let face = text(move || me.with(|me| me.face.clone()));
    let word = text(move || words::status(status.get()).into());
    let class = text(move || format!("presence {}", shape(status.get())));
    let label = text(move || tr_with("%1, %2. Status, sound, sign out", &[&name.get(), &word.get()]));
    let role = text(move || me.with(|me| words::role(me.role).into()));
    let is_heard = flag(move || !is_on.get() || sound.output.get() == Output::Open);
    let why_unheard = text(move || match sound.output.get() {
        Output::Open | Output::HeldBack => tr("Sound is off until you click").into(),
        Output::Missing => tr("This browser has no sound device").into(),
    });
    let button = NodeRef::<html::Button>::new();
    let menu = NodeRef::<html::Div>::new();
    expect_context::<Pressed>().listen(move |action| {
        if action == Action::Status
            && let Some(button) = button.get_untracked()
        {
            button.click();
        }
    });
    view! {
        <footer class="own-line" translate="no">
            <p class="sound-hint" hidden=is_heard>
                {icon(icon::SILENT)}
                <span>{why_unheard}</span>
            </p>
            // Below the sound hint, which goes away with the first click: what is clicked must not
            // move.
            <PopupOffer />
            <button
                node_ref=button
                type="button"
                class="own-button"
                id="status"
                popovertarget="own-menu"
                aria-label=label
            >
                <span class=class></span>
                <img class="face" alt="" src=face />
                <span class="own-names">
                    <span class="own-name">
                        <span class="own-called">{name}</span> <span class="own-status">{word}</span>
                    </span>
                    <span class="own-login" title=login>{login}</span>
                </span>
                {icon(icon::OPEN_MENU)}
            </button>
            <div
                node_ref=menu
                id="own-menu"
                class="menu"
                popover="auto"
                role="group"
                aria-label=tr("You")
                on:toggle=move |_| {
                    // Opened by a key, the menu takes focus; when it closes, focus returns.
                    let open = menu.get_untracked().filter(|menu| menu.matches(":popover-open").unwrap_or(false));
                    let status = open.and_then(|menu| menu.query_selector("input:checked").ok().flatten());
                    if let Some(status) = status.and_then(|status| status.dyn_into::<HtmlElement>().ok()) {
                        let _ = status.focus(); // if it cannot take focus, nothing moves
                    }
                }
                on:click=move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                    let is_way = target.is_some_and(|target| matches!(target.closest("a"), Ok(Some(_))));
                    if let Some(menu) = menu.get_untracked().filter(|_| is_way) {
                        let _ = menu.hide_popover(); // fails only if already hidden
                    }
                }
            >
                <fieldset class="menu-group">
                    <legend>{tr("Status")}</legend>
                    {STATUSES.map(|choice| view! { <Choice choice status /> }).collect_view()}
                </fieldset>
                <label class="menu-item is-switch">
                    {icon(icon::BELL)} <span>{tr("Sound")}</span>
                    <input
                        type="checkbox"
                        role="switch"
                        prop:checked=is_on
                        checked=is_on.get_untracked()
                        on:change:target=move |event| {
                            let on = event.target().checked();
                            live.own.set_preferences(|mine| mine.sound = on);
                        }
                    />
                </label>
                // Safari's Tab key skips links without a `tabindex`.
                <a class="menu-item" href=Place::Preferences(Chapter::General).path() tabindex="0">
                    {icon(icon::SLIDERS)}
                    <span>{tr("Preferences")}</span>
                </a>
                <a
                    class="menu-item"
                    href=Place::Administration(Topic::Operators).path()
                    tabindex="0"
                    hidden=flag(move || me.with(|me| me.role != Role::Administrator))
                >
                    {icon(icon::KEY)}
                    <span>{tr("Administration")}</span>
                </a>
                <div class="menu-group">
                    <p class="menu-note">{role}</p>
                    <form
                        method="post"
                        action=SignOut::PATH
                        on:submit=move |_| {
                            live.connection.set(Connection::Leaving);
                            live.keep().forget_all();
                        }
                    >
                        <button type="submit" class="menu-item">
                            {icon(icon::SIGN_OUT)} {tr("Sign out")}
                        </button>
                    </form>
                </div>
            </div>
        </footer>
    }
    .into_any()
}

#[component]
fn Choice(choice: Status, status: Memo<Status>) -> impl IntoView {
    let live = expect_context::<Live>();
    view! {
        <label class="menu-item is-choice">
            <input
                type="radio"
                name="status"
                value=words::status(choice)
                checked=status.get_untracked() == choice
                prop:checked=flag(move || status.get() == choice)
                on:change=move |_| live.own.set_status(choice)
            />
            <span class=format!("presence {}", shape(choice))></span>
            <span class="choice-words">
                <span>{words::status(choice)}</span>
                <span class="choice-meaning">{words::status_meaning(choice)}</span>
            </span>
        </label>
    }
    .into_any()
}

/// An operator's status as a shape; `None` if they are not present.
#[component]
pub(crate) fn PresenceMark(status: Signal<Option<Status>>) -> impl IntoView {
    let class = text(move || format!("presence {}", status.get().map_or("is-gone", shape)));
    view! { <span class=class></span> }
}

/// Each status has its own shape, for people who cannot distinguish the colours.
fn shape(status: Status) -> &'static str {
    match status {
        Status::Online => "is-online",
        Status::Away => "is-away",
        Status::Busy => "is-busy",
        Status::Invisible => "is-invisible",
    }
}
