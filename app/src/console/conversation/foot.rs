//! Below the thread: the composer, or why there is none and what can be done instead.

use leptos::prelude::*;
use wire::{ChatId, Role};

use crate::{
    console::composer::{Composer, To},
    drawn::{flag, part, text},
    live::{Live, desk::Share},
    place::Place,
    texts::{tr, tr_later, tr_with},
    words,
};

const HAS_ENDED: &str = tr_later("This chat has ended. You are reading what was said.");
const GOES_ON: &str = tr_later("This chat goes on without you. You are reading what was said until then.");

#[component]
pub(super) fn Foot(chat: ChatId, share: Memo<Option<Share>>, name: Signal<String>) -> impl IntoView {
    let live = expect_context::<Live>();
    let has = text(move || {
        let operator = live.desk.chat(chat).and_then(|chat| chat.operator);
        operator.map_or_else(|| tr("A colleague").into(), |operator| operator.name)
    });
    let offered_by = text(move || {
        let offer = live.desk.chat(chat).and_then(|chat| chat.offer);
        offer.map(|offer| offer.by.name).unwrap_or_default()
    });
    // The time left to accept the offer.
    let left = text(move || live.conversations.left(chat).map(words::left).unwrap_or_default());
    let visitor = Memo::new(move |_| live.desk.chat(chat).map(|chat| chat.visitor));
    let is_talk = Memo::new(move |_| live.desk.talk(chat).is_some());
    let past = Memo::new(move |_| {
        live.knowledge.past_chat(chat).map(|past| {
            let words = if past.state.is_open() { GOES_ON } else { HAS_ENDED };
            tr(words)
        })
    });
    // A request assigned to this operator passes to the next if they do not accept it (manual B18).
    let is_assigned = flag(move || {
        let me = live.desk.me.read().id;
        live.desk
            .chat(chat)
            .is_some_and(|chat| chat.routed.queued && chat.operator.is_some_and(|one| one.id == me))
    });
    part(move || match share.get() {
        Some(Share::Mine) => match visitor.get() {
            Some(visitor) => view! { <Composer chat to=To::Visitor(visitor) name /> }.into_any(),
            None => ().into_any(),
        },
        Some(Share::Requesting) => view! {
            <div class="foot-note is-waiting">
                <p>
                    {text(move || {
                        let left = if is_assigned.get() { left.get() } else { String::new() };
                        match left.is_empty() {
                            true => tr_with("%1 is waiting for an answer.", &[&name.get()]),
                            false => tr_with("%1 is waiting for an answer. %2.", &[&name.get(), &left]),
                        }
                    })}
                </p>
                <button
                    type="button"
                    class="button"
                    hidden=flag(move || !is_assigned.get())
                    on:click=move |_| live.colleagues.refuse(chat)
                >
                    {tr("Let it pass")}
                </button>
                <button
                    type="button"
                    class="button is-accept is-large"
                    disabled=flag(move || live.requests.accepting.get() == Some(chat))
                    on:click=move |_| live.requests.accept(chat)
                >
                    {tr("Accept chat")}
                </button>
            </div>
        }
        .into_any(),
        Some(Share::Offered) => view! {
            <div class="foot-note is-waiting">
                <p>
                    {text(move || {
                        let (by, left) = (offered_by.get(), left.get());
                        match left.is_empty() {
                            true => tr_with("%1 offers you this chat.", &[&by]),
                            false => tr_with("%1 offers you this chat. %2.", &[&by, &left]),
                        }
                    })}
                </p>
                <button type="button" class="button" on:click=move |_| live.colleagues.refuse(chat)>
                    {tr("No")}
                </button>
                <button
                    type="button"
                    class="button is-accept is-large"
                    on:click=move |_| live.colleagues.take(chat)
                >
                    {tr("Take the chat")}
                </button>
            </div>
        }
        .into_any(),
        Some(Share::Others) => view! {
            <div class="foot-note">
                <p>
                    {text(move || match live.desk.me.read().role {
                        Role::Administrator => {
                            tr_with("%1 has this chat. You are reading along.", &[&has.get()])
                        }
                        Role::Normal => tr_with(
                            "%1 has this chat now. You can still read what was said until then.",
                            &[&has.get()],
                        ),
                    })}
                </p>
                <PutAway chat />
            </div>
        }
        .into_any(),
        Some(Share::Ended) => view! { <Over chat words=tr("This chat has ended.") /> }.into_any(),
        None if is_talk.get() => view! { <Composer chat to=To::Colleague name /> }.into_any(),
        None => match past.get() {
            Some(words) => view! { <Over chat words /> }.into_any(),
            None => ().into_any(),
        },
    })
}

#[component]
fn Over(chat: ChatId, words: &'static str) -> impl IntoView {
    view! {
        <div class="foot-note">
            <p>{words}</p>
            <PutAway chat />
            <a class="button" href=Place::Visitors.path()>
                {tr("Back to the visitors")}
            </a>
        </div>
    }
    .into_any()
}

/// Removes a chat that is over from the list.
#[component]
fn PutAway(chat: ChatId) -> impl IntoView {
    let live = expect_context::<Live>();
    view! {
        <button
            type="button"
            class="button"
            hidden=flag(move || live.desk.over(chat).is_none())
            on:click=move |_| live.conversations.put_away(Some(chat))
        >
            {tr("Put away")}
        </button>
    }
}
