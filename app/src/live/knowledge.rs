//! What is known about the selected visitor: requested when the operator selects them, and updated
//! by later events.

use leptos::prelude::*;
use uuid::Uuid;
use wire::{
    ChatId, TagId, VisitorId,
    note::{Dossier, Note, PastChat, PastChats, Remark, SeenPage},
    operator::{Command, Done, Refusal, VisitorView},
    rating::RatedChat,
};

use super::{connection::Link, desk::Desk, news::News};
use crate::words;

/// How many erased things are remembered.
const ERASED: usize = 1_000;

#[derive(Clone, Copy)]
pub(crate) struct Knowledge {
    link: Link,
    desk: Desk,
    /// The visitor, and what is known once it has arrived.
    known: RwSignal<Option<(VisitorId, Option<Dossier>)>>,
    /// The open chat, if it is not one of the desk's.
    read: RwSignal<Option<PastChat>>,
    /// Whether earlier chats of that visitor are loading.
    pub(crate) loads_past: RwSignal<bool>,
    /// The visitors and the chats that were erased last. A page that shows any takes them away.
    pub(crate) erased: RwSignal<Vec<Uuid>>,
}

impl Knowledge {
    pub(super) fn none(link: Link, desk: Desk) -> Knowledge {
        Knowledge {
            link,
            desk,
            known: RwSignal::new(None),
            read: RwSignal::new(None),
            loads_past: RwSignal::new(false),
            erased: RwSignal::default(),
        }
    }

    pub(crate) fn is_there(self) -> bool {
        self.known.with(|known| known.as_ref().is_some_and(|(_, dossier)| dossier.is_some()))
    }

    /// Whether this visitor is the selected one.
    pub(super) fn is_of(self, visitor: VisitorId) -> bool {
        self.known.with_untracked(|known| known.as_ref().is_some_and(|(of, _)| *of == visitor))
    }

    /// A part of what is known, if it has arrived and is about this visitor.
    pub(crate) fn part<T: Default>(self, of: VisitorId, part: impl FnOnce(&Dossier) -> T) -> T {
        self.known.with(|known| match known {
            Some((whose, Some(dossier))) if *whose == of => part(dossier),
            _ => T::default(),
        })
    }

    /// An earlier chat: the open one, or one of this visitor's list.
    pub(crate) fn past_chat(self, chat: ChatId) -> Option<PastChat> {
        let listed = || {
            self.known.with(|known| {
                let (_, dossier) = known.as_ref()?;
                dossier.as_ref()?.past.chats.iter().find(|past| past.id == chat).cloned()
            })
        };
        self.read.get().filter(|past| past.id == chat).or_else(listed)
    }

    /// Forgets what was erased, and looks up what is left.
    pub(super) fn erased(self, visitor: Option<VisitorId>, chats: &[ChatId]) {
        self.erased.update(|erased| {
            erased.extend(visitor.map(|visitor| visitor.0));
            erased.extend(chats.iter().map(|chat| chat.0));
            erased.drain(..erased.len().saturating_sub(ERASED));
        });
        let is_gone = |past: &PastChat| Some(past.visitor) == visitor || chats.contains(&past.id);
        if self.read.with_untracked(|read| read.as_ref().is_some_and(is_gone)) {
            self.read.set(None);
        }
        let concerned = self.known.with_untracked(|known| {
            let (of, dossier) = known.as_ref()?;
            let has_some = || dossier.as_ref().is_some_and(|known| known.past.chats.iter().any(is_gone));
            (Some(*of) == visitor || has_some()).then_some(*of)
        });
        if let Some(of) = concerned {
            self.known.set(Some((of, None)));
            self.look_up_again();
        }
    }

    pub(super) fn hear_note(self, note: Note) {
        self.change(note.visitor, |dossier| {
            if dossier.notes.iter().all(|known| known.id != note.id) {
                dossier.notes.push(note);
            }
        });
    }

    /// A visitor rated a chat that has ended.
    pub(super) fn hear_rating(self, rated: &RatedChat) {
        let rate = |past: &mut PastChat| past.rating = Some(rated.rating.clone());
        self.change(rated.visitor, |dossier| {
            dossier.past.chats.iter_mut().filter(|past| past.id == rated.chat).for_each(rate);
        });
        if self.read.with_untracked(|read| read.as_ref().is_some_and(|past| past.id == rated.chat)) {
            self.read.update(|read| read.iter_mut().for_each(rate));
        }
    }

