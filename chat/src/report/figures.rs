//! The figures of a report: pure functions over what was read.

use std::collections::BTreeMap;

use jiff::{Timestamp as Instant, tz::TimeZone};
use wire::{
    OperatorId, OperatorRef, Timestamp,
    report::{Durations, Figures, OperatorFigures, Stars, StepFigures},
    routing::OfferEnd,
};

use super::read::{ChatFact, Facts, Pass};

/// The figures of a span, from its beginning, included, to its end, excluded.
pub(super) fn within(facts: &Facts, begin: i64, end: i64) -> Figures {
    let chats = part(&facts.chats, begin, end, |chat| chat.asked_at);
    let passes = part(&facts.passes, begin, end, |pass| pass.at);
    let off_line = part(&facts.off_line, begin, end, |left| left.at);
    let asked = || chats.iter().filter(|chat| !chat.is_invitation);
    let invited = || chats.iter().filter(|chat| chat.is_invitation);
    let waits = part(&facts.waits, begin, end, |(since, _)| *since);
    Figures {
        asked: number(asked().count()),
        accepted: number(asked().filter(|chat| chat.taken_at.is_some()).count()),
        missed: number(asked().filter(|chat| chat.taken_at.is_none() && !chat.is_open).count()),
        waiting: number(asked().filter(|chat| chat.taken_at.is_none() && chat.is_open).count()),
        invited: number(invited().count()),
        joined: number(invited().filter(|chat| chat.taken_at.is_some()).count()),
        declined: count(passes, OfferEnd::Refused),
        let_pass: count(passes, OfferEnd::RanOut),
        answer: durations(asked().filter_map(first_answer)),
        wait: durations(waits.iter().map(|(since, until)| until - since)),
        length: durations(chats.iter().filter_map(length)),
        off_line: number(off_line.len()),
        off_line_done: number(off_line.iter().filter(|left| left.done_at.is_some()).count()),
        off_line_answer: durations(off_line.iter().filter_map(|left| Some(left.done_at? - left.at))),
    }
}

/// The figures of each step. `edges`: when each begins, and when the last one ends. `name` names a
/// step by its beginning, and `day` the day of a time.
pub(super) fn steps(
    facts: &Facts,
    edges: &[i64],
    name: impl Fn(i64) -> String,
    day: impl Fn(i64) -> String,
) -> Vec<StepFigures> {
    let steps = edges.iter().zip(edges.iter().skip(1));
    let step = |(begin, end): (&i64, &i64)| StepFigures {
        begins: Timestamp(*begin),
        name: name(*begin),
        last: day(*end - 1),
        figures: within(facts, *begin, *end),
    };
    steps.map(step).collect()
}

/// How many chats were asked for on each weekday, from Monday, in each hour of the clock.
pub(super) fn hours(facts: &Facts, zone: &TimeZone) -> [[u32; 24]; 7] {
    let mut hours = [[0_u32; 24]; 7];
    for chat in facts.chats.iter().filter(|chat| !chat.is_invitation) {
        let Ok(asked_at) = Instant::from_millisecond(chat.asked_at) else { continue };
        let there = zone.to_datetime(asked_at);
        let weekday = there.date().weekday().to_monday_zero_offset();
        let (Ok(day), Ok(hour)) = (usize::try_from(weekday), usize::try_from(there.hour())) else { continue };
        if let Some(count) = hours.get_mut(day).and_then(|hours| hours.get_mut(hour)) {
            *count += 1;
        }
    }
    hours
}

/// The figures of each operator who is still there or did something, in the order of `names`. With
/// `only`, those of that operator.
pub(super) fn operators(
    facts: &Facts,
    begin: i64,
    end: i64,
    names: Vec<(OperatorRef, bool)>,
    only: Option<OperatorId>,
) -> Vec<OperatorFigures> {
    let mut all: BTreeMap<OperatorId, Of> = BTreeMap::new();
    for pass in &facts.passes {
        all.entry(pass.operator).or_default().passes.push(*pass);
    }
    for chat in facts.chats.iter().filter(|chat| chat.taken_at.is_some()) {
        let Some(operator) = chat.operator else { continue };
        let of = all.entry(operator).or_default();
        of.answers.extend(first_answer(chat).filter(|_| !chat.is_invitation));
        of.lengths.extend(length(chat));
    }
    for one in &facts.online {
        let (since, until) = (one.since.max(begin), one.until.min(end));
        let of = all.entry(one.operator).or_default();
        of.connected += (until - since).max(0);
        of.online += if one.is_online { (until - since).max(0) } else { 0 };
    }
    // They are in order of their beginnings, so what several have in common is counted once.
    for stay in &facts.stays {
        let (since, until) = (stay.since.max(begin), stay.until.min(end));
        let of = all.entry(stay.operator).or_default();
        of.chats += u32::from(stay.since >= begin);
        of.chat_time += (until - since).max(0);
        of.in_chats += (until - since.max(of.busy_until)).max(0);
        of.busy_until = of.busy_until.max(until);
    }
    let wanted = names.into_iter().filter(|(operator, _)| only.is_none_or(|only| only == operator.id));
    let figures = wanted.filter_map(|(operator, is_there)| {
        let of = all.remove(&operator.id);
        of.or_else(|| is_there.then(Of::default)).map(|of| of.figures(operator))
    });
    figures.collect()
}

#[derive(Default)]
struct Of {
    chats: u32,
    passes: Vec<Pass>,
    online: i64,
    connected: i64,
    in_chats: i64,
    chat_time: i64,
    busy_until: i64,
    answers: Vec<i64>,
    lengths: Vec<i64>,
}

impl Of {
    fn figures(self, operator: OperatorRef) -> OperatorFigures {
        OperatorFigures {
            operator,
            chats: self.chats,
            declined: count(&self.passes, OfferEnd::Refused),
            let_pass: count(&self.passes, OfferEnd::RanOut),
            online: self.online,
            connected: self.connected,
            in_chats: self.in_chats,
            chat_time: self.chat_time,
            answer: durations(self.answers.into_iter()),
            length: durations(self.lengths.into_iter()),
            ratings: Stars::default(),
        }
    }
}

fn first_answer(chat: &ChatFact) -> Option<i64> {
    Some(chat.answered_at? - chat.asked_at)
}

/// From acceptance to the end.
fn length(chat: &ChatFact) -> Option<i64> {
    let closed_at = chat.closed_at.filter(|_| !chat.is_open)?;
    Some(closed_at - chat.taken_at?)
}

/// Those of an ordered list that belong to a span.
fn part<T>(all: &[T], begin: i64, end: i64, at: impl Fn(&T) -> i64) -> &[T] {
    let from = all.partition_point(|one| at(one) < begin);
    let to = all.partition_point(|one| at(one) < end);
    all.get(from..to).unwrap_or_default()
}

fn durations(all: impl Iterator<Item = i64>) -> Durations {
    let mut all: Vec<_> = all.collect();
    all.sort_unstable();
    let percentile = |percent: usize| {
        let rank = (all.len() * percent).div_ceil(100);
        all.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    };
    Durations { count: number(all.len()), median: percentile(50), p90: percentile(90), p99: percentile(99) }
}

fn count(passes: &[Pass], how: OfferEnd) -> u32 {
    number(passes.iter().filter(|pass| pass.how == how).count())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
