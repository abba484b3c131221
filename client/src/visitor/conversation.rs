//! The client's copy of the visitor's chat: how it is brought up to date and how much was read.

use wire::{Author, Body, ChatId, ChatState, Message, MessageId, Notice, Seq, visitor::VisitorChat};

use crate::log::{Heard, Log};

/// The visitor's newest chat, if they have one.
#[derive(Debug, Default)]
pub struct Conversation {
    id: Option<ChatId>,
    view: Option<VisitorChat>,
    log: Log,
    /// The visitor's own messages that are stored while an earlier message is still missing.
    ahead: Vec<Message>,
    /// When a catch-up was requested, until it is answered.
    catching_up_since: Option<u64>,
    seen: Seq,
}

impl Conversation {
    /// The chat's id.
    pub fn id(&self) -> Option<ChatId> {
        self.id
    }

    /// The chat as the server last described it; none while it exists only here.
    pub fn view(&self) -> Option<&VisitorChat> {
        self.view.as_ref()
    }

    /// Whether the visitor can write in a chat.
    pub fn is_open(&self) -> bool {
        self.id.is_some() && self.view.as_ref().is_none_or(|view| view.state.is_open())
    }

    /// Whether the visitor is waiting for an operator.
    pub fn is_requesting(&self) -> bool {
        self.is_open() && self.view.as_ref().is_none_or(|view| view.state == ChatState::Requesting)
    }

    /// Whether the visitor is invited and has not answered.
    pub fn is_invited(&self) -> bool {
        self.is_in(ChatState::Invited)
    }

    /// Whether the visitor did not accept the invitation.
    pub fn was_declined(&self) -> bool {
        self.is_in(ChatState::Declined)
    }

