//! Events that the operator should notice.

use wire::{
    ChatView, Message, TalkView,
    operator::{OffLineAlert, Snooze},
    rating::RatedChat,
};

use crate::place::Place;

/// Each event is reported once, even across reconnects.
#[derive(Clone, Debug)]
pub(crate) enum News {
    /// A visitor requests a chat, or has waited for one too long.
    Request(ChatView),
    /// The visitor in one of the operator's chats has sent a message.
    Said(ChatView, Message),
    Offered(ChatView),
    /// A snoozed chat has come back, and nothing else has told of it.
    Back(Snooze),
    Talked(TalkView, Message),
    /// The visitor has accepted or declined the operator's invitation.
    Answered(ChatView, bool),
    Arrived,
    /// An offline message came in, was assigned to the operator, or its answer was not delivered.
    OffLine(OffLineAlert),
    /// A visitor gave a low rating.
    Rated(RatedChat),
    /// Navigate there, for instance to a chat that the operator has just accepted.
    Go(Place),
    /// One of the operator's chats has ended; by the visitor unless the operator closed it.
    Ended(ChatView),
    /// The open chat now belongs to another operator, with this name.
    Went(String),
    /// Something the operator asked for was refused, with a sentence that says why.
    Refused(String),
}
