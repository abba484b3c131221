//! One chat in the middle pane: its header, its thread, and what the operator can do with it.
//!
//! | module | holds |
//! |---|---|
//! | [`actions`] | the menu of a chat |
//! | [`ending`] | ending a chat, after a confirmation |
//! | [`foot`] | the composer, or why there is none |
//! | [`known`] | the Client Note, shown when the chat opens (manual B5) |
//! | [`rated`] | how the visitor rated the chat |

pub(crate) mod actions;

mod ending;
mod foot;
mod known;
mod rated;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;
use wire::{ChatId, ChatState, ChatView};

use self::{ending::EndButton, foot::Foot, known::KnownNotes, rated::RatedLine};
use super::{local_time, thread::ThreadView, transcript};
use crate::{
    console::{
        details_pane::DetailsSwitch,
        strip::{WaitingStrip, WayBack},
        tags::chips,
        window::open::{OpenWindow, Window},
    },
    drawn::{flag, part, text},
    icon::{self, Icon, icon},
    lazy::{Code, Drawn, lazy},
    live::{Live, desk::Share, tags::ChatTags},
    parts::{
        keys::{self, Action},
        menu::Menu,
        voice::Voice,
    },
    texts::{tr, tr_with},
    words,
};

/// Loaded on demand: a console without a chat does not need it.
pub(crate) const CODE: Code = Code { name: "conversation", load: || Box::pin(load()) };

#[component]
pub(crate) fn Conversation(chat: ChatId) -> impl IntoView {
    lazy(CODE, move || Box::pin(whole(chat)))
}

#[wasm_split(conversation, preload(load), fallible)]
fn whole(chat: ChatId) -> Drawn {
    Ok(view! { <Whole chat /> }.into_any())
}

#[component]
fn Whole(chat: ChatId) -> impl IntoView {
    let live = expect_context::<Live>();
    let window = expect_context::<OpenWindow>();
    let voice = expect_context::<Voice>();
    let menu = expect_context::<Menu>();
    let view = Memo::new(move |_| live.desk.chat(chat));
    let share = Memo::new(move |_| view.with(|view| view.as_ref().map(|chat| live.desk.share(chat))));
    let name = text(move || title(live, chat, view.get().as_ref()));
    let state = text(move || {
        let until = live.snoozes.until(chat).map(local_time::date_and_time);
        let snoozed = until.map(|until| tr_with("Snoozed until %1", &[&until])).unwrap_or_default();
        words::joined(&[&snoozed, &state(live, chat, view.get().as_ref(), share.get())])
    });
    let visitor = Memo::new(move |_| view.with(|view| view.as_ref().map(|chat| chat.visitor)));
    let about =
        Memo::new(move |_| visitor.get().or_else(|| live.knowledge.past_chat(chat).map(|past| past.visitor)));
    let has_none = flag(move || about.get().is_none());
    let is_mine = flag(move || share.get() == Some(Share::Mine));
    let known = part(move || match visitor.get() {
        Some(visitor) => view! { <KnownNotes chat visitor /> }.into_any(),
        None => ().into_any(),
    });
    view! {
        <WaitingStrip except=chat />
        <header class="pane-head" translate="no">
            <WayBack />
            <h1>{name}</h1>
            <p class="pane-sub">{state}</p>
            {chips(chat, ChatTags::of_any)}
            <HeadButton
                picture=icon::NOTE
                words=tr("Client Note")
                action=Action::Notes
                hidden=has_none
                press=move || window.set(about.get_untracked().map(Window::Notes))
            />
            <HeadButton
                picture=icon::SAVE
                words=tr("Save")
                action=Action::Save
                hidden=has_none
                press=move || transcript::save(chat, "text", voice)
            />
            <EndButton chat name hidden=flag(move || !is_mine.get()) />
            <button
                type="button"
                class="icon-button"
                aria-label=tr("Actions of this chat")
                aria-haspopup="menu"
                hidden=has_none
                on:click=move |event| menu.open_below(&event, untrack(|| actions::of(live, voice, window, chat)))
            >
                {icon(icon::MORE)}
            </button>
            <DetailsSwitch />
        </header>
        {known}
        <ThreadView chat name />
        <RatedLine chat />
        <div class="as-one" translate="no">
            <Foot chat share name />
        </div>
    }
    .into_any()
}

/// A frequent action (manual B8, B11). Where there is no room for its label, only the icon is
/// shown.
#[component]
fn HeadButton(
    picture: Icon,
    words: &'static str,
    action: Action,
    hidden: Signal<bool>,
    press: impl Fn() + 'static,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let title = text(move || {
        let keys = live.desk.preferences.with(|mine| action.keys(mine));
        if keys.is_empty() { words.to_owned() } else { format!("{words} ({})", keys::shown(&keys)) }
    });
    view! {
        <button
            type="button"
            class="button head-button"
            title=title
            aria-label=words
            hidden=hidden
            on:click=move |_| press()
        >
            {icon(picture)}
            <span>{words}</span>
        </button>
    }
    .into_any()
}

/// The title of a chat with a visitor, open or past, or of a conversation with a colleague.
fn title(live: Live, chat: ChatId, view: Option<&ChatView>) -> String {
    let colleague =
        || live.desk.talk(chat).and_then(|talk| live.desk.other_in(&talk)).map(|other| other.name);
    let past = || {
        let past = live.knowledge.past_chat(chat)?;
        Some(words::visitor_name(past.visitor_name.as_deref(), past.visitor))
    };
    view.map(words::name_of).or_else(colleague).or_else(past).unwrap_or_else(|| tr("Chat").into())
}

fn state(live: Live, chat: ChatId, view: Option<&ChatView>, share: Option<Share>) -> String {
    let Some(chat_view) = view else {
        let past = || {
            let past = live.knowledge.past_chat(chat)?;
            let when = local_time::date_and_time(past.asked_at);
            Some(words::joined(&[words::chat_state(past.state), &when, &words::names(&past.operators)]))
        };
        let talk = live.desk.talk(chat).and_then(|talk| live.desk.other_in(&talk));
        return match talk {
            Some(other) => live.desk.colleagues.with(|all| {
                let other = all.iter().find(|one| one.id == other.id);
                other
                    .map_or(tr("Not at the desk"), |one| words::colleague(one.is_active, one.status))
                    .to_owned()
            }),
            None => past().unwrap_or_default(),
        };
    };
    let word = words::chat_state(chat_view.state);
    let me = live.desk.me.read().id;
    if let (Some(Share::Others | Share::Ended), Some(over)) = (share, live.desk.over(chat)) {
        return words::over(&over.how, me);
    }
    let others: Vec<_> =
        chat_view.operators().filter(|one| one.id != me).map(|one| one.name.clone()).collect();
    match (share, &chat_view.offer) {
        (Some(Share::Mine), Some(offer)) => {
            let left = words::left(offer.ends_at.millis_since(live.clock.now()));
            tr_with("Offered to %1, %2", &[&offer.to.name, &left])
        }
        (Some(Share::Requesting), _) => match (&chat_view.operator, &chat_view.routed.department) {
            (Some(assigned), _) => tr_with("Waiting, assigned to %1", &[&assigned.name]),
            (None, Some(department)) => tr_with("Waiting for %1", &[department]),
            (None, None) => word.into(),
        },
        _ if others.is_empty() => word.into(),
        _ if chat_view.state == ChatState::Active => tr_with("Chatting with %1", &[&others.join(", ")]),
        _ => tr_with("%1 with %2", &[&word, &others.join(", ")]),
    }
}
