//! A page of several chapters: its head, the ways to them, and the one that is open.

use leptos::prelude::*;

use super::{
    Desktop,
    conversation::{WaitingStrip, WayBack},
    place::Place,
};
use crate::drawn::word;

#[component]
pub(crate) fn Chapters(
    title: &'static str,
    /// Each chapter's place and name.
    ways: Vec<(Place, &'static str)>,
    body: AnyView,
) -> impl IntoView {
    let here = expect_context::<Desktop>().place;
    let ways = ways.into_iter().map(|(place, name)| {
        view! {
            // For Safari's Tab key, which passes over links without it.
            <a href=place.path() tabindex="0" aria-current=word(move || (here.get() == place).then_some("page"))>
                {name}
            </a>
        }
    });
    view! {
        <WaitingStrip />
        <header class="pane-head" translate="no">
            <WayBack />
            <h1>{title}</h1>
        </header>
        <nav class="chapters" aria-label=title translate="no">
            {ways.collect_view()}
        </nav>
        <div class="pane-body preferences" translate="no">{body}</div>
    }
    .into_any()
}
