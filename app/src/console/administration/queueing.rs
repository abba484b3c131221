//! Queueing: whether requests are assigned one at a time, and how (manual B18).

use crate::api::routing::set_queueing;
use leptos::{ev::SubmitEvent, prelude::*};
use wire::{
    Queueing,
    routing::{ANSWER_WITHIN_SECONDS, CHAT_LIMITS, OVERDUE_AFTER_SECONDS},
};

use super::settings::Settings;
use crate::{
    drawn::{flag, text},
    parts::{
        form::{Form, PageButton},
        voice::Voice,
    },
    texts::tr,
};

#[component]
pub(super) fn QueueingPage() -> impl IntoView {
    Settings::read().draw(|settings| {
        let seen = settings.read_untracked().queueing;
        view! { <QueueingForm seen /> }.into_any()
    })
}

#[component]
fn QueueingForm(seen: Queueing) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let kept = RwSignal::new(seen);
    let wanted = RwSignal::new(seen);
    let form = Form::new();
    let is_on = flag(move || wanted.with(|wanted| wanted.on));
    let is_same = flag(move || wanted.get() == kept.get());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let asked = wanted.get_untracked();
        form.send(set_queueing(kept.get_untracked(), asked), move |()| {
            kept.try_set(asked);
            voice.show(tr("Saved.").into());
        });
    };
    view! {
        <form on:submit=save>
            <section aria-labelledby="queueing">
                <h2 id="queueing">{tr("Queueing")}</h2>
                <p class="explained">
                    {tr(
                        "Requests are assigned one at a time to the operator who has the least to do. \
                         Whoever waits sees their place in the queue, and a request that is not accepted in time goes to the next operator. \
                         Without it everybody who is asked sees all requests, and whoever is first accepts.",
                    )}
                </p>
                <label class="switch-row is-switch">
                    <span>{tr("Assign requests one at a time")}</span>
                    <input
                        type="checkbox"
                        role="switch"
                        prop:checked=is_on
                        on:change:target=move |event| wanted.update(|wanted| wanted.on = event.target().checked())
                    />
                </label>
                <Number
                    name=tr("Chats an operator has at most")
                    more=tr("Who has as many gets no further request")
                    range=CHAT_LIMITS
                    value=text(move || wanted.with(|wanted| wanted.chat_limit.to_string()))
                    set=move |number| wanted.update(|wanted| wanted.chat_limit = number)
                    is_off=flag(move || !is_on.get())
                />
                <Number
                    name=tr("Seconds to accept")
                    more=tr("Then the request goes to the next operator")
                    range=ANSWER_WITHIN_SECONDS
                    value=text(move || wanted.with(|wanted| wanted.answer_within_seconds.to_string()))
                    set=move |number| wanted.update(|wanted| wanted.answer_within_seconds = number)
                    is_off=flag(move || !is_on.get())
                />
                <Number
                    name=tr("Seconds a request may wait")
                    more=tr("Then administrators are called and can accept it, whomever it goes to, queued or not. 0: never")
                    range=OVERDUE_AFTER_SECONDS
                    value=text(move || wanted.with(|wanted| wanted.overdue_after_seconds.to_string()))
                    set=move |number| wanted.update(|wanted| wanted.overdue_after_seconds = number)
                    is_off=Signal::stored(false)
                />
                <PageButton does=tr("Save") form is_idle=is_same />
            </section>
        </form>
    }
    .into_any()
}

#[component]
fn Number(
    name: &'static str,
    more: &'static str,
    range: std::ops::RangeInclusive<u32>,
    value: Signal<String>,
    set: impl Fn(u32) + 'static,
    is_off: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="switch-row">
            <span>
                {name} <span class="switch-more">{more}</span>
            </span>
            <input
                type="number"
                required
                min=range.start().to_string()
                max=range.end().to_string()
                prop:value=value
                disabled=is_off
                on:input:target=move |event| {
                    if let Ok(number) = event.target().value().parse() {
                        set(number);
                    }
                }
            />
        </label>
    }
    .into_any()
}
