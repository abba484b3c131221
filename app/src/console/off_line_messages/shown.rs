//! Filter, order and wording of the list of offline messages. Pure.

use std::cmp::Reverse;

use wire::{
    OperatorId,
    operator::{OffLineMessageView, OffLineState},
};

use crate::{
    console::off_line_messages::desk::Filter,
    texts::{tr, tr_with},
};

impl Filter {
    pub(super) const ALL: [Filter; 4] = [Filter::Open, Filter::Mine, Filter::Done, Filter::All];

    pub(super) fn name(self) -> &'static str {
        match self {
            Filter::Open => tr("Open"),
            Filter::Mine => tr("Mine"),
            Filter::Done => tr("Done"),
            Filter::All => tr("All"),
        }
    }

    /// The text for an empty list.
    pub(super) fn none(self) -> &'static str {
        match self {
            Filter::Open => tr("Nothing is open: all that visitors left is answered or done."),
            Filter::Mine => tr("Nothing is yours. Open a message and take it, or answer it."),
            Filter::Done => tr("Nothing is done yet."),
            Filter::All => tr("There is none."),
        }
    }

    pub(super) fn has(self, message: &OffLineMessageView, me: OperatorId) -> bool {
        match self {
            Filter::Open => message.state == OffLineState::Open,
            Filter::Mine => is_of(message, me) && message.state != OffLineState::Done,
            Filter::Done => message.state == OffLineState::Done,
            Filter::All => true,
        }
    }
}

pub(super) fn is_of(message: &OffLineMessageView, operator: OperatorId) -> bool {
    message.owner.as_ref().is_some_and(|owner| owner.id == operator)
}

pub(super) fn who(message: &OffLineMessageView) -> String {
    if message.name.is_empty() { message.email.clone() } else { message.name.clone() }
}

/// Its first line with any text, shortened for a list.
pub(super) fn begins(message: &OffLineMessageView) -> String {
    let line = message.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    line.chars().take(160).collect()
}

pub(super) fn state(message: &OffLineMessageView, me: OperatorId) -> String {
    match (message.state, &message.state_by) {
        (OffLineState::Open, _) => tr("Open").into(),
        (OffLineState::Answered, None) => tr("Answered").into(),
        (OffLineState::Answered, Some(by)) if by.id == me => tr("Answered by you").into(),
        (OffLineState::Answered, Some(by)) => tr_with("Answered by %1", &[&by.name]),
        (OffLineState::Done, None) => tr("Done").into(),
        (OffLineState::Done, Some(by)) if by.id == me => tr("Done by you").into(),
        (OffLineState::Done, Some(by)) => tr_with("Done by %1", &[&by.name]),
    }
}

pub(super) fn owner(message: &OffLineMessageView, me: OperatorId) -> String {
    match &message.owner {
        Some(owner) if owner.id == me => tr("Assigned to you").into(),
        Some(owner) => tr_with("Assigned to %1", &[&owner.name]),
        None => tr("Not assigned").into(),
    }
}

/// Whether an email has failed for good and will not be retried automatically.
pub(super) fn has_failed(message: &OffLineMessageView) -> bool {
    let answers = message.answers.iter().map(|answer| &answer.letter);
    message.letters.iter().chain(answers).any(|letter| letter.state.has_failed())
}

/// Inserts or updates a message in the list, newest first. An update older than the list's version
/// changes nothing.
pub(super) fn merge(messages: &mut Vec<OffLineMessageView>, news: OffLineMessageView) {
    match messages.iter_mut().find(|known| known.id == news.id) {
        Some(known) if known.version > news.version => {}
        Some(known) => *known = news,
        None => {
            let place = messages.partition_point(|known| known.at > news.at);
            messages.insert(place, news);
        }
    }
}

