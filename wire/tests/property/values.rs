//! Any value that a client can send.

use proptest::prelude::*;
use wire::{
    AnswerId, ChatId, Content, DepartmentId, Marks, MessageId, OffLineMessageId, OfferKind, OperatorId, Seq,
    Span, Status, TagId, Timestamp, VisitorId,
    language::Wish,
    operator::{Command, OffLineReply, Request},
    visitor::{Ask, End, FromVisitor, Hello, OffLineForm, Page, Say},
    welcome_screen::MAX_ANSWERS,
};

pub(crate) fn from_visitor() -> impl Strategy<Value = FromVisitor> {
    prop_oneof![
        (text(), text(), any::<bool>(), page(), prop::option::of((chat(), seq()))).prop_map(
            |(site, token, is_panel, page, has)| {
                let end = if is_panel { End::Panel } else { End::Loader };
                let language = Wish::for_this(&page.title);
                FromVisitor::Hello(Hello { site, token, end, page, has, language })
            }
        ),
        page().prop_map(FromVisitor::Page),
        (chat(), text(), message(), text(), prop::option::of(department()), text(), answers()).prop_map(
            |(chat, name, id, text, department, email, answers)| {
                FromVisitor::Ask(Ask { chat, name, department, id, text, email, answers })
            }
        ),
        (chat(), message(), text()).prop_map(|(chat, id, text)| FromVisitor::Say(Say { chat, id, text })),
        (chat(), message(), text()).prop_map(|(chat, id, text)| FromVisitor::Rate(Say { chat, id, text })),
        prop::option::of(text()).prop_map(FromVisitor::Typing),
        (chat(), any::<bool>()).prop_map(|(chat, accept)| FromVisitor::AnswerInvitation { chat, accept }),
        (chat(), marks()).prop_map(|(chat, marks)| FromVisitor::Mark { chat, marks }),
        (chat(), seq()).prop_map(|(chat, seq)| FromVisitor::Opened { chat, seq }),
        (chat(), span()).prop_map(|(chat, span)| FromVisitor::CatchUp { chat, span }),
        chat().prop_map(|chat| FromVisitor::End { chat }),
        (off_line(), text(), text(), prop::option::of(chat()), text(), answers()).prop_map(
            |(id, name, email, department, text, answers)| {
                let department = department.map(|id| DepartmentId(id.0));
                FromVisitor::LeaveMessage(OffLineForm { id, name, email, department, text, answers })
            }
        ),
    ]
}

fn answers() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec((text(), text()), 0..=MAX_ANSWERS)
}

pub(crate) fn request() -> impl Strategy<Value = Request> {
    let command = prop_oneof![
        chat().prop_map(|chat| Command::Accept { chat }),
        (chat(), message(), content()).prop_map(|(chat, id, content)| Command::Say { chat, id, content }),
        (chat(), chat(), message(), text()).prop_map(|(visitor, chat, id, text)| Command::Invite {
            visitor: VisitorId(visitor.0),
            chat,
            id,
            text
        }),
        (chat(), operator(), any::<bool>()).prop_map(|(chat, to, joins)| Command::Offer {
            chat,
            to,
            kind: if joins { OfferKind::Join } else { OfferKind::Transfer }
        }),
        chat().prop_map(|chat| Command::Take { chat }),
        chat().prop_map(|chat| Command::Refuse { chat }),
        chat().prop_map(|chat| Command::Join { chat }),
        chat().prop_map(|chat| Command::Leave { chat }),
        (chat(), marks()).prop_map(|(chat, marks)| Command::Mark { chat, marks }),
        operator().prop_map(|with| Command::Talk { with }),
        (chat(), any::<bool>()).prop_map(|(chat, on)| Command::Typing { chat, on }),
        chat().prop_map(|chat| Command::Close { chat }),
        (chat(), span()).prop_map(|(chat, span)| Command::CatchUp { chat, span }),
        prop::sample::select(vec![Status::Online, Status::Away, Status::Busy, Status::Invisible])
            .prop_map(Command::SetStatus),
        chat().prop_map(|chat| Command::Decisions { chat }),
        chat().prop_map(|chat| Command::PastChat { chat }),
        (chat(), any::<i64>(), chat()).prop_map(|(visitor, at, chat)| Command::PastChats {
            visitor: VisitorId(visitor.0),
            before: (Timestamp(at), chat),
        }),
        off_line().prop_map(|message| Command::MarkRead { message }),
        prop::option::of(chat()).prop_map(|chat| Command::PutAway { chat }),
        (chat(), prop::option::of(any::<i64>()))
            .prop_map(|(chat, until)| Command::Snooze { chat, until: until.map(Timestamp) }),
        (chat(), chat(), any::<bool>()).prop_map(|(chat, tag, on)| Command::Tag {
            chat,
            tag: TagId(tag.0),
            on
        }),
        off_line_work(),
    ];
    (any::<u32>(), command).prop_map(|(nr, command)| Request { nr, command })
}

