//! What the visitor sent and the server has not acknowledged yet.
//!
//! Items go out one at a time, in the order in which they were written: the next is sent once the
//! one before it is stored. An item that was refused for good stays, so that the visitor sees it
//! and can edit it. Ids make duplicates harmless, so a client in doubt repeats.

use wire::{
    ChatId, MessageId,
    visitor::{Ask, FromVisitor, OffLineForm, Refusal, Say},
};

use crate::{
    backoff::Backoff,
    connection::{ANSWER_WITHIN, Closed},
    now::Now,
};

const AFTER_REFUSAL: Backoff = Backoff { first: 1_000, longest: 30_000 };
/// How many connections may break over one item before that item is blamed.
const STRIKES: u8 = 3;

/// The items in the order in which they were written.
#[derive(Debug, Default)]
pub struct Outbox {
    items: Vec<Item>,
    flight: Option<Flight>,
    refusals: u32,
    not_before: u64,
}

/// One entry of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What is to be stored.
    pub what: What,
    /// Why it will never be stored as it is.
    pub failed: Option<Failure>,
    strikes: u8,
}

/// What an outbox can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The question that starts a chat.
    Ask(Ask),
    /// A message in a chat.
    Say(Say),
    /// An off-line message.
    Leave(OffLineForm),
    /// A rating of a chat that has ended.
    Rate(Say),
}

/// Why an item failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server refused it.
    Refused(Refusal),
    /// The reason was lost in a reload, or the connection kept breaking over this item.
    Unknown,
}

/// The item that was sent and not answered yet.
#[derive(Debug)]
struct Flight {
    id: MessageId,
    since: u64,
}

impl What {
    /// The id that the server's answer carries.
    pub fn id(&self) -> MessageId {
        match self {
            What::Ask(ask) => ask.id,
            What::Say(say) | What::Rate(say) => say.id,
            What::Leave(form) => form.id.into(),
        }
    }

    /// What the visitor wrote.
    pub fn text(&self) -> &str {
        match self {
            What::Ask(ask) => &ask.text,
            What::Say(say) | What::Rate(say) => &say.text,
            What::Leave(form) => &form.text,
        }
    }

    /// The chat it is said in.
    pub fn chat(&self) -> Option<ChatId> {
        match self {
            What::Ask(ask) => Some(ask.chat),
            What::Say(say) => Some(say.chat),
            What::Leave(_) | What::Rate(_) => None,
        }
    }

    fn frame(&self) -> FromVisitor {
        match self {
            What::Ask(ask) => FromVisitor::Ask(ask.clone()),
            What::Say(say) => FromVisitor::Say(say.clone()),
            What::Leave(form) => FromVisitor::LeaveMessage(form.clone()),
            What::Rate(say) => FromVisitor::Rate(say.clone()),
        }
    }
}

impl From<What> for Item {
    fn from(what: What) -> Item {
        Item { what, failed: None, strikes: 0 }
    }
}

impl Outbox {
    /// All items, oldest first.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The next item to be stored.
    pub fn next_waiting(&self) -> Option<&What> {
        self.items.iter().find(|item| item.failed.is_none()).map(|item| &item.what)
    }

    /// Appends an item. An item that is already there is not added again.
    pub fn push(&mut self, item: Item) {
        if self.item(item.what.id()).is_none() {
            self.items.push(item);
        }
    }

    /// The frame to send now, if any; it counts as sent.
    pub fn next(&mut self, now: &Now) -> Option<FromVisitor> {
        if self.flight.is_some() || now.ticks < self.not_before {
            return None;
        }
        let what = self.next_waiting()?;
        let (id, frame) = (what.id(), what.frame());
        self.flight = Some(Flight { id, since: now.ticks });
        Some(frame)
    }

    /// Removes an item that was stored, or that the visitor took back.
    pub fn take(&mut self, id: MessageId) -> Option<What> {
        if self.landed(id) {
            self.refusals = 0;
            self.not_before = 0;
        }
        let mut taken = None;
        for item in core::mem::take(&mut self.items) {
            if item.what.id() == id {
                taken = Some(item.what);
            } else {
                self.items.push(item);
            }
        }
        taken
    }

    /// Removes the first item that satisfies the condition.
    pub fn take_first(&mut self, holds: impl Fn(&Item) -> bool) -> Option<What> {
        let id = self.items.iter().find(|item| holds(item))?.what.id();
        self.take(id)
    }

    /// Records that the server refused an item. True if the refusal is final.
    pub fn refused(&mut self, now: &Now, id: MessageId, why: Refusal) -> bool {
        if !self.landed(id) {
            return false;
        }
        if why.is_passing() {
            self.not_before = now.ticks + AFTER_REFUSAL.wait(self.refusals, now.jitter());
            self.refusals += 1;
            return false;
        }
        if let Some(item) = self.item(id) {
            item.failed = Some(Failure::Refused(why));
        }
        true
    }

    /// Records that the connection was lost: the item in flight will be sent again. Returns the
    /// item that is blamed for the loss, if any.
    pub fn lost(&mut self, closed: Closed) -> Option<MessageId> {
        let flight = self.flight.take()?;
        if closed != Closed::Blamed {
            return None;
        }
        let item = self.item(flight.id)?;
        item.strikes += 1;
        if item.strikes < STRIKES {
            return None;
        }
        item.failed = Some(Failure::Unknown);
        Some(flight.id)
    }

