//! A value to copy: a field that shows all of it, and a button that copies it and says so. The
//! button can also be used alone.

use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use crate::{
    drawn::{part, text},
    icon::{self, icon},
    parts::voice::Voice,
    texts::{tr, tr_with},
};

/// How many characters fit on one line of the field on a phone.
const LINE: usize = 24;

#[component]
pub(crate) fn ToCopy(
    /// The name of the value as a label: `Password`.
    label: &'static str,
    /// The same within a sentence: `The password`.
    it: &'static str,
    value: String,
    /// Whether initial focus goes here.
    #[prop(default = true)]
    is_first: bool,
) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    let mark = Callback::new(move |()| {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
    });
    view! {
        <div class="secret">
            // Wraps, so that the whole value is readable where it must be typed by hand.
            <textarea
                node_ref=field
                class="is-code"
                aria-label=label
                readonly
                spellcheck="false"
                rows=value.chars().count().div_ceil(LINE).to_string()
                prop:value=value.clone()
            ></textarea>
            <CopyButton label it value mark is_first />
        </div>
    }
    .into_any()
}

/// The button alone, for a value shown beside it.
#[component]
pub(crate) fn CopyButton(
    /// The name of the value as a label: `Password`.
    #[prop(into)]
    label: String,
    /// The same within a sentence: `The password`.
    #[prop(into)]
    it: String,
    value: String,
    /// Selects the value on the page, to be copied by hand.
    mark: Callback<()>,
    /// Whether initial focus goes here.
    #[prop(default = false)]
    is_first: bool,
) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let is_copied = RwSignal::new(false);
    let copy = move |_| {
        mark.run(());
        // Only pages loaded over TLS or from localhost have a clipboard.
        let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
        if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
            let told = tr_with("This page may not copy by itself. %1 is marked: press Ctrl+C.", &[&it]);
            return voice.show(told);
        }
        let copied = window().navigator().clipboard().write_text(&value);
        let it = it.clone();
        spawn_local(async move {
            let copied = JsFuture::from(copied).await.is_ok();
            is_copied.try_set(copied);
            voice.show(match copied {
                true => tr_with("%1 is copied.", &[&it]),
                false => tr_with("The browser did not copy it. %1 is marked: press Ctrl+C.", &[&it]),
            });
        });
    };
    view! {
        <button
            type="button"
            class="button"
            aria-label=tr_with("Copy: %1", &[&label])
            autofocus=is_first
            on:click=copy
            on:blur=move |_| is_copied.set(false)
        >
            {part(move || icon(if is_copied.get() { icon::CHECK } else { icon::COPY }).into_any())}
            {text(move || if is_copied.get() { tr("Copied") } else { tr("Copy") }.into())}
        </button>
    }
    .into_any()
}
