//! Waiting requests (manual B3, B4), and chats offered by colleagues (A15). A double click, Enter
//! or the button accepts; a single click shows the question first.

use leptos::prelude::*;
use wire::{ChatView, routing::Otherwise};

use crate::{
    console::{
        badge::{Badge, Count},
        conversation::actions,
        window::open::OpenWindow,
    },
    drawn::{flag, text, translatable, word},
    live::{Live, desk::Share},
    parts::{
        menu::Menu,
        roving::{self, Roving},
    },
    place::{Place, here::Here},
    texts::{tr, tr_with},
    words::{self, Stopwatch, name_of},
};

#[component]
pub(super) fn Requests() -> impl IntoView {
    let live = expect_context::<Live>();
    let requests = Memo::new(move |_| {
        let mut all = live.desk.chats(Share::Offered);
        all.extend(live.desk.chats(Share::Requesting));
        all
    });
    let roving = Roving::new(move || requests.read().iter().map(|chat| chat.id.0).collect());
    let count = Signal::derive(move || requests.read().len());
    let has_some = flag(move || count.get() > 0);
    view! {
        <section class="requests" class:has-some=has_some aria-labelledby="requests">
            <h2 id="requests" translate="no">{tr("Requests")} <Badge count meaning=Count::Waiting /></h2>
            <ul on:keydown=roving::on_key>
                <For
                    each=move || requests.get()
                    key=|chat| {
                        let whence = (chat.operator.clone(), chat.routed.department.clone(), is_left(chat));
                        (chat.id, chat.visitor_name.clone(), chat.offer.is_some(), whence)
                    }
                    children=move |chat| view! { <Request chat roving /> }
                />
            </ul>
            <p class="quiet-note" translate="no" hidden=has_some>
                {tr("Nobody is waiting.")}
            </p>
        </section>
    }
    .into_any()
}

/// Whether no operator of the request's URL rule is available and no one else is asked.
fn is_left(chat: &ChatView) -> bool {
    let instead = chat.routed.by_rule.as_ref().and_then(|by_rule| by_rule.instead);
    matches!(instead, Some(Otherwise::Wait | Otherwise::OffLine))
}

/// The style for a waiting time in milliseconds, so that no one waits unnoticed.
fn urgency(waited: i64) -> &'static str {
    match waited {
        ..60_000 => "waits",
        60_000..180_000 => "waits is-long",
        _ => "waits is-very-long",
    }
}

/// Like [`urgency`], for the time left on an offer: its visitor is not waiting.
fn haste(left: i64) -> &'static str {
    if left > 10_000 { "waits" } else { "waits is-long" }
}

#[component]
fn Request(chat: ChatView, roving: Roving) -> impl IntoView {
    let live = expect_context::<Live>();
    let menu = expect_context::<Menu>();
    let place = expect_context::<Here>().place;
    let window = expect_context::<OpenWindow>();
    let id = chat.id;
    let name = name_of(&chat);
    let offered_by = chat.offer.as_ref().map(|offer| offer.by.name.clone());
    let assigned =
        chat.operator.as_ref().filter(|_| offered_by.is_none()).map(|operator| operator.name.clone());
    let visitor = chat.visitor;
    let is_offered = offered_by.is_some();
    // Administrators also see requests that go to others or wait in the queue.
    let is_for_me = move || is_offered || live.desk.chat(id).is_some_and(|chat| live.desk.is_asked(&chat));
    let act = move || if is_offered { live.colleagues.take(id) } else { live.requests.accept(id) };
    let whence = match (&offered_by, &assigned) {
        (Some(by), _) => Some(tr_with("%1 offers it to you", &[by])),
        (None, Some(to)) => Some(tr_with("Assigned to %1", &[to])),
        (None, None) if is_left(&chat) => Some(tr("Nobody is there for it").into()),
        (None, None) => chat.routed.department.as_ref().map(|department| tr_with("For %1", &[department])),
    };
    let waited = move || live.clock.now().millis_since(chat.asked_at);
    // An offer has its own time limit, however old the chat is.
    let offered_for = move || live.conversations.left(id).filter(|_| is_offered);
    let waits = text(move || match offered_for() {
        Some(left) => words::left(left),
        None => Stopwatch(waited()).to_string(),
    });
    let urgency = word(move || Some(offered_for().map_or_else(|| urgency(waited()), haste)));
    let assigned_for = text(move || match live.conversations.left(id) {
        Some(left) if !is_offered => format!(", {}", words::left(left)),
        _ => String::new(),
    });
    let is_overdue = flag(move || live.desk.chat(id).is_some_and(|chat| live.desk.is_overdue(&chat)));
    // Without the ticking seconds: screen readers repeat a label that changes under focus.
    let label = {
        let name = name.clone();
        text(move || match (&offered_by, is_overdue.get()) {
            (Some(by), _) => tr_with("%1 offers you the chat with %2. Enter takes it.", &[by, &name]),
            (None, true) => tr_with("%1 is waiting too long. Enter accepts.", &[&name]),
            (None, false) => tr_with("%1 asks for a chat. Enter accepts.", &[&name]),
        })
    };
    let question = translatable(move || {
        live.conversations.thread(id).log.with(|log| {
            let question = log.messages().iter().find_map(|message| message.body.said());
            question.unwrap_or_default().chars().take(120).collect()
        })
    });
    view! {
        <li class="request" class:is-open=flag(move || place.get() == Place::Chat(id))>
            <a
                href=Place::Chat(id).path()
                data-item
                data-request=id.to_string()
                tabindex=roving.tabindex(id.0)
                aria-label=label
                on:focus=move |_| roving.focused(id.0)
                on:dblclick=move |_| act()
                on:contextmenu=move |event| {
                    menu.open_at(&event, untrack(|| actions::of_visitor(live, window, visitor)));
                }
                on:keydown=move |event| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                        act();
                    }
                }
            >
                <span class="row-head" translate="no">
                    <span class="row-name">{name.clone()}</span>
                    <span class=urgency>{waits}</span>
                </span>
                <span class="row-text" prop:textContent=question></span>
                <span class="row-overdue" translate="no" hidden=flag(move || !is_overdue.get())>
                    {tr("Waiting too long")}
                </span>
                {whence.map(|whence| view! { <span class="row-whence" translate="no">{whence}{assigned_for}</span> })}
            </a>
            <button
                type="button"
                class="button is-accept"
                translate="no"
                aria-label=if is_offered { tr_with("Take %1", &[&name]) } else { tr_with("Accept %1", &[&name]) }
                hidden=flag(move || !is_for_me())
                disabled=flag(move || live.requests.accepting.get() == Some(id))
                on:click=move |_| act()
            >
                {if is_offered { tr("Take") } else { tr("Accept") }}
            </button>
        </li>
    }
    .into_any()
}
