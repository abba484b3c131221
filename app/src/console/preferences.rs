//! What an operator chooses for himself (manual B3, B10, B13, B15): pages of the middle pane.
//!
//! | module | holds |
//! |---|---|
//! | [`general`] | how he is called, how he writes, how it looks |
//! | [`sounds`] | what he hears on which occasion |
//! | [`try_out`] | a test of the alerts, which says what the browser blocks |
//! | [`words`], [`saved_chats`] | his own dictionary; his folder for saved chats |
//! | [`canned`] | his canned responses and URLs |
//! | [`keys`] | his shortcut keys |

mod canned;
mod general;
mod keys;
mod saved_chats;
mod sounds;
mod try_out;
mod words;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;
use wire::canned::CannedKind;

use self::{canned::CannedList, general::General, keys::Keys};
use super::{
    Desktop,
    conversation::{WaitingStrip, WayBack},
    place::{Chapter, Place},
};
use crate::{
    drawn::{part, word},
    lazy::{Code, Drawn, lazy},
};

/// The code of the pages is loaded with the first visit.
pub(crate) const CODE: Code = Code { name: "preferences", load: || Box::pin(load()) };

#[component]
pub(crate) fn Preferences() -> impl IntoView {
    let chapter = chapter();
    view! {
        <WaitingStrip />
        <header class="pane-head">
            <WayBack />
            <h1>"Preferences"</h1>
        </header>
        <nav class="chapters" aria-label="Preferences">
            {Chapter::ALL
                .map(|one| {
                    view! {
                        <a
                            href=Place::Preferences(one).path()
                            aria-current=word(move || (chapter.get() == one).then_some("page"))
                        >
                            {one.name()}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
        <div class="pane-body preferences">{lazy(CODE, || Box::pin(pages()))}</div>
    }
    .into_any()
}

#[wasm_split(preferences, preload(load), fallible)]
fn pages() -> Drawn {
    Ok(view! { <Page /> }.into_any())
}

#[component]
fn Page() -> impl IntoView {
    let chapter = chapter();
    part(move || match chapter.get() {
        Chapter::General => view! { <General /> }.into_any(),
        Chapter::CannedMessages => view! { <CannedList kind=CannedKind::Text /> }.into_any(),
        Chapter::CannedUrls => view! { <CannedList kind=CannedKind::Url /> }.into_any(),
        Chapter::Keys => view! { <Keys /> }.into_any(),
    })
}

fn chapter() -> Memo<Chapter> {
    let place = expect_context::<Desktop>().place;
    Memo::new(move |_| match place.get() {
        Place::Preferences(chapter) => chapter,
        _ => Chapter::General,
    })
}
