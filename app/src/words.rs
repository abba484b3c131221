//! The console's wording for times, refusals and states, in one place so that it stays consistent.

mod time;

pub(crate) use time::{Stopwatch, ago, civil, iso, left};

use crate::{
    api::fault::bad_text,
    texts::{tr, tr_later, tr_with},
};
use wire::{
    ChatState, ChatView, OperatorId, OperatorRef, Role, Status,
    canned::{BadCanned, MAX_SHORTCUT},
    operator::{Flood, OffLineAlert, OffLineNews, OfferEnd, Over, Refusal},
    rates::Rated,
    rating::{BEST, Rating},
};

/// The label of a status button (manual B17).
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Online => tr("Online"),
        Status::Away => tr("Away"),
        Status::Busy => tr("Busy"),
        Status::Invisible => tr("Invisible"),
    }
}

pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Administrator => tr("Administrator"),
        Role::Normal => tr("Normal"),
    }
}

pub(crate) fn colleague(is_active: bool, status: Option<Status>) -> &'static str {
    match status.filter(|_| is_active) {
        Some(said) => self::status(said),
        None if is_active => tr("Not at the desk"),
        None => tr("Deactivated"),
    }
}

pub(crate) fn status_meaning(status: Status) -> &'static str {
    match status {
        Status::Online => tr("You take requests"),
        Status::Away => tr("Not at the desk, no requests"),
        Status::Busy => tr("At the desk, no requests"),
        Status::Invisible => tr("Working unseen, no requests"),
    }
}

pub(crate) fn chat_state(state: ChatState) -> &'static str {
    match state {
        ChatState::Requesting => tr("Waiting"),
        ChatState::Invited => tr("Invited"),
        ChatState::Active => tr("Chatting"),
        ChatState::Closed => tr("Ended"),
        ChatState::Missed => tr("Missed"),
        ChatState::Declined => tr("Declined"),
    }
}

pub(crate) fn offer_end(to: &str, how: OfferEnd) -> String {
    match how {
        OfferEnd::Refused => tr_with("%1 did not take the chat. It stays with you.", &[&to]),
        OfferEnd::RanOut => tr_with("%1 did not answer. The chat stays with you.", &[&to]),
        OfferEnd::Gone | OfferEnd::Withdrawn => {
            tr_with("%1 is not there any more. The chat stays with you.", &[&to])
        }
    }
}

pub(crate) fn over(how: &Over, me: OperatorId) -> String {
    match how {
        Over::ByVisitor => tr("Ended by the visitor").into(),
        Over::ByOperator(by) if by.id == me => tr("Ended by you").into(),
        Over::ByOperator(by) => tr_with("Ended by %1", &[&by.name]),
        Over::VisitorLeft => tr("The visitor left").into(),
        Over::TakenBy(has) => tr_with("Taken by %1", &[&has.name]),
        Over::LeftTo(has) => tr_with("Left to %1", &[&has.name]),
        Over::Lost => tr("The connection to you was lost").into(),
    }
}

/// What a refusal means to the operator, and what they can do.
pub(crate) fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotFound => tr("This chat does not exist any more.").into(),
        Refusal::TakenBy(name) => tr_with("%1 was faster and has this chat.", &[name]),
        Refusal::ForOthers => tr("This request goes to other operators, or waits for its turn.").into(),
        Refusal::ChatClosed => tr("The chat has ended.").into(),
        Refusal::NotAccepted => tr("This chat is not yours. Accept it first.").into(),
        Refusal::NotAvailable(name) => tr_with("%1 is not available for this chat just now.", &[name]),
        Refusal::NotAllowed => tr("Only an administrator can do this.").into(),
        Refusal::NoOffer => tr("Nothing is offered to you here any more.").into(),
        Refusal::CannotInvite => tr("This visitor has left, or is in a chat already.").into(),
        Refusal::LastOperator => tr("You are alone in this chat. Transfer it or end it.").into(),
        Refusal::BadText(bad) => bad_text(*bad),
        Refusal::TooMany => tr("There are as many already as there may be.").into(),
        Refusal::BadCanned(bad) => bad_canned(*bad),
        Refusal::Stale => {
            tr("Somebody else has changed this meanwhile, and nothing was overwritten. See what it is now.")
                .into()
        }
        Refusal::NoMail => tr("E-mail is not set up.").into(),
        Refusal::TooFast => tr("Too much at once. Wait a moment, then try again.").into(),
        Refusal::TryAgain => tr("The server could not store this. Try again.").into(),
    }
}

pub(crate) fn off_line_news(alert: &OffLineAlert) -> String {
    let who = &alert.who;
    match &alert.why {
        OffLineNews::Left => tr_with("%1 left an off-line message", &[who]),
        OffLineNews::Assigned(by) => tr_with("%1 assigned you the off-line message of %2", &[&by.name, who]),
        OffLineNews::NotDelivered => tr_with("Your answer to %1 was not delivered", &[who]),
    }
}

