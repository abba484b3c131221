//! The left pane. The requests stand first and are always visible, whatever else is open.

mod chats;
mod own_line;
mod requests;

use leptos::prelude::*;

use self::{
    chats::{MyChats, OtherChats},
    own_line::OwnLine,
    requests::Requests,
};
use super::{Desktop, place::Place};
use crate::{
    icon::{self, Icon, icon},
    live::Live,
};

#[component]
pub(crate) fn Rail() -> impl IntoView {
    let live = expect_context::<Live>();
    let visitors = move || live.desk.visitors_here().len();
    let unread = move || live.desk.unread_off_line_messages.get() as usize;
    view! {
        <div class="rail">
            <header class="brand">
                <img src="/favicon.svg" alt="" width="22" height="22" />
                <span>"Switchboard"</span>
            </header>
            <Requests />
            <nav class="ways" aria-label="Places">
                <Way place=Place::Visitors picture=icon::VISITORS name="Visitors" count=visitors is_news=false />
                <Way
                    place=Place::OffLineMessages
                    picture=icon::INBOX
                    name="Off-line messages"
                    count=unread
                    is_news=true
                />
            </nav>
            <div class="rail-chats">
                <MyChats />
                <OtherChats />
            </div>
            <OwnLine />
        </div>
    }
    .into_any()
}

#[component]
fn Way(
    place: Place,
    picture: Icon,
    name: &'static str,
    /// How many there are; 0 is not shown.
    count: impl Fn() -> usize + Copy + Send + Sync + 'static,
    /// Whether the count asks for attention.
    is_news: bool,
) -> impl IntoView {
    let here = expect_context::<Desktop>().place;
    let badge = move || {
        let n = count();
        (n > 0).then(|| {
            let meaning = is_news.then(|| view! { <span class="visually-hidden">" unread"</span> });
            view! { <span class="count" class:is-news=is_news>{n} {meaning}</span> }
        })
    };
    view! {
        <a class="way" href=place.path() aria-current=move || (here.get() == place).then_some("page")>
            {icon(picture)}
            <span class="way-name">{name}</span>
            {badge}
        </a>
    }
}
