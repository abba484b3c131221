//! Something that is taken along: a field that shows it, and a button that copies it.

use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use crate::{
    console::Desktop,
    icon::{self, icon},
};

#[component]
pub(crate) fn ToCopy(
    /// What it is, as a label: `Password`.
    label: &'static str,
    /// The same within a sentence: `The password`.
    it: &'static str,
    value: String,
    /// The focus begins here.
    #[prop(default = true)]
    is_first: bool,
) -> impl IntoView {
    let voice = expect_context::<Desktop>().voice;
    let field = NodeRef::<html::Input>::new();
    let kept = value.clone();
    let copy = move |_| {
        let Some(field) = field.get_untracked() else { return };
        field.select();
        // Only pages that came encrypted, or from the same machine, have a clipboard.
        let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
        if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
            return voice.show(format!("This page may not copy by itself. {it} is marked: press Ctrl+C."));
        }
        let copied = window().navigator().clipboard().write_text(&kept);
        spawn_local(async move {
            voice.show(match JsFuture::from(copied).await {
                Ok(_) => format!("{it} is copied."),
                Err(_) => format!("The browser did not copy it. {it} is marked: press Ctrl+C."),
            });
        });
    };
    view! {
        <div class="secret">
            <input node_ref=field class="is-code" aria-label=label readonly prop:value=value />
            <button
                type="button"
                class="button"
                aria-label=format!("Copy: {label}")
                autofocus=is_first
                on:click=copy
            >
                {icon(icon::COPY)}
                "Copy"
            </button>
        </div>
    }
    .into_any()
}