fn off_line_work() -> impl Strategy<Value = Command> {
    let answer = || chat().prop_map(|id| AnswerId(id.0));
    prop_oneof![
        (off_line(), any::<i64>(), prop::option::of(operator()))
            .prop_map(|(message, seen, to)| Command::AssignOffLine { message, seen, to }),
        (off_line(), any::<i64>(), answer(), text(), any::<bool>()).prop_map(
            |(message, seen, id, text, is_done)| {
                Command::AnswerOffLine(OffLineReply { message, seen, id, text, is_done })
            }
        ),
        (off_line(), any::<i64>(), any::<bool>()).prop_map(|(message, seen, done)| Command::SetOffLineDone {
            message,
            seen,
            done
        }),
        (off_line(), answer()).prop_map(|(message, answer)| Command::ResendAnswer { message, answer }),
    ]
}

/// Bytes that resemble a value: small numbers, lengths, ids and texts in any order.
pub(crate) fn soup() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        4 => (0u8..8).prop_map(|byte| vec![byte]),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
        4 => any::<[u8; 16]>().prop_map(|id| [&[16][..], &id].concat()),
        3 => "\\PC{0,12}".prop_map(|text| [&[text.len() as u8][..], text.as_bytes()].concat()),
        1 => prop::collection::vec(0x80u8.., 1..6),
    ];
    prop::collection::vec(token, 1..12).prop_map(|tokens| tokens.concat())
}

fn text() -> impl Strategy<Value = String> {
    // The long one repeats one character, because proptest is slow with long texts of many
    // characters.
    let long = (any::<char>(), 1_000usize..4_100).prop_map(|(one, count)| one.to_string().repeat(count));
    prop_oneof![6 => "\\PC{0,12}", 1 => long]
}

fn page() -> impl Strategy<Value = Page> {
    (text(), text(), text()).prop_map(|(url, title, referrer)| Page { url, title, referrer })
}

fn chat() -> impl Strategy<Value = ChatId> {
    (0u64..1 << 48, any::<[u8; 10]>()).prop_map(|(millis, random)| ChatId::v7(millis, &random))
}

fn message() -> impl Strategy<Value = MessageId> {
    chat().prop_map(|id| MessageId(id.0))
}

fn off_line() -> impl Strategy<Value = OffLineMessageId> {
    chat().prop_map(|id| OffLineMessageId(id.0))
}

fn department() -> impl Strategy<Value = DepartmentId> {
    chat().prop_map(|id| DepartmentId(id.0))
}

fn operator() -> impl Strategy<Value = OperatorId> {
    chat().prop_map(|id| OperatorId(id.0))
}

fn marks() -> impl Strategy<Value = Marks> {
    (seq(), seq()).prop_map(|(delivered, read)| Marks { delivered, read })
}

fn span() -> impl Strategy<Value = Span> {
    prop_oneof![seq().prop_map(Span::After), seq().prop_map(Span::Before), seq().prop_map(Span::Around),]
}

fn content() -> impl Strategy<Value = Content> {
    prop_oneof![text().prop_map(Content::Text), text().prop_map(Content::Html), text().prop_map(Content::Url),]
}

fn seq() -> impl Strategy<Value = Seq> {
    any::<u32>().prop_map(Seq)
}
