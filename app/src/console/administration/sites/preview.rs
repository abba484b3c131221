//! How a site will look, before it is saved: the real panel, which this page tells what a server would.

use js_sys::{Object, Reflect, Uint8Array};
use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;
use wire::{
    Language, SiteSettings,
    frame::to_postcard,
    look::{Colour, Side},
    visitor::ToVisitor,
};

use crate::drawn::{flag, text};

#[component]
pub(super) fn Preview(
    name: RwSignal<String>,
    /// As it is in the form; none while something in it cannot be read.
    settings: Signal<Option<SiteSettings>>,
    /// In which language it is shown.
    language: Signal<Language>,
) -> impl IntoView {
    let frame = NodeRef::<html::Iframe>::new();
    let is_ready = RwSignal::new(false);
    let is_away = RwSignal::new(false);
    // The panel says when it listens.
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::message, move |event: MessageEvent| {
            let from = event.source().map(JsValue::from);
            let panel = frame.get_untracked().and_then(|frame| frame.content_window()).map(JsValue::from);
            if from.is_some() && from == panel {
                is_ready.set(true);
            }
        });
        on_cleanup(move || listener.remove());
    });
    // What cannot be read leaves the last that could.
    let shown = Memo::new(move |before: Option<&SiteSettings>| {
        settings.get().or_else(|| before.cloned()).unwrap_or_default()
    });
    Effect::new(move |_| {
        let (name, settings, is_away) = (name.get(), shown.get(), is_away.get());
        let panel = frame.get_untracked().and_then(|frame| frame.content_window());
        if let (true, Some(panel)) = (is_ready.get(), panel) {
            let site = settings.for_panel(&name, language.get());
            for frame in [ToVisitor::Site(site), ToVisitor::Available(!is_away)] {
                let message = Object::new();
                let bytes = Uint8Array::from(&*to_postcard(&frame));
                let _ = Reflect::set(&message, &"preview".into(), &bytes); // a plain object takes any property
                let origin = window().location().origin().unwrap_or_default();
                let _ = panel.post_message(message.unchecked_ref(), &origin); // fails only for a window that is gone
            }
        }
    });
    // The button is the loader's to draw; this is a picture of it.
    let button = NodeRef::<html::Span>::new();
    Effect::new(move |_| {
        let look = shown.get().look;
        if let Some(button) = button.get() {
            let accent = look.accent.unwrap_or(Colour(0x47, 0x57, 0xd6));
            let style = web_sys::HtmlElement::style(&button);
            for (property, value) in [("background", accent), ("color", accent.ink())] {
                let _ = style.set_property(property, &value.to_string()); // these are properties, and colours
            }
        }
    });
    let is_left = flag(move || shown.read().look.side == Side::Left);
    let state = text(move || {
        if is_away.get() { "Show it with somebody there".into() } else { "Show it with nobody there".into() }
    });
    // Each language has a page of its own, which says anew when it listens.
    let address = text(move || format!("/panel?lang={}", language.get().tag()));
    Effect::new(move |_| {
        language.track();
        is_ready.set(false);
    });
    view! {
        <section class="preview" class:is-left=is_left aria-label="Preview">
            <iframe node_ref=frame title="Preview of the chat" src=address inert></iframe>
            <span class="preview-button" node_ref=button aria-hidden="true"></span>
            <button type="button" class="button" on:click=move |_| is_away.update(|is_away| *is_away = !*is_away)>
                {state}
            </button>
        </section>
    }
    .into_any()
}