fn bad_canned(bad: BadCanned) -> String {
    match bad {
        BadCanned::Name(bad) => tr_with("The name: %1", &[&bad_text(bad)]),
        BadCanned::Text(bad) => tr_with("The text: %1", &[&bad_text(bad)]),
        BadCanned::Shortcut => tr_with("A shortcut has up to %1 letters, digits, - and _.", &[&MAX_SHORTCUT]),
        BadCanned::ShortcutTaken => tr("Another response has this shortcut.").into(),
        BadCanned::ShortcutIsCommand => tr("This is a command. Choose another shortcut.").into(),
    }
}

/// `Ended · Ben · 12 lines`: empty parts are left out.
pub(crate) fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}

/// `Ben, Carla`.
pub(crate) fn names(operators: &[OperatorRef]) -> String {
    operators.iter().map(|operator| operator.name.as_str()).collect::<Vec<_>>().join(", ")
}

pub(crate) fn visitor_name(name: Option<&str>, id: wire::VisitorId) -> String {
    name.map_or_else(|| tr_with("Visitor %1", &[&id.short()]), str::to_owned)
}

pub(crate) fn name_of(chat: &ChatView) -> String {
    visitor_name(chat.visitor_name.as_deref(), chat.visitor)
}

/// `Rated 4 of 5`, without what the visitor wrote about it.
pub(crate) fn stars(stars: u8) -> String {
    tr_with("Rated %1 of %2", &[&stars, &BEST])
}

/// A rating with what the visitor wrote about it.
pub(crate) fn rating(rating: &Rating) -> String {
    match &*rating.words {
        "" => stars(rating.stars),
        words => tr_with("Rated %1 of %2: “%3”", &[&rating.stars, &BEST, &words]),
    }
}

pub(crate) fn flood(flood: &Flood, site: &str) -> String {
    let is_one = flood.count == 1;
    let Some(from) = &flood.from else {
        let told = match (flood.what, is_one) {
            (Rated::Request, true) => tr_later("%1 request was refused: more than %2 takes."),
            (Rated::Request, false) => tr_later("%1 requests were refused: more than %2 takes."),
            (Rated::OffLineMessage, true) => tr_later("%1 off-line message was refused: more than %2 takes."),
            (Rated::OffLineMessage, false) => {
                tr_later("%1 off-line messages were refused: more than %2 takes.")
            }
            (Rated::Transcript, true) => {
                tr_later("%1 chat to be sent by e-mail was refused: more than %2 takes.")
            }
            (Rated::Transcript, false) => {
                tr_later("%1 chats to be sent by e-mail were refused: more than %2 takes.")
            }
            (Rated::Rating, true) => tr_later("%1 rating was refused: more than %2 takes."),
            (Rated::Rating, false) => tr_later("%1 ratings were refused: more than %2 takes."),
        };
        return tr_with(told, &[&flood.count, &site]);
    };
    let told = match (flood.what, is_one) {
        (Rated::Request, true) => tr_later("%1 request from %2 was refused on %3."),
        (Rated::Request, false) => tr_later("%1 requests from %2 were refused on %3."),
        (Rated::OffLineMessage, true) => tr_later("%1 off-line message from %2 was refused on %3."),
        (Rated::OffLineMessage, false) => tr_later("%1 off-line messages from %2 were refused on %3."),
        (Rated::Transcript, true) => tr_later("%1 chat to be sent by e-mail from %2 was refused on %3."),
        (Rated::Transcript, false) => tr_later("%1 chats to be sent by e-mail from %2 were refused on %3."),
        (Rated::Rating, true) => tr_later("%1 rating from %2 was refused on %3."),
        (Rated::Rating, false) => tr_later("%1 ratings from %2 were refused on %3."),
    };
    tr_with(told, &[&flood.count, from, &site])
}

/// The document's title. The number of waiting requests comes first, because a narrow tab shows
/// only that.
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
    fn what_was_refused_agrees_with_its_number() {
        let refused = |what, count, from: Option<&str>| {
            let (site, from) = (wire::SiteId::v7(1, &[0; 10]), from.map(str::to_owned));
            let (since, last) = (wire::Timestamp(0), wire::Timestamp(0));
            flood(&Flood { site, what, from, count, since, last }, "Shop")
        };
        assert_eq!(
            refused(Rated::Request, 1, Some("192.0.2.1")),
            "1 request from 192.0.2.1 was refused on Shop."
        );
        assert_eq!(
            refused(Rated::Transcript, 2, None),
            "2 chats to be sent by e-mail were refused: more than Shop takes."
        );
    }
}