/// Replaces the list with one just read, but keeps newer versions that arrived since.
pub(super) fn replace(messages: &mut Vec<OffLineMessageView>, mut read: Vec<OffLineMessageView>) {
    for message in &mut read {
        if let Some(known) =
            messages.iter().find(|known| known.id == message.id && known.version > message.version)
        {
            *message = known.clone();
        }
    }
    let newest = read.iter().map(|message| message.at).max();
    let came_since = messages.iter().filter(|known| newest.is_none_or(|newest| known.at > newest));
    read.extend(came_since.cloned());
    read.sort_by_key(|message| Reverse((message.at, message.id)));
    *messages = read;
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{OffLineMessageId, OperatorRef, SiteId, Timestamp, VisitorId};

    const ME: u64 = 1;

    fn operator(nr: u64) -> OperatorRef {
        OperatorRef { id: OperatorId::v7(nr, &[0; 10]), name: format!("Operator {nr}") }
    }

    fn message(nr: u64, at: i64) -> OffLineMessageView {
        OffLineMessageView {
            id: OffLineMessageId::v7(nr, &[0; 10]),
            visitor: VisitorId::v7(1, &[0; 10]),
            site: SiteId::v7(1, &[0; 10]),
            name: String::new(),
            email: "ben@example.org".into(),
            text: "Hello".into(),
            department: None,
            page: String::new(),
            consent: String::new(),
            at: Timestamp(at),
            read: false,
            letters: vec![],
            owner: None,
            state: OffLineState::Open,
            state_at: None,
            state_by: None,
            answers: vec![],
            version: 0,
        }
    }

    #[test]
    fn the_newest_stands_first_and_a_change_stays_in_its_place() {
        let mut list = vec![message(3, 30), message(1, 10)];
        merge(&mut list, message(2, 20));
        merge(&mut list, OffLineMessageView { read: true, ..message(1, 10) });
        merge(&mut list, message(4, 40));
        let drawn: Vec<_> = list.iter().map(|message| (message.at.0, message.read)).collect();
        assert_eq!(drawn, [(40, false), (30, false), (20, false), (10, true)]);
    }

    #[test]
    fn a_list_that_was_read_takes_nothing_back_that_was_heard_since() {
        let heard = OffLineMessageView { version: 2, state: OffLineState::Done, ..message(1, 10) };
        let mut list = vec![message(3, 30), heard.clone(), message(7, 5)];
        let read = vec![message(2, 20), OffLineMessageView { version: 1, ..message(1, 10) }];
        replace(&mut list, read);
        assert_eq!(list, [message(3, 30), message(2, 20), heard], "what is not in it any more is gone");
        replace(&mut list, vec![OffLineMessageView { version: 3, ..message(1, 10) }, message(3, 30)]);
        assert_eq!(list.iter().map(|message| message.version).collect::<Vec<_>>(), [0, 3]);
    }

    #[test]
    fn a_filter_has_what_it_says() {
        let (me, other) = (operator(ME), operator(2));
        let by = |owner: Option<&OperatorRef>, state| OffLineMessageView {
            owner: owner.cloned(),
            state,
            ..message(1, 1)
        };
        for (message, expected) in [
            (by(None, OffLineState::Open), [true, false, false, true]),
            (by(Some(&me), OffLineState::Open), [true, true, false, true]),
            (by(Some(&other), OffLineState::Open), [true, false, false, true]),
            (by(Some(&me), OffLineState::Answered), [false, true, false, true]),
            (by(Some(&me), OffLineState::Done), [false, false, true, true]),
        ] {
            assert_eq!(Filter::ALL.map(|filter| filter.has(&message, me.id)), expected, "{message:?}");
        }
    }

    #[test]
    fn a_row_says_whose_it_is_and_how_far() {
        let (me, other) = (operator(ME), operator(2));
        let mut row = message(1, 1);
        assert_eq!((state(&row, me.id), owner(&row, me.id)), ("Open".into(), "Not assigned".into()));
        row = OffLineMessageView {
            owner: Some(me.clone()),
            state: OffLineState::Answered,
            state_by: Some(other.clone()),
            ..row
        };
        assert_eq!(state(&row, me.id), "Answered by Operator 2");
        assert_eq!(
            (owner(&row, me.id), owner(&row, other.id)),
            ("Assigned to you".into(), "Assigned to Operator 1".into())
        );
        row = OffLineMessageView { state: OffLineState::Done, state_by: None, ..row };
        assert_eq!(state(&row, me.id), "Done", "from before that was written down");
    }
}