    /// The message with this id, if it is here.
    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages().find(|message| message.id == id)
    }

    /// Whether operators know that the address this message pushed was loaded.
    pub fn was_opened(&self, pushed: Seq) -> bool {
        let tells =
            |message: &Message| matches!(message.body, Body::Notice(Notice::Opened { seq }) if seq == pushed);
        self.messages().any(tells)
    }

    /// All stored messages in order.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.log.messages().iter().chain(&self.ahead)
    }

    /// The stored messages up to the first gap.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The number up to which nothing is missing.
    pub fn last(&self) -> Seq {
        self.log.last()
    }

    /// The number of the last message from an operator, up to the first gap.
    pub fn last_said_to_visitor(&self) -> Option<Seq> {
        let messages = self.log.messages().iter().rev();
        messages.into_iter().find(|message| matches!(message.author, Author::Operator(_))).map(|one| one.seq)
    }

    /// How far the visitor has read.
    pub fn seen(&self) -> Seq {
        self.seen
    }

    /// How many messages of operators are unread. An invitation that the visitor declined does not
    /// count.
    pub fn unread(&self) -> u32 {
        let mut unread = 0;
        if self.was_declined() {
            return unread;
        }
        for message in self.log.messages() {
            if let (Author::Operator(_), Some(_)) = (&message.author, message.body.said())
                && message.seq > self.seen
            {
                unread += 1;
            }
        }
        unread
    }

    /// Switches to this chat and forgets any other.
    pub fn turn_to(&mut self, id: ChatId) {
        if self.id != Some(id) {
            *self = Conversation { id: Some(id), ..Conversation::default() };
        }
    }

    /// Forgets the chat.
    pub fn forget(&mut self) {
        *self = Conversation::default();
    }

    /// The server describes a chat of this visitor. Another chat replaces the current one if it is
    /// newer, or if it is open while the current one exists only here: the server will merge the
    /// two.
    pub fn describe(&mut self, view: VisitorChat) {
        let takes_over = match &self.view {
            Some(mine) if mine.id == view.id => !mine.is_newer_than(&view),
            Some(mine) => mine.asked_at <= view.asked_at,
            None => self.id.is_none_or(|id| id == view.id) || view.state.is_open(),
        };
        if takes_over {
            self.turn_to(view.id);
            self.view = Some(view);
        }
    }

    /// Takes one message. True if it is new, or shows that others are missing.
    pub fn hear(&mut self, message: Message) -> bool {
        if self.id != Some(message.chat) {
            return false;
        }
        let is_ahead = message.seq > self.log.last().next();
        // Only the visitor's own messages are worth showing ahead of a gap.
        if is_ahead && matches!(message.author, Author::Visitor) {
            if self.ahead.iter().all(|known| known.id != message.id) {
                self.ahead.push(message);
            }
            return true;
        }
        let heard = self.log.hear(message);
        self.drop_what_arrived();
        heard != Heard::Known
    }

    /// Takes the answer to a catch-up.
    pub fn hear_all(&mut self, chat: ChatId, messages: Vec<Message>) {
        if self.id == Some(chat) {
            self.catching_up_since = None;
            self.log.hear_all(messages);
            self.drop_what_arrived();
        }
    }

    /// The catch-up to request now, if something is missing: the chat and the last number that is
    /// here. `anyway` asks even if nothing seems to be missing.
    pub fn catch_up(&mut self, ticks: u64, anyway: bool) -> Option<(ChatId, Seq)> {
        let known = self.view.as_ref().map_or(Seq(0), |view| view.last_seq);
        let missing = anyway || self.log.last() < known || !self.ahead.is_empty();
        if !missing || self.catching_up_since.is_some() || self.view.is_none() {
            return None;
        }
        self.catching_up_since = Some(ticks);
        self.id.map(|id| (id, self.log.last()))
    }

    /// When a catch-up was requested, until it is answered, in
    /// [`Now::ticks`](crate::now::Now::ticks).
    pub fn catching_up_since(&self) -> Option<u64> {
        self.catching_up_since
    }

    /// The connection was lost, and the pending answers with it.
    pub fn lost(&mut self) {
        self.catching_up_since = None;
    }

    /// The visitor has read everything up to this number.
    pub fn read(&mut self, up_to: Seq) {
        self.seen = self.seen.max(up_to);
    }

    fn is_in(&self, state: ChatState) -> bool {
        self.view.as_ref().is_some_and(|view| view.state == state)
    }

    fn drop_what_arrived(&mut self) {
        let last = self.log.last();
        self.ahead.retain(|message| message.seq > last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{chat, chat_view, from_operator, from_visitor};

    fn begun() -> Conversation {
        let mut conversation = Conversation::default();
        conversation.describe(chat_view(1, ChatState::Active));
        conversation
    }

    fn texts(conversation: &Conversation) -> Vec<u32> {
        conversation.messages().map(|message| message.seq.0).collect()
    }

    #[test]
    fn a_gap_is_asked_for_once_and_filled() {
        let mut conversation = begun();
        assert!(conversation.hear(from_operator(1, 1)));
        assert!(conversation.hear(from_visitor(1, 4)));
        assert_eq!(texts(&conversation), [1, 4], "what the visitor wrote is in sight at once");
        let id = conversation.id().unwrap();
        assert_eq!(conversation.catch_up(0, false), Some((id, Seq(1))));
        assert_eq!(conversation.catch_up(0, false), None);
        conversation.hear_all(id, (2..=4).map(|seq| from_operator(1, seq)).collect());
        assert_eq!(texts(&conversation), [1, 2, 3, 4]);
        assert_eq!(conversation.catch_up(0, false), None);
    }

    #[test]
    fn an_answer_that_the_connection_took_along_is_asked_for_again() {
        let mut conversation = begun();
        conversation.hear(from_visitor(1, 2));
        assert!(conversation.catch_up(0, false).is_some());
        conversation.lost();
        assert!(conversation.catch_up(0, false).is_some());
    }

    #[test]
    fn unread_are_the_operators_messages_after_what_was_seen() {
        let mut conversation = begun();
        conversation.hear_all(
            conversation.id().unwrap(),
            vec![from_operator(1, 1), from_visitor(1, 2), from_operator(1, 3), from_operator(1, 4)],
        );
        assert_eq!(conversation.unread(), 3);
        conversation.read(Seq(3));
        assert_eq!(conversation.unread(), 1);
        conversation.read(Seq(2));
        assert_eq!(conversation.unread(), 1, "nothing becomes unread again");
    }

    #[test]
    fn a_newer_chat_takes_the_place_of_the_old_one_and_never_the_other_way() {
        let mut conversation = begun();
        conversation.hear(from_operator(1, 1));
        conversation.describe(chat_view(2, ChatState::Requesting));
        assert!(texts(&conversation).is_empty());
        let second = conversation.id();
        conversation.describe(chat_view(1, ChatState::Closed));
        assert_eq!(conversation.id(), second);
        assert!(!conversation.hear(from_operator(1, 2)), "a message of another chat");
    }

    #[test]
    fn of_two_descriptions_the_later_one_counts_in_whatever_order_they_come() {
        let mut conversation = begun();
        let closed = VisitorChat { last_seq: Seq(3), ..chat_view(1, ChatState::Closed) };
        conversation.describe(closed);
        conversation.describe(VisitorChat { last_seq: Seq(2), ..chat_view(1, ChatState::Active) });
        assert!(!conversation.is_open());
    }

    #[test]
    fn a_chat_that_only_exists_here_gives_way_to_an_open_one_only() {
        let mut conversation = Conversation::default();
        conversation.turn_to(chat(9));
        conversation.describe(chat_view(1, ChatState::Closed));
        assert_eq!(conversation.id(), Some(chat(9)));
        conversation.describe(chat_view(2, ChatState::Active));
        assert_eq!(conversation.id(), Some(chat(2)));
    }
}