    /// A chat has these tags now. Other lists may forget it when the account's tags change.
    pub(super) fn hear_tags(self, chat: ChatId, tags: &[TagId]) {
        let is_it = |past: &PastChat| past.id == chat;
        let listed = self.known.with_untracked(|known| match known {
            Some((of, Some(dossier))) if dossier.past.chats.iter().any(is_it) => Some(*of),
            _ => None,
        });
        if let Some(of) = listed {
            self.change(of, |dossier| {
                let listed = dossier.past.chats.iter_mut().filter(|past| past.id == chat);
                listed.for_each(|past| past.tags = tags.to_vec());
            });
        }
        if self.read.with_untracked(|read| read.as_ref().is_some_and(is_it)) {
            self.read.update(|read| read.iter_mut().for_each(|past| past.tags = tags.to_vec()));
        }
    }

    pub(super) fn visitor(self, visitor: &VisitorView, at: wire::Timestamp) {
        let page = &visitor.page;
        self.change(visitor.id, |dossier| match dossier.pages.last_mut() {
            Some(last) if last.url == page.url => last.title.clone_from(&page.title),
            _ => dossier.pages.push(SeenPage { url: page.url.clone(), title: page.title.clone(), at }),
        });
    }

    fn change(self, of: VisitorId, change: impl FnOnce(&mut Dossier)) {
        let concerns =
            self.known.with_untracked(|known| matches!(known, Some((whose, Some(_))) if *whose == of));
        if concerns {
            self.known.update(|known| {
                if let Some((_, Some(dossier))) = known {
                    change(dossier);
                }
            });
        }
    }

    pub(crate) fn look_up(self, visitor: Option<VisitorId>) {
        let known = self.known;
        if known.with_untracked(|known| known.as_ref().map(|(of, _)| *of)) != visitor {
            known.set(visitor.map(|visitor| (visitor, None)));
            self.look_up_again();
        }
    }

    /// Events during a lost connection were missed.
    pub(super) fn look_up_again(self) {
        let known = self.known;
        let Some((visitor, _)) = known.get_untracked().filter(|_| self.link.is_up()) else { return };
        self.link.ask(Command::Dossier { visitor }, move |result| {
            let mut dossier = match result {
                Ok(Done::Dossier(dossier)) => dossier,
                // The visitor has left and never wrote.
                Err(Refusal::NotFound) => Dossier::default(),
                _ => return,
            };
            let before = match known.get_untracked() {
                Some((of, before)) if of == visitor => before,
                _ => return,
            };
            if let Some(before) = before {
                go_on_with(&mut dossier.past, before.past);
            }
            known.set(Some((visitor, Some(dossier))));
            self.look_further();
        });
    }

    /// Loads the chats before those listed, unless that is under way.
    pub(crate) fn load_past(self) {
        let Knowledge { known, loads_past, .. } = self;
        let wanted = known.with_untracked(|known| {
            let (visitor, dossier) = known.as_ref()?;
            Some((*visitor, dossier.as_ref()?.past.before?))
        });
        let Some((visitor, before)) = wanted.filter(|_| !loads_past.get_untracked()) else { return };
        let sent = self.link.ask(Command::PastChats { visitor, before }, move |result| {
            loads_past.set(false);
            match result {
                Ok(Done::PastChats(page)) => self.change(visitor, |dossier| {
                    if dossier.past.before == Some(before) {
                        dossier.past.chats.extend(page.chats);
                        dossier.past.before = page.before;
                    }
                }),
                Ok(_) => {}
                Err(refusal) => return self.link.tell(News::Refused(words::refusal(&refusal))),
            }
            self.look_further();
        });
        loads_past.set(sent);
    }

    /// Continues as long as nothing is listed although there is more: each answer covers a limited
    /// number of chats, and this operator may not be allowed to see any of them.
    fn look_further(self) {
        let is_empty = self.known.with_untracked(|known| match known {
            Some((_, Some(dossier))) => dossier.past.chats.is_empty(),
            _ => false,
        });
        if is_empty {
            self.load_past();
        }
    }

