//! Buttons below a text, in a chat and in the answer to an offline message.

use leptos::prelude::*;

use super::field::Field;
use crate::{
    drawn::word,
    icon::{self, icon},
    texts::tr,
};

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

#[component]
pub(crate) fn SpellCheckButton(
    field: Field,
    #[prop(optional)] is_loading: Signal<bool>,
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
