//! A preview of a site before it is saved: the real panel, fed by this page in the server's place.

mod stand_in;

use js_sys::Reflect;
use leptos::{html, prelude::*, task::spawn_local};
use uuid::Uuid;
use wasm_bindgen::JsValue;
use web_sys::MessageEvent;
use wire::{
    ChatId, ChatState, Language, Marks, Seq, SiteSettings, Timestamp,
    look::{OURS, Side},
    visitor::{Arrangement, VisitorChat, Welcome},
};

use self::stand_in::StandIn;
use crate::{
    api::sites::rating_form,
    drawn::{flag, text},
    texts::tr,
};

#[component]
pub(super) fn Preview(
    name: RwSignal<String>,
    /// The form's values; `None` while one of them is invalid.
    settings: Signal<Option<SiteSettings>>,
    /// The address of the logo; empty if there is none.
    logo: Signal<String>,
    language: Signal<Language>,
) -> impl IntoView {
    let frame = NodeRef::<html::Iframe>::new();
    let stand_in = StandIn::new();
    let is_away = RwSignal::new(false);
    // The panel reports when it listens.
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::message, move |event: MessageEvent| {
            let panel = frame.get_untracked().and_then(|frame| frame.content_window());
            let is_from =
                |panel: &web_sys::Window| event.source().map(JsValue::from).as_ref() == Some(panel.as_ref());
            let is_ready = Reflect::get(&event.data(), &"ready".into()).is_ok_and(|ready| ready.is_truthy());
            if let Some(panel) = panel.filter(is_from)
                && is_ready
            {
                let _ = stand_in.greet(&panel); // what cannot be shown is left out
            }
        });
        on_cleanup(move || listener.remove());
    });
    // Invalid values keep the last valid ones.
    let shown = Memo::new(move |before: Option<&SiteSettings>| {
        settings.get().or_else(|| before.cloned()).unwrap_or_default()
    });
    // What the form to rate a chat is made of, while it is shown.
    let wants_rating = RwSignal::new(false);
    let rates = Memo::new(move |_| {
        let (settings, language) = (shown.get(), language.get());
        let question = settings.texts.get(&language).map(|texts| texts.rating.clone()).unwrap_or_default();
        (wants_rating.get() && settings.rating.is_on).then_some((settings.rating.scale, question, language))
    });
    let is_rated = Memo::new(move |_| rates.read().is_some());
    let rating = RwSignal::new(String::new());
    Effect::new(move |_| {
        let Some((scale, question, language)) = rates.get() else { return rating.set(String::new()) };
        spawn_local(async move {
            let form = rating_form(scale, question.clone(), language).await;
            // By now something else may be shown, or nothing.
            let is_wanted = rates.try_get_untracked().flatten() == Some((scale, question, language));
            if let Ok(Ok(form)) = form
                && is_wanted
            {
                rating.set(form);
            }
        });
    });
    Effect::new(move |_| {
        let language = language.get();
        let arranged = shown.get().for_panel(&name.get(), language);
        let now = Welcome {
            site: Arrangement { logo: logo.get(), rating: rating.get(), ..arranged },
            language,
            texts: Vec::new(),
            mails: false,
            available: !is_away.get(),
            departments: Vec::new(),
            place: None,
            chat: is_rated.get().then(ended),
            messages: Vec::new(),
            more: false,
        };
        let _ = stand_in.say(now); // as above
    });
    // The loader normally draws the button; this is an imitation.
    let button = NodeRef::<html::Span>::new();
    Effect::new(move |_| {
        let look = shown.get().look;
        if let Some(button) = button.get() {
            let accent = look.accent.unwrap_or(OURS);
            let style = web_sys::HtmlElement::style(&button);
            for (property, value) in [("background", accent), ("color", accent.ink())] {
                // Cannot fail: the properties exist, and the values are colours.
                let _ = style.set_property(property, &value.to_string());
            }
        }
    });
    let is_left = flag(move || shown.read().look.side == Side::Left);
    let state = text(move || {
        if is_away.get() { tr("Show it with somebody there") } else { tr("Show it with nobody there") }.into()
    });
    let part =
        text(move || if is_rated.get() { tr("Show the beginning") } else { tr("Show the rating") }.into());
    // Each language has its own page, which reports anew when it listens. So does the page of a chat
    // that has ended, because a panel does not go back to the beginning by itself.
    let address = text(move || {
        let ended = if is_rated.get() { "&ended=1" } else { "" };
        format!("/panel?lang={}{ended}", language.get().tag())
    });
    Effect::new(move |_| {
        language.track();
        is_rated.track();
        stand_in.forget();
    });
    view! {
        <section class="site-preview" class:is-left=is_left aria-label=tr("Preview")>
            <iframe node_ref=frame title=tr("Preview of the chat") src=address inert></iframe>
            <span class="site-launcher" node_ref=button aria-hidden="true"></span>
            <button
                type="button"
                class="button"
                hidden=flag(move || is_rated.get())
                on:click=move |_| is_away.update(|is_away| *is_away = !*is_away)
            >
                {state}
            </button>
            <button
                type="button"
                class="button"
                hidden=flag(move || !shown.read().rating.is_on)
                on:click=move |_| wants_rating.update(|wants| *wants = !*wants)
            >
                {part}
            </button>
        </section>
    }
    .into_any()
}

/// A chat that has ended and can be rated.
fn ended() -> VisitorChat {
    VisitorChat {
        id: ChatId(Uuid::nil()),
        state: ChatState::Closed,
        operator: None,
        others: Vec::new(),
        visitor_marks: Marks::default(),
        operator_marks: Marks::default(),
        last_seq: Seq(0),
        version: 1,
        asked_at: Timestamp(0),
    }
}
