//! The menus of a chat and of a visitor, the same wherever they are opened.

use leptos::prelude::*;
use wire::{ChatId, ChatView, OfferKind, Role, VisitorId, operator::VisitorStatus};

use crate::{
    console::{
        transcript,
        window::open::{OpenWindow, Window},
    },
    icon,
    live::{Live, desk::Share},
    parts::{keys::Action, menu::Item, voice::Voice},
    texts::tr,
};

/// The menu of a chat, including one that ended long ago.
pub(crate) fn of(live: Live, voice: Voice, window: OpenWindow, chat: ChatId) -> Vec<Item> {
    let view = live.desk.chat(chat);
    let past = || live.knowledge.past_chat(chat).map(|past| past.visitor);
    let Some(visitor) = view.as_ref().map(|view| view.visitor).or_else(past) else { return Vec::new() };
    let is_given_away = view.as_ref().is_some_and(|view| live.desk.is_given_away(view));
    let mut items = view.map(|view| while_open(live, window, &view)).unwrap_or_default();
    if live.desk.over(chat).is_some() {
        let put_away = move |which| move || live.conversations.put_away(which);
        items.push(Item::new(icon::CROSS, tr("Put away"), put_away(Some(chat))).by(Action::PutAway));
        items.push(Item::new(icon::CROSS, tr("Put away all"), put_away(None)).by(Action::PutAwayAll));
    }
    if can_be_snoozed(live, chat) {
        let snooze = move || window.set(Some(Window::Snooze(chat)));
        items.push(Item::new(icon::CLOCK, tr("Snooze…"), snooze).by(Action::Snooze));
    }
    if live.snoozes.until(chat).is_some() {
        let end = move || {
            live.snoozes.set(chat, None);
        };
        items.push(Item::new(icon::CROSS, tr("End the snooze"), end));
    }
    let tags = move || window.set(Some(Window::Tags(chat)));
    items.push(Item::new(icon::LABEL, tr("Tags…"), tags).by(Action::Tags));
    items.extend(about(live, window, visitor));
    if !is_given_away {
        let why = move || window.set(Some(Window::Why(chat)));
        items.push(Item::new(icon::HAND_OVER, tr("Why it came here…"), why));
    }
    items.push(
        Item::new(icon::SAVE, tr("Save as text"), move || transcript::save(chat, "text", voice))
            .by(Action::Save),
    );
    items.push(
        Item::new(icon::SAVE, tr("Save as HTML"), move || transcript::save(chat, "html", voice))
            .by(Action::SaveHtml),
    );
    items.push(Item::new(icon::SAVE, tr("Save as JSON"), move || transcript::save(chat, "json", voice)));
    if !is_given_away {
        let send = move || window.set(Some(Window::Send(chat)));
        items.push(Item::new(icon::MAIL, tr("Send by e-mail…"), send));
    }
    items
}

/// Whether this operator is in the chat, or was in it to its end; administrators snooze any chat but
/// requests. The server enforces it.
pub(crate) fn can_be_snoozed(live: Live, chat: ChatId) -> bool {
    let (me, role) = live.desk.me.with(|me| (me.id, me.role));
    let reads_all = role == Role::Administrator;
    let past = || {
        live.knowledge.past_chat(chat).is_some_and(|past| {
            !past.state.is_open() && (reads_all || past.operators.iter().any(|one| one.id == me))
        })
    };
    match live.desk.chat(chat) {
        Some(view) if view.state.is_open() => match live.desk.share(&view) {
            Share::Mine => true,
            Share::Others => reads_all,
            Share::Requesting | Share::Offered | Share::Ended => false,
        },
        Some(_) => reads_all || live.desk.over(chat).is_some(),
        None => past(),
    }
}

fn while_open(live: Live, window: OpenWindow, view: &ChatView) -> Vec<Item> {
    let chat = view.id;
    let share = live.desk.share(view);
    let mut items = Vec::new();
    if share == Share::Mine {
        if view.offer.is_some() {
            items.push(Item::new(icon::CROSS, tr("Take the offer back"), move || {
                live.colleagues.refuse(chat)
            }));
        }
        let offer = move |kind| move || window.set(Some(Window::Offer(chat, kind)));
        items.push(
            Item::new(icon::HAND_OVER, tr("Transfer…"), offer(OfferKind::Transfer)).by(Action::Transfer),
        );
        items.push(
            Item::new(icon::JOIN, tr("Ask a colleague to join…"), offer(OfferKind::Join)).by(Action::Join),
        );
        if view.operators().count() > 1 {
            items.push(
                Item::new(icon::SIGN_OUT, tr("Leave the chat"), move || live.colleagues.leave(chat))
                    .by(Action::Leave),
            );
        }
    }
    let is_administrator = live.desk.me.read().role == Role::Administrator;
    if share == Share::Others && is_administrator {
        items.push(
            Item::new(icon::JOIN, tr("Join the chat"), move || live.colleagues.join(chat)).by(Action::Join),
        );
    }
    items
}

pub(crate) fn of_visitor(live: Live, window: OpenWindow, visitor: VisitorId) -> Vec<Item> {
    let mut items = Vec::new();
    match live.desk.chat_of(visitor) {
        Some(chat) => match live.desk.share(&chat) {
            Share::Requesting => {
                items.push(Item::new(icon::CHECK, tr("Accept chat"), move || live.requests.accept(chat.id)));
            }
            Share::Offered => {
                items
                    .push(Item::new(icon::CHECK, tr("Take the chat"), move || live.colleagues.take(chat.id)));
            }
            Share::Mine | Share::Others => {
                items.push(Item::new(icon::TALK, tr("Open chat"), move || live.show(chat.id)));
            }
            Share::Ended => {}
        },
        None => {
            if can_be_invited(live, visitor) {
                let invite = move || window.set(Some(Window::Invite(visitor)));
                items.push(Item::new(icon::TALK, tr("Request chat…"), invite).by(Action::Invite));
            }
        }
    }
    items.extend(about(live, window, visitor));
    items
}

/// Whether a visitor is present and not in a chat (manual B2).
pub(crate) fn can_be_invited(live: Live, visitor: VisitorId) -> bool {
    live.desk.visitors.get(visitor).is_some_and(|presence| {
        presence.is_here() && presence.view.with(|view| view.status == VisitorStatus::Online)
    })
}

fn about(live: Live, window: OpenWindow, visitor: VisitorId) -> Vec<Item> {
    let mut items = vec![
        Item::new(icon::NOTE, tr("Client Note…"), move || window.set(Some(Window::Notes(visitor))))
            .by(Action::Notes),
        Item::new(icon::LABEL, tr("Remark…"), move || window.set(Some(Window::Remark(visitor))))
            .by(Action::Remark),
    ];
    if live.desk.may_ban.get() {
        let ban = move || window.set(Some(Window::Ban(Some(visitor))));
        items.push(Item::new(icon::CROSS, tr("Ban…"), ban));
    }
    items
}