    /// Moves the messages of one chat to another: the visitor already had one open.
    pub fn readdress(&mut self, from: ChatId, to: ChatId) {
        for item in &mut self.items {
            if let What::Say(say) = &mut item.what
                && say.chat == from
            {
                say.chat = to;
            }
        }
    }

    /// Whether an item was sent and the server has been silent for too long.
    pub fn is_overdue(&self, now: &Now) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.since + ANSWER_WITHIN <= now.ticks)
    }

    /// The next time this needs attention, while there is a connection.
    pub fn due(&self) -> Option<u64> {
        match &self.flight {
            Some(flight) => Some(flight.since + ANSWER_WITHIN),
            None => self.next_waiting().map(|_| self.not_before),
        }
    }

    fn landed(&mut self, id: MessageId) -> bool {
        self.flight.take_if(|flight| flight.id == id).is_some()
    }

    fn item(&mut self, id: MessageId) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.what.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(nr: u64) -> What {
        let chat = ChatId::v7(1, &[1; 10]);
        What::Say(Say { chat, id: MessageId::v7(nr, &[0; 10]), text: nr.to_string() })
    }

    fn outbox(numbers: impl IntoIterator<Item = u64>) -> Outbox {
        let mut outbox = Outbox::default();
        numbers.into_iter().for_each(|nr| outbox.push(say(nr).into()));
        outbox
    }

    fn next(outbox: &mut Outbox, ticks: u64) -> Option<String> {
        outbox.next(&Now::at(ticks)).map(|frame| match frame {
            FromVisitor::Say(say) => say.text,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn a_later_message_waits_until_the_earlier_one_is_stored() {
        let mut outbox = outbox([1, 2]);
        assert_eq!(next(&mut outbox, 0).as_deref(), Some("1"));
        assert_eq!(next(&mut outbox, 5), None);
        assert_eq!(outbox.take(say(1).id()), Some(say(1)));
        assert_eq!(next(&mut outbox, 6).as_deref(), Some("2"));
    }

    #[test]
    fn after_a_lost_connection_the_same_message_is_first_again() {
        let mut outbox = outbox([1, 2]);
        next(&mut outbox, 0);
        assert_eq!(outbox.lost(Closed::Lost), None);
        assert_eq!(next(&mut outbox, 1).as_deref(), Some("1"));
    }

    #[test]
    fn a_passing_refusal_is_retried_later_and_later() {
        let mut outbox = outbox([1, 2]);
        next(&mut outbox, 0);
        assert!(!outbox.refused(&Now::at(0), say(1).id(), Refusal::TooFast));
        assert_eq!(next(&mut outbox, 499), None);
        assert_eq!(outbox.due(), Some(500));
        assert_eq!(next(&mut outbox, 500).as_deref(), Some("1"));
        outbox.refused(&Now::at(500), say(1).id(), Refusal::TryAgain);
        assert_eq!(next(&mut outbox, 1_499), None);
        assert_eq!(next(&mut outbox, 1_500).as_deref(), Some("1"));
    }

    #[test]
    fn a_final_refusal_keeps_the_text_and_lets_the_next_one_go() {
        let mut outbox = outbox([1, 2]);
        next(&mut outbox, 0);
        assert!(outbox.refused(&Now::at(0), say(1).id(), Refusal::ChatClosed));
        assert_eq!(outbox.items()[0].failed, Some(Failure::Refused(Refusal::ChatClosed)));
        assert_eq!(next(&mut outbox, 0).as_deref(), Some("2"));
    }

    #[test]
    fn an_item_that_breaks_the_connection_again_and_again_is_held_to_be_the_reason() {
        let mut outbox = outbox([1, 2]);
        for _ in 0..2 {
            next(&mut outbox, 0);
            assert_eq!(outbox.lost(Closed::Blamed), None);
        }
        next(&mut outbox, 0);
        assert_eq!(outbox.lost(Closed::Lost), None, "a lost network blames nobody");
        next(&mut outbox, 0);
        assert_eq!(outbox.lost(Closed::Blamed), Some(say(1).id()));
        assert_eq!(next(&mut outbox, 0).as_deref(), Some("2"));
    }

    #[test]
    fn silence_after_sending_is_noticed() {
        let mut outbox = outbox([1]);
        next(&mut outbox, 100);
        assert!(!outbox.is_overdue(&Now::at(10_099)));
        assert!(outbox.is_overdue(&Now::at(10_100)));
        assert_eq!(outbox.due(), Some(10_100));
    }

    #[test]
    fn messages_follow_their_question_into_the_chat_that_was_open_already() {
        let mut outbox = outbox([1, 2]);
        let (from, to) = (ChatId::v7(1, &[1; 10]), ChatId::v7(2, &[2; 10]));
        outbox.readdress(from, to);
        assert!(outbox.items().iter().all(|item| item.what.chat() == Some(to)));
        assert_eq!(outbox.take_first(|item| item.what.chat() == Some(from)), None);
    }

    #[test]
    fn an_item_that_another_tab_wrote_is_taken_once() {
        let mut outbox = outbox([1, 1, 2]);
        outbox.push(say(2).into());
        assert_eq!(outbox.items().len(), 2);
    }
}
