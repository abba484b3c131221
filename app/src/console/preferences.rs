//! What an operator chooses for himself (manual B3, B10, B13, B15): pages of the middle pane.
//!
//! | module | holds |
//! |---|---|
//! | [`general`] | how he is called, how he writes, how it looks |
//! | [`sounds`] | what he hears on which occasion |
//! | [`try_out`] | a test of the alerts, which says what the browser blocks |
//! | [`canned`] | his canned responses and URLs |
//! | [`keys`] | his shortcut keys |

mod canned;
mod general;
mod keys;
mod sounds;
mod try_out;

use leptos::prelude::*;
use wire::canned::CannedKind;

use self::{canned::CannedList, general::General, keys::Keys};
use super::{
    Desktop,
    conversation::{WaitingStrip, WayBack},
    place::{Chapter, Place},
};
use crate::drawn::{part, word};

#[component]
pub(crate) fn Preferences() -> impl IntoView {
    let place = expect_context::<Desktop>().place;
    let chapter = Memo::new(move |_| match place.get() {
        Place::Preferences(chapter) => chapter,
        _ => Chapter::General,
    });
    let page = part(move || match chapter.get() {
        Chapter::General => view! { <General /> }.into_any(),
        Chapter::CannedMessages => view! { <CannedList kind=CannedKind::Text /> }.into_any(),
        Chapter::CannedUrls => view! { <CannedList kind=CannedKind::Url /> }.into_any(),
        Chapter::Keys => view! { <Keys /> }.into_any(),
    });
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
        <div class="pane-body preferences">{page}</div>
    }
    .into_any()
}
