//! Buttons below a text, in a chat and in the answer to an off-line message.

use leptos::prelude::*;

use super::field::Field;
use crate::{
    drawn::word,
    icon::{self, icon},
    texts::tr,
};

/// Opens the drop-down of the canned responses, or closes it.
#[component]
pub(crate) fn CannedButton(field: Field) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            title=tr("Canned responses ( / )")
            aria-label=tr("Canned responses")
            aria-controls="picker"
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| field.offer_all()
        >
            {icon(icon::CANNED)}
        </button>
    }
    .into_any()
}

/// Opens the Spell Checker window (manual B7).
#[component]
pub(crate) fn SpellCheckButton(
    field: Field,
    /// Whether the button says that what it needs is loading.
    #[prop(optional)]
    is_loading: Signal<bool>,
    check: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            title=tr("Spell Check")
            aria-label=tr("Spell Check")
            aria-busy=word(move || is_loading.get().then_some("true"))
            disabled=field.is_empty
            on:click=move |_| check.run(())
        >
            {icon(icon::SPELL_CHECK)}
        </button>
    }
    .into_any()
}
