//! The chats that are over for the operator, greyed, until they put them away (manual A15).

use leptos::prelude::*;
use wire::operator::OverChat;

use crate::{
    console::{conversation::actions, window::open::OpenWindow},
    drawn::{flag, text, word},
    icon::{self, icon},
    live::Live,
    parts::{
        menu::Menu,
        roving::{self, Roving},
        voice::Voice,
    },
    place::{Place, here::Here},
    texts::{tr, tr_with},
    words::{self, name_of},
};

#[component]
pub(super) fn OverChats() -> impl IntoView {
    let live = expect_context::<Live>();
    let all = Memo::new(move |_| live.desk.over_chats());
    let roving = Roving::new(move || all.read().iter().map(|over| over.chat.id.0).collect());
    let none = flag(move || all.read().is_empty());
    view! {
        <div translate="no" hidden=none>
            <ul aria-label=tr("Chats that are over") on:keydown=roving::on_key>
                <For
                    each=move || all.get()
                    key=|over| (over.chat.id, over.chat.visitor_name.clone(), over.at)
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
    let place = expect_context::<Here>().place;
    let menu = expect_context::<Menu>();
    let voice = expect_context::<Voice>();
    let window = expect_context::<OpenWindow>();
    let OverChat { chat, how, at } = over;
    let id = chat.id;
    let name = name_of(&chat);
    let how = text(move || words::over(&how, live.desk.me.read().id));
    let when = text(move || words::ago(live.clock.now(), at));
    view! {
        <li class="over">
            <a
                class="chat-row is-over"
                href=Place::Chat(id).path()
                data-item
                tabindex=roving.tabindex(id.0)
                aria-current=word(move || (place.get() == Place::Chat(id)).then_some("page"))
                on:focus=move |_| roving.focused(id.0)
                on:contextmenu=move |event| {
                    menu.open_at(&event, untrack(|| actions::of(live, voice, window, id)));
                }
            >
                <span class="row-head">
                    <span class="row-name">{name.clone()}</span>
                    <span class="row-time">{when}</span>
                </span>
                <span class="row-text">{how}</span>
            </a>
            <button
                type="button"
                class="icon-button is-small"
                title=tr("Put away")
                aria-label=tr_with("Put away %1", &[&name])
                on:click=move |_| live.conversations.put_away(Some(id))
            >
                {icon(icon::CROSS)}
            </button>
        </li>
    }
    .into_any()
}
