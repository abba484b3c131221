//! What is known of the visitor who is looked at: asked for when the operator turns to him, and kept true by what is
//! heard from then on.

use leptos::prelude::*;
use wire::{
    ChatId, VisitorId,
    note::{Dossier, Note, PastChat, Remark, SeenPage},
    operator::{Command, Done, Refusal, VisitorView},
};

use super::Live;
use crate::words;

/// A cheap handle.
#[derive(Clone, Copy)]
pub(crate) struct Knowledge {
    /// Of whom; and what, once it has come.
    known: RwSignal<Option<(VisitorId, Option<Dossier>)>>,
}

impl Knowledge {
    pub(super) fn none() -> Knowledge {
        Knowledge { known: RwSignal::new(None) }
    }

    /// Whether it has come.
    pub(crate) fn is_there(self) -> bool {
        self.known.with(|known| known.as_ref().is_some_and(|(_, dossier)| dossier.is_some()))
    }

    /// Whether he is who is looked at.
    pub(super) fn is_of(self, visitor: VisitorId) -> bool {
        self.known.with_untracked(|known| known.as_ref().is_some_and(|(of, _)| *of == visitor))
    }

    /// A part of it, once it has come and if it is of this visitor.
    pub(crate) fn part<T: Default>(self, of: VisitorId, part: impl FnOnce(&Dossier) -> T) -> T {
        self.known.with(|known| match known {
            Some((whose, Some(dossier))) if *whose == of => part(dossier),
            _ => T::default(),
        })
    }

    /// The visitor of an earlier chat, and the chat, if it is one of this visitor's.
    pub(crate) fn past_chat(self, chat: ChatId) -> Option<(VisitorId, PastChat)> {
        self.known.with(|known| {
            let (of, dossier) = known.as_ref()?;
            let past = dossier.as_ref()?.chats.iter().find(|past| past.id == chat)?;
            Some((*of, past.clone()))
        })
    }

    pub(super) fn note(self, note: Note) {
        self.change(note.visitor, |dossier| {
            if dossier.notes.iter().all(|known| known.id != note.id) {
                dossier.notes.push(note);
            }
        });
    }

    pub(super) fn remark(self, remark: Remark) {
        self.change(remark.visitor, |dossier| dossier.remark = remark.text);
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
}

impl Live {
    /// The operator turns to a visitor, or away from all.
    pub(crate) fn look_up(self, visitor: Option<VisitorId>) {
        let known = self.knowledge.known;
        if known.with_untracked(|known| known.as_ref().map(|(of, _)| *of)) != visitor {
            known.set(visitor.map(|visitor| (visitor, None)));
            self.look_up_again();
        }
    }

    /// What was heard while there was no connection is not known.
    pub(super) fn look_up_again(self) {
        let known = self.knowledge.known;
        let Some((visitor, _)) = known.get_untracked().filter(|_| self.connection.get_untracked().is_up())
        else {
            return;
        };
        self.ask(Command::Dossier { visitor }, move |result| {
            let is_still = known.with_untracked(|known| known.as_ref().is_some_and(|(of, _)| *of == visitor));
            let dossier = match result {
                Ok(Done::Dossier(dossier)) => dossier,
                // He has left, and never wrote.
                Err(Refusal::NotFound) => Dossier::default(),
                _ => return,
            };
            if is_still {
                known.set(Some((visitor, Some(dossier))));
            }
        });
    }

    /// Notes something about a visitor, for everybody. The answer says what was wrong, if something was.
    pub(crate) fn note(
        self,
        visitor: VisitorId,
        text: String,
        then: impl FnOnce(Result<(), Refusal>) + 'static,
    ) -> bool {
        let id = self.new_id();
        self.ask(Command::Note { visitor, id, text }, |result| then(result.map(|_| ())))
    }

    /// Labels a visitor for this operator alone; shown at once, and put right if the server does not take it.
    pub(crate) fn set_remark(self, visitor: VisitorId, text: String) {
        let before = self.desk.remark_untracked(visitor);
        let remark = Remark { visitor, text };
        let sent = self.ask(Command::SetRemark(remark.clone()), move |result| {
            if let Err(refusal) = result {
                self.hear_remark(Remark { visitor, text: before });
                self.tell(super::News::Refused(words::refusal(&refusal)));
            }
        });
        if sent {
            self.hear_remark(remark);
        }
    }

    pub(super) fn hear_remark(self, remark: Remark) {
        self.knowledge.remark(remark.clone());
        self.desk.remark_changed(remark);
    }
}
