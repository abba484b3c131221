//! Actions of shortcut keys (manual B16) that no other part of the console handles.

use leptos::prelude::*;
use wire::{OfferKind, Role};

use crate::{
    console::{
        conversation::actions,
        details_pane::DetailsPane,
        transcript,
        window::open::{OpenWindow, Window},
    },
    live::{Live, desk::Share},
    parts::{
        focus::{focus, go_with_focus},
        keys::Action,
        voice::Voice,
    },
    place::{Chapter, Place, Topic},
};

#[derive(Clone, Copy)]
pub(super) struct Doing {
    pub(super) live: Live,
    pub(super) place: Memo<Place>,
    pub(super) voice: Voice,
    pub(super) window: OpenWindow,
    pub(super) details: DetailsPane,
}

impl Doing {
    pub(super) fn by_key(self, action: Action) {
        let Doing { live, place, voice, window, details } = self;
        let chat = place.get_untracked().chat();
        let view = chat.and_then(|chat| live.desk.chat_untracked(chat));
        let is_mine = view.as_ref().is_some_and(|view| live.desk.share(view) == Share::Mine);
        let past = || untrack(|| live.knowledge.past_chat(chat?)).map(|past| past.visitor);
        let visitor = match (&view, chat) {
            (Some(view), _) => Some(view.visitor),
            (None, Some(_)) => past(),
            (None, None) => details.selected.get_untracked(),
        };
        match (action, visitor) {
            (Action::Accept, _) => {
                let requests = untrack(|| live.desk.chats(Share::Requesting));
                if let Some(first) = requests.iter().find(|chat| live.desk.is_asked(chat)) {
                    live.requests.accept(first.id);
                }
            }
            (Action::NextChat | Action::PreviousChat, _) => {
                let mine: Vec<_> = untrack(|| live.my_chats()).into_iter().map(|chat| chat.id).collect();
                let steps = if action == Action::NextChat { 1 } else { -1 };
                live.conversations.show_beside(&mine, chat, steps);
            }
            (Action::Visitors, _) => go_with_focus(live, Place::Visitors),
            (Action::OffLineMessages, _) => go_with_focus(live, Place::OffLineMessages),
            (Action::Archive, _) => go_with_focus(live, Place::Archive(None)),
            (Action::Preferences, _) => go_with_focus(live, Place::Preferences(Chapter::General)),
            (Action::Administration, _) => {
                if live.desk.me.read_untracked().role == Role::Administrator {
                    go_with_focus(live, Place::Administration(Topic::Operators));
                }
            }
            (Action::Contacts, _) => focus(".contacts [data-item][tabindex='0']"),
            (Action::Help, _) => window.set(Some(Window::Help)),
            (Action::Palette, _) => window.set(Some(Window::Palette)),
            (Action::Details, _) => details.shows_details.update(|shows| *shows = !*shows),
            (Action::Notes, Some(visitor)) => window.set(Some(Window::Notes(visitor))),
            (Action::Remark, Some(visitor)) => window.set(Some(Window::Remark(visitor))),
            (Action::Invite, Some(visitor)) if untrack(|| actions::can_be_invited(live, visitor)) => {
                window.set(Some(Window::Invite(visitor)));
            }
            (Action::Transfer, _) if is_mine => {
                window.set(chat.map(|chat| Window::Offer(chat, OfferKind::Transfer)));
            }
            (Action::Join, _) => match view.as_ref().map(|view| live.desk.share(view)) {
                Some(Share::Mine) => window.set(chat.map(|chat| Window::Offer(chat, OfferKind::Join))),
                // Only administrators have this list, and the server enforces it.
                Some(Share::Others) => chat.into_iter().for_each(|chat| live.colleagues.join(chat)),
                _ => {}
            },
            (Action::Leave, _) if is_mine => chat.into_iter().for_each(|chat| live.colleagues.leave(chat)),
            (Action::PutAway, _) => {
                let over = chat.filter(|chat| live.desk.is_over_untracked(*chat));
                over.into_iter().for_each(|chat| live.conversations.put_away(Some(chat)));
            }
            (Action::Tags, Some(_)) if chat.is_some() => window.set(chat.map(Window::Tags)),
            (Action::Snooze, _) => {
                let chat = chat.filter(|chat| untrack(|| actions::can_be_snoozed(live, *chat)));
                if chat.is_some() {
                    window.set(chat.map(Window::Snooze));
                }
            }
            (Action::PutAwayAll, _) => live.conversations.put_away(None),
            (Action::Save | Action::SaveHtml, _) => {
                if let Some(chat) = chat {
                    let format = if action == Action::SaveHtml { "html" } else { "text" };
                    transcript::save(chat, format, voice);
                }
            }
            _ => {}
        }
    }
}
