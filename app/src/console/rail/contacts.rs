//! The operator's colleagues (manual A14): who is available, and what they wrote last.

use leptos::prelude::*;
use wire::colleague::Colleague;

use super::own_line::PresenceMark;
use crate::{
    console::{
        badge::{Badge, Count},
        controls::SmallButton,
    },
    drawn::{flag, text, word},
    icon,
    live::Live,
    parts::{
        menu::{Item, Menu},
        roving::{self, Roving},
    },
    place::{Place, here::Here},
    texts::{tr, tr_with},
    words,
};

#[component]
pub(super) fn Contacts() -> impl IntoView {
    let live = expect_context::<Live>();
    let others = Memo::new(move |_| live.desk.others());
    let roving = Roving::new(move || others.read().iter().map(|colleague| colleague.id.0).collect());
    view! {
        <section class="chats contacts" aria-label=tr("Contacts") translate="no" hidden=flag(move || others.read().is_empty())>
            <h2>{tr("Contacts")}</h2>
            <ul on:keydown=roving::on_key>
                <For
                    each=move || others.get()
                    key=|colleague| (colleague.id, colleague.name.clone(), colleague.face.clone())
                    children=move |colleague| view! { <Contact colleague roving /> }
                />
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn Contact(colleague: Colleague, roving: Roving) -> impl IntoView {
    let live = expect_context::<Live>();
    let place = expect_context::<Here>().place;
    let menu = expect_context::<Menu>();
    let id = colleague.id;
    let status = Signal::derive(move || live.desk.status_of(id));
    let talk = Memo::new(move |_| live.desk.talk_with(id));
    let is_here =
        move || talk.with(|talk| talk.as_ref().is_some_and(|talk| place.get() == Place::Chat(talk.id)));
    let unread = Signal::derive(move || {
        let unread = |talk: &wire::TalkView| talk.last_seq.0.saturating_sub(talk.read.0) as usize;
        if is_here() { 0 } else { talk.with(|talk| talk.as_ref().map_or(0, unread)) }
    });
    let state = text(move || status.get().map_or_else(|| tr("Not at the desk"), words::status).into());
    let open = move || live.colleagues.talk(id);
    let items = move || vec![Item::new(icon::TALK, tr("Start chat"), open)];
    let name = colleague.name;
    view! {
        <li class="contact">
            <button
                type="button"
                class="chat-row contact-row"
                data-item
                tabindex=roving.tabindex(id.0)
                aria-current=word(move || is_here().then_some("page"))
                on:focus=move |_| roving.focused(id.0)
                on:click=move |_| open()
                on:contextmenu=move |event| menu.open_at(&event, items())
            >
                <PresenceMark status />
                <img class="face" alt="" src=colleague.face />
                <span class="row-name">{name.clone()}</span>
                <span class="visually-hidden">{state}</span>
                <Badge count=unread meaning=Count::News />
            </button>
            <SmallButton
                picture=icon::TALK
                title=tr("Start chat")
                label=tr_with("Start chat with %1", &[&name])
                press=Callback::new(move |()| open())
            />
        </li>
    }
    .into_any()
}
