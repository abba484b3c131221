//! The canned responses and URLs that every operator has (manual A8, A9).

use leptos::prelude::*;
use wire::canned::CannedKind;

use crate::{
    console::canned::{CannedList, Whose},
    drawn::{flag, part},
    texts::tr,
};

#[component]
pub(super) fn CannedPage() -> impl IntoView {
    let kind = RwSignal::new(CannedKind::Text);
    let list = part(move || view! { <CannedList kind=kind.get() whose=Whose::Shared /> }.into_any());
    view! {
        <section aria-labelledby="canned">
            <h2 id="canned">{tr("Canned responses")}</h2>
            <p class="explained">
                {tr("Every operator has these. What operators write for themselves is in their own preferences.")}
            </p>
            <fieldset class="segments">
                <legend class="visually-hidden">{tr("What is kept")}</legend>
                <Segment kind of=CannedKind::Text name=tr("Messages") />
                <Segment kind of=CannedKind::Url name=tr("URLs") />
            </fieldset>
            {list}
        </section>
    }
    .into_any()
}

#[component]
fn Segment(kind: RwSignal<CannedKind>, of: CannedKind, name: &'static str) -> impl IntoView {
    view! {
        <label class="segment">
            <input
                type="radio"
                name="canned-kind"
                prop:checked=flag(move || kind.get() == of)
                on:change=move |_| kind.set(of)
            />
            <span>{name}</span>
        </label>
    }
    .into_any()
}