    /// Looks up the open chat if it is not one of the desk's.
    pub(super) fn learn_of(self, chat: ChatId) {
        if self.desk.chat_untracked(chat).is_some() || self.desk.talk_untracked(chat).is_some() {
            return;
        }
        let read = self.read;
        match untrack(|| self.past_chat(chat)) {
            // It stays known when the list changes.
            Some(listed) => read.set(Some(listed)),
            None if self.link.is_up() => {
                self.link.ask(Command::PastChat { chat }, move |result| {
                    if let Ok(Done::PastChat(past)) = result {
                        read.set(Some(past));
                    }
                });
            }
            None => {}
        }
    }

    /// Looks up again what is known of the open chat: its tags and its rating may be others now.
    pub(super) fn read_again(self) {
        let read = self.read;
        let known = read.with_untracked(|read| read.as_ref().map(|past| past.id));
        let Some(chat) = known.filter(|_| self.link.is_up()) else { return };
        self.link.ask(Command::PastChat { chat }, move |result| {
            let is_open = read.with_untracked(|read| read.as_ref().is_some_and(|past| past.id == chat));
            if let Ok(Done::PastChat(past)) = result
                && is_open
            {
                read.set(Some(past));
            }
        });
    }

    /// Adds a note about a visitor, for all operators. The answer says what was wrong, if anything.
    pub(crate) fn add_note(
        self,
        visitor: VisitorId,
        text: String,
        then: impl FnOnce(Result<(), Refusal>) + 'static,
    ) -> bool {
        let id = self.link.new_id();
        self.link.ask(Command::Note { visitor, id, text }, |result| then(result.map(|_| ())))
    }

    /// Labels a visitor for this operator only. Shown at once, and reverted if the server rejects
    /// it.
    pub(crate) fn set_remark(self, visitor: VisitorId, text: String) {
        let before = self.desk.remark_untracked(visitor);
        let remark = Remark { visitor, text };
        let sent = self.link.ask(Command::SetRemark(remark.clone()), move |result| {
            if let Err(refusal) = result {
                self.hear_remark(Remark { visitor, text: before });
                self.link.tell(News::Refused(words::refusal(&refusal)));
            }
        });
        if sent {
            self.hear_remark(remark);
        }
    }

    pub(super) fn hear_remark(self, remark: Remark) {
        self.change(remark.visitor, |dossier| dossier.remark.clone_from(&remark.text));
        self.desk.remark_changed(remark);
    }
}

/// Keeps what was loaded beyond the newest page when that page is read again.
fn go_on_with(newest: &mut PastChats, before: PastChats) {
    let last = newest.chats.last().map(|chat| chat.id);
    let place = before.chats.iter().position(|chat| Some(chat.id) == last);
    if let Some(place) = place.filter(|place| place + 1 < before.chats.len()) {
        newest.chats.extend(before.chats.into_iter().skip(place + 1));
        newest.before = before.before;
    }
}

#[cfg(test)]
mod tests {
    use wire::{ChatState, SiteId, Timestamp};

    use super::*;

    fn past(numbers: &[u64], before: Option<u64>) -> PastChats {
        let chat = |nr: u64| PastChat {
            id: ChatId::v7(nr, &[0; 10]),
            visitor: VisitorId::v7(1, &[0; 10]),
            visitor_name: None,
            site: SiteId::v7(1, &[0; 10]),
            department: None,
            state: ChatState::Closed,
            operators: vec![],
            asked_at: Timestamp(nr as i64),
            messages: 1,
            question: nr.to_string(),
            rating: None,
            tags: vec![],
        };
        let chats = numbers.iter().map(|nr| chat(*nr)).collect();
        PastChats { chats, before: before.map(|nr| (Timestamp(nr as i64), ChatId::v7(nr, &[0; 10]))) }
    }

    #[test]
    fn what_was_loaded_before_stays_below_what_is_new() {
        let mut newest = past(&[9, 8, 7], Some(7));
        go_on_with(&mut newest, past(&[8, 7, 6, 5], Some(5)));
        assert_eq!(newest, past(&[9, 8, 7, 6, 5], Some(5)));
        // Where the two do not meet, no chat may be skipped: only the newest page is kept.
        let mut apart = past(&[9, 8], Some(8));
        go_on_with(&mut apart, past(&[5, 4], None));
        assert_eq!(apart, past(&[9, 8], Some(8)));
        let mut same = past(&[9, 8], Some(8));
        go_on_with(&mut same, past(&[9, 8], Some(8)));
        assert_eq!(same, past(&[9, 8], Some(8)));
    }
}
