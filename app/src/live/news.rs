//! What has just happened and the operator should notice.

use wire::{ChatView, Message, TalkView, operator::OffLineAlert};

use crate::place::Place;

/// A piece of news. Each is told once, whatever the connection does.
#[derive(Clone, Debug)]
pub(crate) enum News {
    /// A visitor asks for a chat, or has waited for one too long.
    Request(ChatView),
    /// The visitor of one of his chats has said something.
    Said(ChatView, Message),
    /// A colleague offers him a chat.
    Offered(ChatView),
    /// A colleague has said something to him.
    Talked(TalkView, Message),
    /// The visitor has accepted the invitation that they made, or declined it.
    Answered(ChatView, bool),
    /// Somebody has come to a site.
    Arrived,
    /// An off-line message came, was assigned to them, or its answer was not delivered.
    OffLine(OffLineAlert),
    /// He wants to be there, for instance at a chat that he has now.
    Go(Place),
    /// One of his chats has ended; by the visitor unless he closed it himself.
    Ended(ChatView),
    /// The chat that they look at is another operator's now; that one's name.
    Went(String),
    /// Something he asked for was not done; a sentence that says why.
    Refused(String),
}
