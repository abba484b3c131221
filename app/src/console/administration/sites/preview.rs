//! A preview of a site before it is saved: the real panel, fed by this page in the server's place.

mod stand_in;

use js_sys::Reflect;
use leptos::{html, prelude::*};
use wasm_bindgen::JsValue;
use web_sys::MessageEvent;
use wire::{
    Language, SiteSettings,
    look::{OURS, Side},
    visitor::{Arrangement, Welcome},
};

use self::stand_in::StandIn;
use crate::{
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
    Effect::new(move |_| {
        let language = language.get();
        let now = Welcome {
            site: Arrangement { logo: logo.get(), ..shown.get().for_panel(&name.get(), language) },
            language,
            texts: Vec::new(),
            mails: false,
            available: !is_away.get(),
            departments: Vec::new(),
            place: None,
            chat: None,
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
    // Each language has its own page, which reports anew when it listens.
    let address = text(move || format!("/panel?lang={}", language.get().tag()));
    Effect::new(move |_| {
        language.track();
        stand_in.forget();
    });
    view! {
        <section class="site-preview" class:is-left=is_left aria-label=tr("Preview")>
            <iframe node_ref=frame title=tr("Preview of the chat") src=address inert></iframe>
            <span class="site-launcher" node_ref=button aria-hidden="true"></span>
            <button type="button" class="button" on:click=move |_| is_away.update(|is_away| *is_away = !*is_away)>
                {state}
            </button>
        </section>
    }
    .into_any()
}
