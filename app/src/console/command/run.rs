//! Executes commands.

use leptos::prelude::untrack;
use wire::{ChatId, OfferKind, VisitorId};

use super::Act;
use crate::{
    console::{local_time, snoozing},
    live::{Live, desk::Share},
    texts::{tr, tr_with},
    words,
};

/// Runs the command in the open chat with a visitor, if there is one, and tells the operator the
/// outcome. Returns false if it cannot be done, so that the typed text stays.
pub(crate) fn run(
    act: Act,
    chat: Option<(ChatId, VisitorId)>,
    live: Live,
    tell: impl Fn(String) + 'static,
) -> bool {
    if let Act::Take = act {
        let offered = untrack(|| live.desk.chats(Share::Offered)).first().map(|offered| offered.id);
        match offered {
            Some(offered) => live.colleagues.take(offered),
            None => tell(tr("Nothing is offered to you at the moment.").into()),
        }
        return offered.is_some();
    }
    let Some((chat, visitor)) = chat else {
        tell(tr("This command needs a chat with a visitor. Open one first.").into());
        return false;
    };
    match act {
        Act::Transfer(to) => live.colleagues.offer(chat, to, OfferKind::Transfer),
        Act::Join(to) => live.colleagues.offer(chat, to, OfferKind::Join),
        Act::Note(text) => {
            return live.knowledge.add_note(visitor, text, move |result| match result {
                Ok(()) => tell(tr("Added to the Client Note").into()),
                Err(refusal) => tell(words::refusal(&refusal)),
            });
        }
        Act::Remark(text) => live.knowledge.set_remark(visitor, text),
        Act::Snooze(when) => {
            let at = snoozing::at(when, live.clock.read());
            let is_sent = live.snoozes.set(chat, at);
            if let Some(at) = at.filter(|_| is_sent) {
                tell(tr_with("Snoozed until %1", &[&local_time::date_and_time(at)]));
            }
            return is_sent;
        }
        Act::Tag(tag, on) => return live.tags.put(chat, tag, on),
        Act::Leave => live.colleagues.leave(chat),
        Act::End => live.conversations.close(chat),
        Act::Take => {}
    }
    true
}
