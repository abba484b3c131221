//! Chats and messages for tests, including those of the crates that draw them.

use uuid::Uuid;
use wire::{
    Author, Body, ChatId, ChatState, Language, Marks, Message, MessageId, OperatorId, OperatorRef, Seq,
    SiteSettings, Timestamp, WelcomeScreen,
    visitor::{Arrangement, VisitorChat},
};

/// The chat with this number.
pub fn chat(nr: u8) -> ChatId {
    ChatId::v7(nr.into(), &[nr; 10])
}

/// Anna, the operator who answers.
pub fn anna() -> OperatorRef {
    OperatorRef { id: OperatorId(Uuid::from_u128(1)), name: "Anna".into() }
}

/// A site with default settings.
pub fn site(name: &str) -> Arrangement {
    SiteSettings::default().for_panel(name, Language::English)
}

/// A site with this Welcome Screen.
pub fn site_asking(welcome_screen: WelcomeScreen) -> Arrangement {
    SiteSettings { welcome_screen, ..SiteSettings::default() }.for_panel("Shop", Language::English)
}

/// The chat with this number, as the server describes it, without a message count.
pub fn chat_view(nr: u8, state: ChatState) -> VisitorChat {
    VisitorChat {
        id: chat(nr),
        state,
        operator: (state == ChatState::Active).then(anna),
        others: vec![],
        visitor_marks: Marks::default(),
        operator_marks: Marks::default(),
        last_seq: Seq(0),
        version: 0,
        asked_at: Timestamp(i64::from(nr) * 1_000),
    }
}

/// A message from Anna in the chat with this number.
pub fn from_operator(nr: u8, seq: u32) -> Message {
    message(nr, seq, Author::Operator(anna()))
}

/// A message from the visitor in the chat with this number.
pub fn from_visitor(nr: u8, seq: u32) -> Message {
    message(nr, seq, Author::Visitor)
}

fn message(nr: u8, seq: u32, author: Author) -> Message {
    Message {
        id: MessageId::v7(seq.into(), &[nr; 10]),
        chat: chat(nr),
        seq: Seq(seq),
        at: Timestamp(i64::from(seq) * 1_000),
        author,
        body: Body::Text(seq.to_string()),
    }
}
