//! The operator's ended chats, greyed out until they dismiss them (manual A15).

use leptos::prelude::*;
use wire::operator::OverChat;

use super::{chat_link::ChatLink, snoozed::back};
use crate::{
    console::{controls::SmallButton, tags::chips},
    drawn::{flag, text},
    icon,
    live::{Live, tags::ChatTags},
    parts::roving::{self, Roving},
    texts::{tr, tr_with},
    words::{self, name_of},
};

const CLASS: &str = "chat-row is-over";

#[component]
pub(super) fn OverChats() -> impl IntoView {
    let live = expect_context::<Live>();
    let all = Memo::new(move |_| live.over_chats());
    let roving = Roving::new(move || all.read().iter().map(|over| over.chat.id.0).collect());
    let none = flag(move || all.read().is_empty());
    view! {
        <div translate="no" hidden=none>
            <ul aria-label=tr("Chats that are over") on:keydown=roving::on_key>
                <For
                    each=move || all.get()
                    key=|over| (over.chat.id, over.chat.visitor_name.clone(), over.at, over.stars)
                    children=move |over| view! { <Row over roving /> }
                />
            </ul>
            <button type="button" class="link over-all" on:click=move |_| live.conversations.put_away(None)>
                {tr("Put away all")}
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn Row(over: OverChat, roving: Roving) -> impl IntoView {
    let live = expect_context::<Live>();
    let OverChat { chat, how, at, stars } = over;
    let id = chat.id;
    let name = name_of(&chat);
    let called = name.clone();
    let rated = stars.map(|stars| {
        view! {
            <span class="row-rated" title=words::stars(stars)>
                <span aria-hidden="true">"★ " {stars}</span>
                <span class="visually-hidden">{words::stars(stars)}</span>
            </span>
        }
    });
    let how = text(move || words::over(&how, live.desk.me.read().id));
    let when = text(move || words::ago(live.clock.now(), at));
    view! {
        <li class="over">
            <ChatLink id class=CLASS roving>
                <span class="row-head">
                    <span class="row-name">{called}</span>
                    {back(id)}
                    {rated}
                    <span class="row-time">{when}</span>
                </span>
                <span class="row-text">{how}</span>
                {chips(id, ChatTags::of)}
            </ChatLink>
            <SmallButton
                picture=icon::CROSS
                title=tr("Put away")
                label=tr_with("Put away %1", &[&name])
                press=Callback::new(move |()| live.conversations.put_away(Some(id)))
            />
        </li>
    }
    .into_any()
}
