//! Whether operators see what visitors type before they send it; visitors are told.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::sites::{previews, set_previews},
    console::administration::settings::Known,
    parts::{fault::answer, voice::Voice},
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
    let set = move |on: bool| {
        spawn_local(async move {
            match answer(set_previews(on).await) {
                Ok(()) => voice.show(tr("Saved.").into()),
                Err(fault) => voice.show(fault.words),
            }
            known.again();
        });
    };
    view! {
        <label class="switch-row is-switch">
            <span>
                {tr("Operators see what visitors type before it is sent")}
                <span class="switch-more">
                    {tr("On all web sites. A sentence below the visitor's field says so for as long as it is on.")}
                </span>
            </span>
            <input
                type="checkbox"
                role="switch"
                prop:checked=now
                on:change:target=move |event| set(event.target().checked())
            />
        </label>
    }
    .into_any()
}
