//! What survives a reload and a change of page. The loader keeps it in the host page's storage, as
//! names and texts.
//!
//! | name | where | holds |
//! |---|---|---|
//! | `out.ID` | all tabs | one outbox item each, so that tabs never overwrite each other |
//! | `chat` | all tabs | the chat in progress and the number of the last message read |
//! | `draft` | this tab | unsent text |
//! | `pushed` | this tab | the pushed address that is being loaded |
//! | `reloads` | this tab | how often the panel reloaded itself for another version |
//!
//! The texts are fields separated by [`SEPARATOR`], not the protocol's encoding, because another
//! version of the panel must be able to read them.

use uuid::Uuid;
use wire::{
    ChatId, DepartmentId, MessageId, OffLineMessageId, Seq,
    visitor::{Ask, OffLineForm, Say},
};

use super::{draft::Draft, pushed::Address};
use crate::{
    outbox::{Failure, Item, What},
    strings::{self, cut, decimal, hex, number},
};

/// U+001F, the unit separator. No sent text can contain it, and drafts have it removed.
const SEPARATOR: char = '\u{1f}';

pub(crate) const CHAT: &str = "chat";
pub(crate) const DRAFT: &str = "draft";
pub(crate) const PUSHED: &str = "pushed";
pub(crate) const RELOADS: &str = "reloads";

pub(crate) fn out(id: MessageId) -> String {
    strings::join(&["out.", &text(id.0)])
}

pub(crate) fn is_out(name: &str) -> bool {
    name.starts_with("out.")
}

pub(crate) fn write_item(item: &Item) -> String {
    let state = if item.failed.is_some() { "failed" } else { "waiting" };
    match &item.what {
        What::Ask(ask) => {
            let department = ask.department.map(|department| text(department.0)).unwrap_or_default();
            let (id, chat) = (text(ask.id.0), text(ask.chat.0));
            join_with(
                &[state, "ask", &id, &chat, &department, &ask.name, &ask.email, &ask.text],
                &ask.answers,
            )
        }
        What::Say(say) | What::Rate(say) => {
            let kind = if matches!(item.what, What::Rate(_)) { "rate" } else { "say" };
            join(&[state, kind, &text(say.id.0), &text(say.chat.0), &say.text])
        }
        What::Leave(form) => {
            let department = form.department.map(|department| text(department.0)).unwrap_or_default();
            let id = text(form.id.0);
            join_with(&[state, "leave", &id, &department, &form.name, &form.email, &form.text], &form.answers)
        }
    }
}

/// Parses an outbox item; none if the text is not one.
pub(crate) fn read_item(kept: &str) -> Option<Item> {
    let (state, what) = match *fields(kept) {
        [state, "ask", id, chat, department, name, email, text, ref answers @ ..] => {
            let (id, chat) = (MessageId(uuid(id)?), ChatId(uuid(chat)?));
            let department = uuid(department).map(DepartmentId);
            let (name, email, text) = (name.to_owned(), email.to_owned(), text.to_owned());
            (state, What::Ask(Ask { id, chat, department, name, email, text, answers: pairs(answers) }))
        }
        [state, kind @ ("say" | "rate"), id, chat, text, ..] => {
            let (id, chat) = (MessageId(uuid(id)?), ChatId(uuid(chat)?));
            let say = Say { id, chat, text: text.to_owned() };
            (state, if kind == "rate" { What::Rate(say) } else { What::Say(say) })
        }
        [state, "leave", id, department, name, email, text, ref answers @ ..] => {
            let (id, department) = (OffLineMessageId(uuid(id)?), uuid(department).map(DepartmentId));
            let (name, email, text) = (name.to_owned(), email.to_owned(), text.to_owned());
            let answers = pairs(answers);
            (state, What::Leave(OffLineForm { id, department, name, email, text, answers }))
        }
        _ => return None,
    };
    let mut item = Item::from(what);
    item.failed = (state == "failed").then_some(Failure::Unknown);
    Some(item)
}

pub(crate) fn write_chat(chat: ChatId, seen: Seq) -> String {
    join(&[&text(chat.0), &decimal(seen.0)])
}

pub(crate) fn read_chat(kept: &str) -> Option<(ChatId, Seq)> {
    let (chat, seen) = cut(kept, SEPARATOR)?;
    Some((ChatId(uuid(chat)?), Seq(number(seen, 10)? as u32)))
}

/// A draft as text; none if there is nothing worth storing.
pub(crate) fn write_draft(draft: &Draft) -> Option<String> {
    let left = draft.left.map(|chat| text(chat.0)).unwrap_or_default();
    let fields = [&*left, &draft.name, &draft.email, &draft.text, &draft.department];
    Some(join_with(&fields, &draft.answers)).filter(|kept| kept.bytes().any(|byte| byte != SEPARATOR as u8))
}

