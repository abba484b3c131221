//! Names of filters, tags and chats.

use leptos::prelude::*;
use wire::{
    ChatId, DepartmentId, TagId, Timestamp,
    archive::{ArchivedChat, ArchivedState, RatingRange},
    tag::{Tag, TagColour},
};

use super::{
    days::{Lately, When},
    desk::ArchiveDesk,
    wanted::Wanted,
};
use crate::{
    console::local_time,
    drawn::{Part, part},
    texts::{tr, tr_count, tr_with},
    words::{self, Stopwatch},
};

/// A filter that can be removed. The search is in its own field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    When,
    Operator,
    Department,
    Site,
    Tag,
    State,
    Rating,
    Note,
}

impl Kind {
    pub(super) const ALL: [Kind; 8] = [
        Kind::When,
        Kind::Operator,
        Kind::Department,
        Kind::Site,
        Kind::Tag,
        Kind::State,
        Kind::Rating,
        Kind::Note,
    ];

    /// Its value in words; `None` if it is not active.
    pub(super) fn words(self, wanted: &Wanted, desk: ArchiveDesk) -> Option<String> {
        let gone = || tr("Not there any more").to_owned();
        Some(match self {
            Kind::When if !wanted.when.narrows() => return None,
            Kind::When => span(wanted, desk),
            Kind::Operator => {
                let id = wanted.operator?;
                let known = desk.live.desk.colleagues.read();
                let name = known.iter().find(|one| one.id == id).map(|one| one.name.clone());
                tr_with("Operator: %1", &[&name.unwrap_or_else(gone)])
            }
            Kind::Department => tr_with("Department: %1", &[&department(desk, wanted.department?)]),
            Kind::Site => {
                let name = Some(desk.live.desk.site_name(wanted.site?)).filter(|name| !name.is_empty());
                tr_with("Web site: %1", &[&name.unwrap_or_else(gone)])
            }
            Kind::Tag => {
                let (id, known) = (wanted.tag?, desk.tags.read());
                let name = known.iter().find(|tag| tag.id == id).map(|tag| tag.name.clone());
                tr_with("Tag: %1", &[&name.unwrap_or_else(gone)])
            }
            Kind::State => tr_with("State: %1", &[&state(wanted.state?)]),
            Kind::Rating => tr_with("Rating: %1", &[&rating(wanted.rating?)]),
            Kind::Note if !wanted.with_note => return None,
            Kind::Note => tr("With a Client Note").into(),
        })
    }

    pub(super) fn remove(self, wanted: &mut Wanted) {
        match self {
            Kind::When => wanted.when = When::Always,
            Kind::Operator => wanted.operator = None,
            Kind::Department => wanted.department = None,
            Kind::Site => wanted.site = None,
            Kind::Tag => wanted.tag = None,
            Kind::State => wanted.state = None,
            Kind::Rating => wanted.rating = None,
            Kind::Note => wanted.with_note = false,
        }
    }
}

fn span(wanted: &Wanted, desk: ArchiveDesk) -> String {
    if let When::Lately(lately) = wanted.when {
        return self::lately(lately).into();
    }
    let filter = desk.filter_of(wanted);
    // The end is the moment after the last day.
    let last = filter.until.map(|until| local_time::date_of(until.plus_millis(-1)));
    match (filter.since.map(local_time::date_of), last) {
        (Some(first), Some(last)) if first == last => first,
        (Some(first), Some(last)) => tr_with("%1 to %2", &[&first, &last]),
        (Some(first), None) => tr_with("From %1", &[&first]),
        (None, Some(last)) => tr_with("Until %1", &[&last]),
        (None, None) => tr("Any time").into(),
    }
}

pub(super) fn lately(lately: Lately) -> &'static str {
    match lately {
        Lately::Today => tr("Today"),
        Lately::Yesterday => tr("Yesterday"),
        Lately::LastSevenDays => tr("Last 7 days"),
        Lately::ThisMonth => tr("This month"),
        Lately::LastYear => tr("Last year"),
    }
}

