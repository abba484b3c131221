//! Messages that the operator has sent and the server has not yet acknowledged, in order.
//!
//! Pure: [`super::conversations`] decides when to send, and [`super::keep`] stores.

use wire::{ChatId, Content, MessageId, Seq, Timestamp, operator::Refusal};

/// The messages that are not known to be stored, or whose number this client does not have yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outbox {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) chat: ChatId,
    pub(crate) id: MessageId,
    pub(crate) content: Content,
    pub(crate) at: Timestamp,
    pub(crate) state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Not acknowledged; sent again after each reconnect.
    Waiting,
    /// Committed under this number; the chat's log will soon have it.
    Stored(Seq),
    Refused(Refusal),
}

impl Outbox {
    pub(crate) fn say(&mut self, chat: ChatId, id: MessageId, content: Content, at: Timestamp) {
        self.entries.push(Entry { chat, id, content, at, state: State::Waiting });
    }

    /// Restores messages stored across a reload. Ids are UUIDv7, so they sort in the order of
    /// sending.
    pub(crate) fn restore(&mut self, kept: impl IntoIterator<Item = Entry>) {
        for entry in kept {
            if !self.entries.iter().any(|known| known.id == entry.id) {
                self.entries.push(entry);
            }
        }
        self.entries.sort_by_key(|entry| entry.id);
    }

    /// The messages to send on a new connection, in order.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.state == State::Waiting)
    }

    /// The messages shown below a chat's log.
    pub(crate) fn of(&self, chat: ChatId) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.chat == chat)
    }

    pub(crate) fn stored(&mut self, id: MessageId, seq: Seq) {
        self.set(id, State::Stored(seq));
    }

    pub(crate) fn refused(&mut self, id: MessageId, why: Refusal) {
        self.set(id, State::Refused(why));
    }

    /// Sets a rejected message to waiting again.
    pub(crate) fn again(&mut self, id: MessageId) -> Option<Entry> {
        self.set(id, State::Waiting);
        self.entries.iter().find(|entry| entry.id == id).cloned()
    }

    /// Removes a message: the log has it, or the operator discards it.
    pub(crate) fn remove(&mut self, id: MessageId) {
        self.entries.retain(|entry| entry.id != id);
    }

    /// Removes the messages that the chat's log has, which is complete up to this number.
    pub(crate) fn settle(&mut self, chat: ChatId, last: Seq) {
        self.entries
            .retain(|entry| entry.chat != chat || !matches!(entry.state, State::Stored(seq) if seq <= last));
    }

    fn set(&mut self, id: MessageId, state: State) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            entry.state = state;
        }
    }
}

/// Whether sending the same message again may succeed.
pub(crate) fn is_passing(why: &Refusal) -> bool {
    matches!(why, Refusal::TooFast | Refusal::TryAgain | Refusal::NotAccepted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(millis: u64) -> MessageId {
        MessageId::v7(millis, &[7; 10])
    }

    fn chat(nr: u64) -> ChatId {
        ChatId::v7(nr, &[0; 10])
    }

    fn text(nr: u64) -> Content {
        Content::Text(nr.to_string())
    }

    fn ids<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<MessageId> {
        entries.map(|entry| entry.id).collect()
    }

    #[test]
    fn what_waits_is_repeated_in_the_order_it_was_said() {
        let mut outbox = Outbox::default();
        for n in [1, 2, 3, 4] {
            outbox.say(chat(n % 2), id(n), text(n), Timestamp(0));
        }
        outbox.stored(id(1), Seq(9));
        outbox.refused(id(3), Refusal::TooFast);
        assert_eq!(ids(outbox.waiting()), [id(2), id(4)]);
        assert_eq!(outbox.again(id(3)).map(|entry| entry.content), Some(text(3)));
        assert_eq!(ids(outbox.waiting()), [id(2), id(3), id(4)]);
    }

    #[test]
    fn what_was_kept_over_a_reload_comes_before_what_is_said_after_it() {
        let mut outbox = Outbox::default();
        outbox.say(chat(1), id(5), text(5), Timestamp(0));
        let kept =
            |n| Entry { chat: chat(1), id: id(n), content: text(n), at: Timestamp(0), state: State::Waiting };
        outbox.restore([kept(4), kept(2), kept(5)]);
        assert_eq!(ids(outbox.waiting()), [id(2), id(4), id(5)]);
        assert_eq!(outbox.of(chat(1)).last().map(|entry| &entry.content), Some(&text(5)));
    }

    #[test]
    fn an_acknowledged_message_stays_visible_until_the_log_has_it() {
        let mut outbox = Outbox::default();
        outbox.say(chat(1), id(1), text(1), Timestamp(0));
        outbox.settle(chat(1), Seq(8));
        outbox.stored(id(1), Seq(9));
        outbox.settle(chat(1), Seq(8));
        outbox.settle(chat(2), Seq(9));
        assert_eq!(ids(outbox.of(chat(1))), [id(1)]);
        outbox.settle(chat(1), Seq(9));
        assert_eq!(outbox, Outbox::default());
    }
}
