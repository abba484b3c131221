//! The first steps with a new installation. Which steps are done follows from existing data; a
//! skipped step can be resumed.
//!
//! | module | holds |
//! |---|---|
//! | [`site`] | the account's own website, and whether its pages contain the embed code |
//! | [`step`] | one step: its state, and what there is to do |

mod site;
mod step;

use crate::api::guide::{end_guide, guide};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use wire::guide::{Guide, Step};

use self::step::StepView;
use super::settings::Known;
use crate::{
    drawn::{flag, text},
    live::Live,
    parts::{fault::answer, voice::Voice},
    place::Place,
    texts::{tr, tr_with},
};

/// Polling interval for changes made elsewhere, in seconds.
const PAUSE: i64 = 2;

#[component]
pub(super) fn GuidePage() -> impl IntoView {
    let live = expect_context::<Live>();
    let known = Known::by(|| Box::pin(guide()));
    Effect::new(move |before: Option<i64>| {
        let round = live.clock.now().0 / (PAUSE * 1_000);
        let is_over = untrack(|| known.now()).is_some_and(|guide| guide.is_over());
        if before.is_some_and(|before| before != round) && !is_over {
            known.again();
        }
        round
    });
    known.draw(move |now| view! { <Steps now known /> }.into_any())
}

#[component]
fn Steps(now: Signal<Guide>, known: Known<Guide>) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Voice>();
    // Each poll mostly returns the same.
    let guide = Memo::new(move |_| now.get());
    let current = Memo::new(move |_| guide.with(Guide::next));
    // Keeps the outcome of the last step in view when no step follows.
    let opened =
        Memo::new(move |before: Option<&Option<Step>>| current.get().or_else(|| before.copied().flatten()));
    let is_over = Memo::new(move |_| guide.with(Guide::is_over));
    Effect::new(move |_| {
        if is_over.get() {
            live.desk.has_guide.set(false);
        }
    });
    Effect::new(move |before: Option<Option<Step>>| {
        let step = current.get();
        if before.is_some_and(|before| before != step) {
            request_animation_frame(take_focus_along);
        }
        step
    });
    let progress = text(move || {
        let done = guide.with(|guide| Step::ALL.into_iter().filter(|step| guide.is_done(*step)).count());
        tr_with("%1 of %2 done", &[&done, &Step::ALL.len()])
    });
    let put_away = move |_| {
        spawn_local(async move {
            match answer(end_guide().await) {
                Ok(()) => {
                    live.desk.has_guide.set(false);
                    voice.show(
                        tr("The guide is put away. Getting started, under Go to or do, opens it again.")
                            .into(),
                    );
                    live.go(Place::Visitors);
                }
                Err(fault) => voice.show(fault.words),
            }
        });
    };
    let steps = Step::ALL.map(|step| view! { <StepView step guide current opened known /> });
    view! {
        <section class="is-wide guide" aria-labelledby="guide">
            <div class="panel-head">
                <h2 id="guide">{tr("Getting started")}</h2>
                <span class="quiet-note">{progress}</span>
                <button type="button" class="button" hidden=flag(move || is_over.get()) on:click=put_away>
                    {tr("Put the guide away")}
                </button>
            </div>
            <p class="explained">
                {text(move || match is_over.get() {
                    true => tr("All of it is done. This guide does not come again by itself.").into(),
                    false => tr("From an empty installation to a chat on your own pages. Skip what can wait: it stays here until it is done.").into(),
                })}
            </p>
            <ol class="steps">{steps.into_iter().collect_view()}</ol>
            <p hidden=flag(move || !is_over.get())>
                <a class="button is-main" href=Place::Visitors.path() tabindex="0">
                    {tr("To the visitors")}
                </a>
            </p>
        </section>
    }
    .into_any()
}

/// Moves the focus to the next step when the step that has it closes.
fn take_focus_along() {
    let is_lost = document().active_element().is_none_or(|active| {
        let is_hidden = matches!(active.closest("details:not([open])"), Ok(Some(_)));
        active.tag_name() == "BODY" || (is_hidden && active.tag_name() != "SUMMARY")
    });
    let next = document().query_selector(".step[aria-current] summary").ok().flatten();
    if let Some(next) = next.filter(|_| is_lost).and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        let _ = next.focus(); // if it cannot take focus, nothing moves
    }
}
