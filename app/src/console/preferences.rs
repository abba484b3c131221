//! What an operator chooses for himself (manual A5, B3, B10, B13, B15): pages of the middle pane.
//!
//! | module | holds |
//! |---|---|
//! | [`general`] | how he is called, how he writes, how it looks |
//! | [`sounds`] | what he hears on which occasion |
//! | [`language`] | which language the console speaks |
//! | [`try_out`] | a test of the alerts, which says what the browser blocks |
//! | [`words`], [`saved_chats`] | his own dictionary; his folder for saved chats |
//! | `super::canned` | their canned responses and URLs |
//! | [`keys`] | his shortcut keys |
//! | [`account`], [`sessions`] | their own screen name and password; where they are signed in |
//! | `super::sip_info` | his SIP Info |

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

/// The code of the pages is loaded with the first visit.
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

/// With what he signs in to a SIP client.
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
