//! Whether operators see what visitors type before they send it; visitors are told.

use leptos::prelude::*;

use crate::{
    api::sites::{previews, set_previews},
    console::{administration::settings::Known, controls::SwitchRow},
    parts::voice::Voice,
    texts::tr,
};

#[component]
pub(super) fn TypedText() -> impl IntoView {
    let known = Known::by(|| Box::pin(previews()));
    view! {
        <section class="is-wide" aria-labelledby="typed">
            <h2 id="typed">{tr("While a visitor types")}</h2>
            {known.draw(move |now| view! { <Switch now known /> }.into_any())}
        </section>
    }
    .into_any()
}

#[component]
fn Switch(now: Signal<bool>, known: Known<bool>) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let set = Callback::new(move |on: bool| known.change(Box::pin(set_previews(on)), voice));
    view! {
        <SwitchRow
            name=tr("Operators see what visitors type before it is sent")
            more=tr("On all web sites. A sentence below the visitor's field says so for as long as it is on.")
            is_on=now
            set
        />
    }
}