pub(super) fn state(state: ArchivedState) -> &'static str {
    match state {
        ArchivedState::Open => tr("Open"),
        ArchivedState::Closed => tr("Ended"),
        ArchivedState::Missed => tr("Missed"),
        ArchivedState::Declined => tr("Declined"),
    }
}

pub(super) fn rating(range: RatingRange) -> &'static str {
    match range {
        RatingRange::Any => tr("Rated"),
        RatingRange::High => tr("4 or 5 stars"),
        RatingRange::Middle => tr("3 stars"),
        RatingRange::Low => tr("1 or 2 stars"),
        RatingRange::None => tr("Not rated"),
    }
}

/// The name of a department, if it is still there.
pub(super) fn department(desk: ArchiveDesk, id: DepartmentId) -> String {
    let known = desk.departments.read();
    let name = known.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone());
    name.unwrap_or_else(|| tr("Not there any more").to_owned())
}

/// How long a chat took, from when it was accepted; `None` if it was not, or goes on.
pub(super) fn duration(chat: &ArchivedChat) -> Option<String> {
    let (from, to) = (chat.accepted_at?, chat.closed_at?);
    Some(Stopwatch(to.millis_since(from)).to_string())
}

/// What a row says below the visitor's name.
pub(super) fn summary(desk: ArchiveDesk, chat: &ArchivedChat) -> String {
    let department = chat.department.and_then(|id| {
        let known = desk.departments.read();
        known.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone())
    });
    words::joined(&[
        words::chat_state(chat.state),
        &words::names(&chat.operators),
        department.as_deref().unwrap_or_default(),
        &desk.live.desk.site_if_telling(chat.site),
        &duration(chat).unwrap_or_default(),
        &tr_count(chat.messages as usize, "%1 line", "%1 lines"),
    ])
}

pub(super) fn visitor(chat: &ArchivedChat) -> String {
    words::visitor_name(chat.visitor_name.as_deref(), chat.visitor)
}

/// A point in time as the list tells it: the time of a chat of today, otherwise also the date.
pub(super) fn when(now: Timestamp, at: Timestamp) -> String {
    match local_time::day_number(now) == local_time::day_number(at) {
        true => local_time::time_of_day(at),
        false => local_time::date_of(at),
    }
}

/// A chat's tags: those that it was read with, unless it has been tagged since.
pub(super) fn tags(desk: ArchiveDesk, chat: ChatId, listed: Vec<TagId>) -> Part {
    part(move || {
        let known = desk.tags.read();
        // It may have been tagged since it was listed.
        let of_chat = desk.live.tags.told(chat).unwrap_or_else(|| listed.clone());
        let tag = |tag: &Tag| {
            view! { <span class="tag" data-colour=colour(tag.colour)>{tag.name.clone()}</span> }
        };
        known.iter().filter(|tag| of_chat.contains(&tag.id)).map(tag).collect_view().into_any()
    })
}

/// The visitor's rating as stars.
pub(super) fn stars(rating: u8) -> AnyView {
    let full = usize::from(rating.min(5));
    view! {
        <span class="archive-stars">
            <span aria-hidden="true">{"★".repeat(full)}{"☆".repeat(5 - full)}</span>
            <span class="visually-hidden">{tr_with("Rated %1 of 5", &[&full])}</span>
        </span>
    }
    .into_any()
}

/// The name of a colour in the style sheet.
fn colour(colour: TagColour) -> &'static str {
    match colour {
        TagColour::Grey => "grey",
        TagColour::Red => "red",
        TagColour::Orange => "orange",
        TagColour::Yellow => "yellow",
        TagColour::Green => "green",
        TagColour::Teal => "teal",
        TagColour::Blue => "blue",
        TagColour::Violet => "violet",
    }
}
