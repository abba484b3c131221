//! Texts of our own for clients. They begin with a star, so that nobody takes them for a visitor's
//! words.

use chat::Refused;
use wire::operator::OfferEnd;

/// A visitor asks for a chat, or has waited too long.
pub(super) fn request(visitor: &str, page: Option<&str>, is_overdue: bool) -> String {
    let does = if is_overdue { "is waiting too long" } else { "asks for a chat" };
    match page.filter(|page| !page.is_empty()) {
        Some(page) => format!("* {visitor} {does}, on {page} – answer /a to accept it."),
        None => format!("* {visitor} {does} – answer /a to accept it."),
    }
}

pub(super) fn is_in(visitor: &str) -> String {
    format!("* You are in a chat with {visitor}.")
}

pub(super) fn offered(by: &str) -> String {
    format!("* {by} offers you this chat – answer /a to take it.")
}

pub(super) fn offer_over() -> String {
    "* The offer has ended.".to_owned()
}

/// A chat or a request no longer concerns this operator.
pub(super) fn taken(by: Option<&str>) -> String {
    match by {
        Some(by) => format!("* {by} has this chat now."),
        None => "* This chat is not waiting for you any more.".to_owned(),
    }
}

pub(super) fn not_taken(to: &str, how: OfferEnd) -> String {
    match how {
        OfferEnd::Refused => format!("* {to} did not take the chat. It stays with you."),
        OfferEnd::RanOut => format!("* {to} did not answer in time. The chat stays with you."),
        OfferEnd::Gone | OfferEnd::Withdrawn => {
            format!("* {to} is not there any more. The chat stays with you.")
        }
    }
}

pub(super) fn offered_to(name: &str) -> String {
    format!("* The chat is offered to {name}.")
}

pub(super) fn accepted_before() -> String {
    "* You have this chat already.".to_owned()
}

pub(super) fn nothing_to_accept() -> String {
    "* There is nothing to accept here.".to_owned()
}

/// `/t` matches nobody, or several people. `there`: the possible names.
pub(super) fn whom(name: &str, found: &[&str], there: &[&str]) -> String {
    let list = |names: &[&str]| names.join(", ");
    match (name, found) {
        ("", _) => format!("* Write /t and a name. At their desks: {}.", or_nobody(&list(there))),
        (_, []) => format!("* Nobody is called {name}. At their desks: {}.", or_nobody(&list(there))),
        (_, found) => format!("* {name} can be several: {}. Write more of the name.", list(found)),
    }
}

pub(super) fn only_visitors() -> String {
    "* /a and /t are for chats with visitors.".to_owned()
}

pub(super) fn no_chat() -> String {
    "* There is no chat with this visitor that you could write in.".to_owned()
}

/// Why something was refused.
pub(super) fn refused(refused: &Refused) -> String {
    let why = match refused {
        Refused::TakenBy(name) => format!("{name} has this chat"),
        Refused::ForOthers => "the request goes to others".to_owned(),
        Refused::Closed => "the chat has ended".to_owned(),
        Refused::NotAccepted => "answer /a first, to accept the chat".to_owned(),
        Refused::NotAvailable(name) => format!("{name} is not at his desk, or is in the chat already"),
        Refused::NoOffer => "nothing is offered to you here any more".to_owned(),
        Refused::BadText(_) => "the text is empty or too long".to_owned(),
        Refused::NotAllowed => "you may not do this".to_owned(),
        _ => "there is no such chat for you".to_owned(),
    };
    format!("* Not done: {why}.")
}

fn or_nobody(names: &str) -> &str {
    if names.is_empty() { "nobody" } else { names }
}
