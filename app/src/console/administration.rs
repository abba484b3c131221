//! Settings that administrators make for everyone, as pages of the middle pane. The server enforces
//! the role.
//!
//! | module | holds |
//! |---|---|
//! | [`operators`] | the *Chat Operators* panel (manual A1–A6) |
//! | [`departments`] | departments (manual A10) |
//! | [`canned`] | the canned responses that every operator has (manual A8, A9) |
//! | [`sites`] | websites and their embed code (manual A18) |
//! | [`tags`] | the tags that chats can have |
//! | [`urls`] | URL routing (manual A12) |
//! | [`bans`] | who may not chat |
//! | [`privacy`] | what is redacted in texts |
//! | [`queueing`] | whether requests are assigned one at a time (manual B18) |
//! | [`off_line`] | who receives offline messages by email (manual A11) |
//! | [`mail`] | the outgoing mail server |
//! | [`fees`] | what the operators cost (manual A7) |
//! | [`audit`] | who changed what |
//! | [`retention`] | for how long things are kept |
//! | [`guide`] | the first steps with a new installation |
//! | [`invite`] | inviting colleagues by email or link |
//! | [`proxy`] | a warning that the server cannot tell clients apart |
//! | [`members`], [`routing`], [`settings`], [`ticks`] | building blocks, beside `parts/` |
//! | [`window_form`] | the same, for tags and saved views |

mod audit;
mod bans;
mod canned;
mod departments;
mod fees;
mod guide;
mod invite;
mod mail;
mod members;
mod off_line;
mod operators;
mod privacy;
mod proxy;
mod queueing;
mod retention;
mod routing;
mod settings;
mod sites;
mod tags;
mod ticks;
mod urls;
pub(in crate::console) mod window_form;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;
use wire::Role;

use self::{
    audit::AuditPage, bans::BansPage, canned::CannedPage, departments::DepartmentsPage, fees::FeesPage,
    guide::GuidePage, mail::MailPage, off_line::OffLinePage, operators::OperatorsPage, privacy::PrivacyPage,
    proxy::UnnamedProxy, queueing::QueueingPage, retention::RetentionPage, sites::SitesPage, tags::TagsPage,
    urls::UrlsPage,
};
use super::{
    chapters::{Chapters, Way},
    sheet,
};
use crate::{
    drawn::part,
    lazy::{Code, Drawn, lazy},
    live::Live,
    place::{Place, Topic, here::Here},
    texts::tr,
};

/// Loaded on the first visit.
pub(crate) const CODE: Code = Code { name: "administration", load: || Box::pin(load()) };

#[component]
pub(crate) fn Administration() -> impl IntoView {
    lazy(CODE, || Box::pin(page()))
}

#[wasm_split(administration, preload(load), fallible)]
fn page() -> Drawn {
    let live = expect_context::<Live>();
    let topic = topic();
    let may = Memo::new(move |_| live.desk.me.read().role == Role::Administrator);
    let has_fees = live.desk.has_fees.get_untracked();
    let has_guide = live.desk.has_guide.get_untracked();
    let is_there = |one: &Topic| match one {
        Topic::Fees => has_fees,
        Topic::Start => has_guide,
        _ => true,
    };
    let way = |one: Topic| Way { group: one.group(), place: Place::Administration(one), name: one.name() };
    let ways = Topic::ALL.into_iter().filter(is_there).map(way).collect();
    let is_styled = sheet::is_styled(sheet::ADMINISTRATION);
    let body = part(move || match (may.get(), topic.get()) {
        _ if !is_styled.get() => ().into_any(),
        (true, Topic::Operators) => view! { <OperatorsPage /> }.into_any(),
        (true, Topic::Departments) => view! { <DepartmentsPage /> }.into_any(),
        (true, Topic::Canned) => view! { <CannedPage /> }.into_any(),
        (true, Topic::Tags) => view! { <TagsPage /> }.into_any(),
        (true, Topic::Sites) => view! { <SitesPage /> }.into_any(),
        (true, Topic::Urls) => view! { <UrlsPage /> }.into_any(),
        (true, Topic::OffLine) => view! { <OffLinePage /> }.into_any(),
        (true, Topic::Mail) => view! { <MailPage /> }.into_any(),
        (true, Topic::Fees) => view! { <FeesPage /> }.into_any(),
        (true, Topic::Retention) => view! { <RetentionPage /> }.into_any(),
        (true, Topic::Audit) => view! { <AuditPage /> }.into_any(),
        (true, Topic::Bans) => view! { <BansPage /> }.into_any(),
        (true, Topic::Privacy) => view! { <PrivacyPage /> }.into_any(),
        (true, Topic::Queueing) => view! { <QueueingPage /> }.into_any(),
        (true, Topic::Start) => view! { <GuidePage /> }.into_any(),
        (false, _) => view! {
            <div class="empty">
                <h2>{tr("Only administrators may change this")}</h2>
                <p>{tr("Ask one of them. What you choose for yourself is in the preferences.")}</p>
            </div>
        }
        .into_any(),
    });
    let notice = part(move || match may.get() {
        true => view! { <UnnamedProxy /> }.into_any(),
        false => ().into_any(),
    });
    let body = view! { {notice} {body} }.into_any();
    Ok(view! { <Chapters title=tr("Administration") ways body /> }.into_any())
}

fn topic() -> Memo<Topic> {
    let place = expect_context::<Here>().place;
    Memo::new(move |_| match place.get() {
        Place::Administration(topic) => topic,
        _ => Topic::Operators,
    })
}
