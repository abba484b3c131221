//! What the console says: times, refusals, states. One place, so that it speaks with one voice.

mod time;

pub(crate) use time::{Stopwatch, ago, iso, left};

use crate::api::fault::bad_text;
use wire::{
    ChatState, OperatorId, OperatorRef, Status,
    canned::{BadCanned, MAX_SHORTCUT},
    operator::{Flood, OffLineAlert, OffLineNews, OfferEnd, Over, Refusal},
    rates::Rated,
};

/// A status as its button shows it (manual B17).
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Online => "Online",
        Status::Away => "Away",
        Status::Busy => "Busy",
        Status::Invisible => "Invisible",
    }
}

/// How it is with a colleague.
pub(crate) fn colleague(is_active: bool, status: Option<Status>) -> &'static str {
    match status.filter(|_| is_active) {
        Some(said) => self::status(said),
        None if is_active => "Not at the desk",
        None => "Deactivated",
    }
}

/// What a status means for requests.
pub(crate) fn status_meaning(status: Status) -> &'static str {
    match status {
        Status::Online => "You take requests",
        Status::Away => "Not at the desk, no requests",
        Status::Busy => "At the desk, no requests",
        Status::Invisible => "Working unseen, no requests",
    }
}

pub(crate) fn chat_state(state: ChatState) -> &'static str {
    match state {
        ChatState::Requesting => "Waiting",
        ChatState::Invited => "Invited",
        ChatState::Active => "Chatting",
        ChatState::Closed => "Ended",
        ChatState::Missed => "Missed",
        ChatState::Declined => "Declined",
    }
}

/// What became of an offer that was not taken.
pub(crate) fn offer_end(to: &str, how: OfferEnd) -> String {
    match how {
        OfferEnd::Refused => format!("{to} did not take the chat. It stays with you."),
        OfferEnd::RanOut => format!("{to} did not answer. The chat stays with you."),
        OfferEnd::Gone | OfferEnd::Withdrawn => {
            format!("{to} is not there any more. The chat stays with you.")
        }
    }
}

/// How a chat came to its end for this operator.
pub(crate) fn over(how: &Over, me: OperatorId) -> String {
    match how {
        Over::ByVisitor => "Ended by the visitor".into(),
        Over::ByOperator(by) if by.id == me => "Ended by you".into(),
        Over::ByOperator(by) => format!("Ended by {}", by.name),
        Over::VisitorLeft => "The visitor left".into(),
        Over::TakenBy(has) => format!("Taken by {}", has.name),
        Over::LeftTo(has) => format!("Left to {}", has.name),
        Over::Lost => "The connection to you was lost".into(),
    }
}

/// What a refusal means to the operator, and what he can do.
pub(crate) fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotFound => "This chat does not exist any more.".into(),
        Refusal::TakenBy(name) => format!("{name} was faster and has this chat."),
        Refusal::ForOthers => "This request goes to other operators, or waits for its turn.".into(),
        Refusal::ChatClosed => "The chat has ended.".into(),
        Refusal::NotAccepted => "This chat is not yours. Accept it first.".into(),
        Refusal::NotAvailable(name) => format!("{name} is not available for this chat just now."),
        Refusal::NotAllowed => "Only an administrator can do this.".into(),
        Refusal::NoOffer => "Nothing is offered to you here any more.".into(),
        Refusal::CannotInvite => "This visitor has left, or is in a chat already.".into(),
        Refusal::LastOperator => "You are alone in this chat. Transfer it or end it.".into(),
        Refusal::BadText(bad) => bad_text(*bad),
        Refusal::TooMany => "There are as many already as there may be.".into(),
        Refusal::BadCanned(bad) => bad_canned(*bad),
        Refusal::Stale => {
            "Somebody else has changed this meanwhile, and nothing was overwritten. See what it is now."
                .into()
        }
        Refusal::NoMail => "E-mail is not set up.".into(),
        Refusal::TooFast => "Too much at once. Wait a moment, then try again.".into(),
        Refusal::TryAgain => "The server could not store this. Try again.".into(),
    }
}

/// What there is to notice about an off-line message.
pub(crate) fn off_line_news(alert: &OffLineAlert) -> String {
    let who = &alert.who;
    match &alert.why {
        OffLineNews::Left => format!("{who} left an off-line message"),
        OffLineNews::Assigned(by) => format!("{} assigned you the off-line message of {who}", by.name),
        OffLineNews::NotDelivered => format!("Your answer to {who} was not delivered"),
    }
}

fn bad_canned(bad: BadCanned) -> String {
    match bad {
        BadCanned::Name(bad) => format!("The name: {}", bad_text(bad)),
        BadCanned::Text(bad) => format!("The text: {}", bad_text(bad)),
        BadCanned::Shortcut => format!("A shortcut has up to {MAX_SHORTCUT} letters, digits, - and _."),
        BadCanned::ShortcutTaken => "Another response has this shortcut.".into(),
        BadCanned::ShortcutIsCommand => "This is a command. Choose another shortcut.".into(),
    }
}

/// `Ended · Ben · 12 lines`: what is empty is left out.
pub(crate) fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}

/// `Ben, Carla`.
pub(crate) fn names(operators: &[OperatorRef]) -> String {
    operators.iter().map(|operator| operator.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The name of somebody who may not have given one.
pub(crate) fn visitor_name(name: Option<&str>, id: wire::VisitorId) -> String {
    name.map_or_else(|| format!("Visitor {}", id.short()), str::to_owned)
}

/// `1 visitor`, `2 visitors`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// What was refused because it came too often.
pub(crate) fn flood(flood: &Flood, site: &str) -> String {
    let (one, many) = match flood.what {
        Rated::Request => ("request", "requests"),
        Rated::OffLineMessage => ("off-line message", "off-line messages"),
        Rated::Transcript => ("chat to be sent by e-mail", "chats to be sent by e-mail"),
    };
    let refused = count(flood.count as usize, one, many);
    let were = if flood.count == 1 { "was" } else { "were" };
    match &flood.from {
        Some(from) => format!("{refused} from {from} {were} refused on {site}."),
        None => format!("{refused} {were} refused: more than {site} takes."),
    }
}

/// The document's title: how many wait comes first, because a narrow tab shows only that.
pub(crate) fn document_title(waiting: usize, place: &str) -> String {
    match waiting {
        0 => format!("{place} – Switchboard"),
        n => format!("({n}) {place} – Switchboard"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_begins_with_how_many_wait() {
        assert_eq!(document_title(0, "Visitors"), "Visitors – Switchboard");
        assert_eq!(document_title(2, "Visitors"), "(2) Visitors – Switchboard");
    }

    #[test]
    fn a_refusal_names_who_was_faster() {
        assert!(refusal(&Refusal::TakenBy("Anna".into())).contains("Anna"));
    }

    #[test]
    fn a_count_agrees_with_its_noun() {
        assert_eq!(count(0, "visitor", "visitors"), "0 visitors");
        assert_eq!(count(1, "visitor", "visitors"), "1 visitor");
    }
}
