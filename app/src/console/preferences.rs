//! An operator's own settings (manual A5, B3, B10, B13, B15), as pages of the middle pane.
//!
//! | module | holds |
//! |---|---|
//! | [`general`] | screen name, writing, appearance |
//! | [`sounds`] | the sound for each occasion |
//! | [`language`] | the console's language |
//! | [`try_out`] | a test of the alerts, which says what the browser blocks |
//! | [`words`], [`saved_chats`] | the personal dictionary; the folder for saved chats |
//! | `super::canned` | personal canned responses and URLs |
//! | [`keys`] | shortcut keys |
//! | [`account`], [`sessions`] | screen name and password; active sessions |
//! | `super::sip_info` | the SIP Info |

mod account;
mod general;
mod keys;
mod language;
mod saved_chats;
mod sessions;
mod sounds;
mod try_out;
mod words;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;
use wire::canned::CannedKind;

use self::{account::Account, general::General, keys::Keys};
use super::{
    canned::{CannedList, Whose},
    chapters::{Chapters, Way},
    sip_info::SipInfoView,
};
use crate::{
    drawn::part,
    lazy::{Code, Drawn, lazy},
    live::Live,
    place::{Chapter, Place, here::Here},
    texts::tr,
};

/// Loaded on the first visit.
pub(crate) const CODE: Code = Code { name: "preferences", load: || Box::pin(load()) };

#[component]
pub(crate) fn Preferences() -> impl IntoView {
    lazy(CODE, || Box::pin(page()))
}

#[wasm_split(preferences, preload(load), fallible)]
fn page() -> Drawn {
    let chapter = chapter();
    let way = |one: Chapter| Way { group: one.group(), place: Place::Preferences(one), name: one.name() };
    let ways = Chapter::ALL.map(way).into();
    let body = part(move || match chapter.get() {
        Chapter::General => view! { <General /> }.into_any(),
        Chapter::CannedMessages => {
            view! { <CannedList kind=CannedKind::Text whose=Whose::Mine /> }.into_any()
        }
        Chapter::CannedUrls => view! { <CannedList kind=CannedKind::Url whose=Whose::Mine /> }.into_any(),
        Chapter::Keys => view! { <Keys /> }.into_any(),
        Chapter::Account => view! { <Account /> }.into_any(),
        Chapter::SipInfo => view! { <OwnSipInfo /> }.into_any(),
    });
    Ok(view! { <Chapters title=tr("Preferences") ways body=body.into_any() /> }.into_any())
}

fn chapter() -> Memo<Chapter> {
    let place = expect_context::<Here>().place;
    Memo::new(move |_| match place.get() {
        Place::Preferences(chapter) => chapter,
        _ => Chapter::General,
    })
}

#[component]
fn OwnSipInfo() -> impl IntoView {
    let me = expect_context::<Live>().desk.me;
    let of = Memo::new(move |_| me.with(|me| me.id));
    view! {
        <section aria-labelledby="sip-info">
            <h2 id="sip-info">{tr("SIP Info")}</h2>
            {part(move || view! { <SipInfoView of=of.get() /> }.into_any())}
        </section>
    }
    .into_any()
}