/// Parses a draft; empty if the text is not one.
pub(crate) fn read_draft(kept: &str) -> Draft {
    let fields = fields(kept);
    let field = |nr: usize| fields.get(nr).copied().unwrap_or_default();
    let [name, email, text, department] = [1, 2, 3, 4].map(|nr| field(nr).to_owned());
    let answers = pairs(fields.get(5..).unwrap_or_default());
    Draft { left: uuid(field(0)).map(ChatId), name, email, text, department, answers }
}

pub(crate) fn write_pushed(address: &Address) -> String {
    join(&[&text(address.id.0), &address.url])
}

pub(crate) fn read_pushed(kept: &str) -> Option<Address> {
    let (id, url) = cut(kept, SEPARATOR)?;
    Some(Address { id: MessageId(uuid(id)?), url: url.to_owned() })
}

fn join(fields: &[&str]) -> String {
    join_with(fields, &[])
}

/// Joins the fields, then the names and values of the site's custom fields.
fn join_with(fields: &[&str], answers: &[(String, String)]) -> String {
    let mut all = String::new();
    for field in fields {
        add(&mut all, field);
    }
    for (name, answer) in answers {
        add(&mut all, name);
        add(&mut all, answer);
    }
    // The first field has no separator before it.
    all.split_off(1)
}

fn add(all: &mut String, field: &str) {
    all.push(SEPARATOR);
    for c in field.chars() {
        if c != SEPARATOR {
            all.push(c);
        }
    }
}

/// The text between the separators, all at once: reading one by one, each with its own error exit,
/// is twice the code.
fn fields(kept: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    for field in kept.split([SEPARATOR]) {
        fields.push(field);
    }
    fields
}

/// The names and values of the site's custom fields.
fn pairs(fields: &[&str]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = fields;
    while let [name, answer, ref more @ ..] = *rest {
        pairs.push((name.to_owned(), answer.to_owned()));
        rest = more;
    }
    pairs
}

fn text(id: Uuid) -> String {
    hex(id.as_u128())
}

fn uuid(text: &str) -> Option<Uuid> {
    number(text, 16).map(Uuid::from_u128)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAT_ID: ChatId = ChatId(Uuid::from_u128(7));

    fn answers() -> Vec<(String, String)> {
        vec![("Order".into(), "7".into()), ("Wood".into(), "one\ntwo".into())]
    }

    #[test]
    fn every_kind_of_item_comes_back_as_it_was() {
        let id = MessageId(Uuid::from_u128(9));
        let form = OffLineForm {
            id: OffLineMessageId(Uuid::from_u128(3)),
            name: "Zoë".into(),
            email: "zoe@example.org".into(),
            department: Some(DepartmentId(Uuid::from_u128(5))),
            text: "one\n\ttwo".into(),
            answers: answers(),
        };
        for what in [
            What::Ask(Ask {
                chat: CHAT_ID,
                name: "".into(),
                id,
                text: "Is this oak?".into(),
                department: Some(DepartmentId(Uuid::from_u128(7))),
                email: "vera@example.net".into(),
                answers: answers(),
            }),
            What::Say(Say { chat: CHAT_ID, id, text: "🙂\nsecond line".into() }),
            What::Leave(form),
            What::Rate(Say { chat: CHAT_ID, id, text: "4Quick\nand kind".into() }),
        ] {
            let item = Item::from(what);
            assert_eq!(read_item(&write_item(&item)), Some(item.clone()));
            let mut failed = item;
            failed.failed = Some(Failure::Unknown);
            assert_eq!(read_item(&write_item(&failed)), Some(failed));
        }
    }

    #[test]
    fn what_the_host_page_has_spoiled_is_not_an_item() {
        for spoiled in ["", "waiting", "waiting\u{1f}say\u{1f}no id\u{1f}no chat\u{1f}text", "\u{1f}\u{1f}"] {
            assert_eq!(read_item(spoiled), None, "{spoiled:?}");
        }
        assert_eq!(read_chat("0\u{1f}many"), None);
        assert_eq!(read_draft(""), Draft::default());
    }

    #[test]
    fn items_sort_by_their_names_as_they_were_written() {
        let [first, second] = [1, 2].map(|millis| out(MessageId::v7(millis, &[9; 10])));
        assert!(first < second && is_out(&first) && !is_out(CHAT));
    }

    #[test]
    fn a_draft_a_chat_and_an_address_come_back() {
        let draft = Draft { left: Some(CHAT_ID), text: "half a sen\u{1f}tence".into(), ..Draft::default() };
        let back = read_draft(&write_draft(&draft).unwrap());
        assert_eq!((back.left, &*back.text), (Some(CHAT_ID), "half a sentence"));
        let draft = Draft { answers: answers(), ..Draft::default() };
        assert_eq!(read_draft(&write_draft(&draft).unwrap()), draft);
        assert_eq!(write_draft(&Draft::default()), None);
        assert_eq!(read_chat(&write_chat(CHAT_ID, Seq(12))), Some((CHAT_ID, Seq(12))));
        let id = MessageId(Uuid::from_u128(9));
        let address = Address { id, url: "https://shop.example/?a#b".into() };
        assert_eq!(read_pushed(&write_pushed(&address)), Some(address));
    }
}
