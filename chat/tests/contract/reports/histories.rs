//! Figures against a slow, obvious computation over random histories, in weeks in which the clocks
//! change.

use std::time::Duration;

use chat::{SignedIn, Speaker};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use wire::{
    Author, Body, ChatId, Message, Notice,
    report::{Durations, Figures, Grouping, Period, ReportFilter},
};

use super::{of, report, speaker};
use crate::{
    on_each_database,
    support::{Stage, token},
};

on_each_database! {
    figures_are_those_of_a_slow_computation
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Asks(usize),
    Accepts(usize, usize),
    Says(usize, usize),
    Ends(usize),
    Passes(u64),
}

const VISITORS: usize = 4;
const OPERATORS: usize = 2;

fn any_act() -> impl Strategy<Value = Act> {
    let visitor = || 0..VISITORS;
    let both = || (0..OPERATORS, 0..VISITORS);
    prop_oneof![
        3 => visitor().prop_map(Act::Asks),
        2 => both().prop_map(|(by, of)| Act::Accepts(by, of)),
        2 => both().prop_map(|(by, of)| Act::Says(by, of)),
        1 => visitor().prop_map(Act::Ends),
        3 => (1..6 * 60 * 60_u64).prop_map(Act::Passes),
    ]
}

const SECOND: i64 = 1_000;
const HOUR: i64 = 60 * 60 * SECOND;
const DAY: i64 = 24 * HOUR;

/// A week in Berlin in which the clocks change.
struct Week {
    first: &'static str,
    last: &'static str,
    /// The number of the first day, counted from 1970-01-01.
    day: i64,
    /// When the clocks change.
    change: i64,
    /// The offsets from UTC before and after that, in hours.
    offsets: (i64, i64),
    /// The second day's length in hours.
    hours: usize,
}

const WEEKS: [Week; 2] = [
    Week {
        first: "2024-03-30",
        last: "2024-04-05",
        day: 19_812,
        change: 1_711_846_800 * SECOND,
        offsets: (1, 2),
        hours: 23,
    },
    Week {
        first: "2024-10-26",
        last: "2024-11-01",
        day: 20_022,
        change: 1_729_990_800 * SECOND,
        offsets: (2, 1),
        hours: 25,
    },
];

impl Week {
    /// The time on the clocks of Berlin, as if they showed UTC.
    fn local(&self, at: i64) -> i64 {
        at + HOUR * if at < self.change { self.offsets.0 } else { self.offsets.1 }
    }
}

/// What the messages of a chat tell.
#[derive(Clone, Debug)]
struct Told {
    asked_at: i64,
    taken: Option<(i64, String)>,
    answered_at: Option<i64>,
    closed_at: i64,
}

impl Told {
    fn by(messages: &[Message]) -> Told {
        let taken = messages.iter().find_map(|message| match &message.body {
            Body::Notice(Notice::Accepted { name }) => Some((message.at.0, name.clone())),
            _ => None,
        });
        let last = messages.last().expect("there is a question");
        assert!(matches!(last.body, Body::Notice(_)), "it was closed: {last:?}");
        Told {
            asked_at: messages[0].at.0,
            taken,
            answered_at: messages
                .iter()
                .find(|one| matches!(one.author, Author::Operator(_)))
                .map(|one| one.at.0),
            closed_at: last.at.0,
        }
    }
}

/// The figures of these chats, computed in the most obvious way.
fn slowly(chats: &[&Told]) -> Figures {
    let accepted = chats.iter().filter(|chat| chat.taken.is_some());
    let count = |count: usize| u32::try_from(count).unwrap();
    let taken = |chat: &Told| chat.taken.as_ref().map(|(at, _)| *at);
    let durations = |all: Vec<i64>| {
        let percentile = |percent: usize| {
            let enough =
                |limit: &i64| all.iter().filter(|one| *one <= limit).count() * 100 >= all.len() * percent;
            all.iter().copied().filter(enough).min().unwrap_or_default()
        };
        let (median, p90, p99) = (percentile(50), percentile(90), percentile(99));
        Durations { count: count(all.len()), median, p90, p99 }
    };
    let answers = chats.iter().filter_map(|chat| Some(chat.answered_at? - chat.asked_at));
    let waits = chats.iter().map(|chat| taken(chat).unwrap_or(chat.closed_at) - chat.asked_at);
    let lengths = chats.iter().filter_map(|chat| Some(chat.closed_at - taken(chat)?));
    Figures {
        asked: count(chats.len()),
        accepted: count(accepted.clone().count()),
        missed: count(chats.len() - accepted.count()),
        answer: durations(answers.collect()),
        wait: durations(waits.collect()),
        length: durations(lengths.collect()),
        ..Figures::default()
    }
}

/// The length of what any of these spans covers.
fn covered(spans: &[(i64, i64)]) -> i64 {
    let mut points: Vec<_> = spans.iter().flat_map(|(since, until)| [*since, *until]).collect();
    points.sort_unstable();
    let is_covered = |from: i64, to: i64| spans.iter().any(|(since, until)| *since <= from && to <= *until);
    points.windows(2).filter(|pair| is_covered(pair[0], pair[1])).map(|pair| pair[1] - pair[0]).sum()
}

async fn figures_are_those_of_a_slow_computation(stage: &Stage) {
    let ann = stage.sign_in().await;
    let operators = [ann.clone(), stage.sign_in_new(&ann, "Ben").await];
    let mut runner = TestRunner::default();
    // From the stage's first moment until 20:00 UTC on the eve of the change.
    let mut ahead = 11_828_800_u64;
    for week in &WEEKS {
        stage.pass(Duration::from_secs(ahead));
        let acts = prop::collection::vec(any_act(), 40..70).new_tree(&mut runner).unwrap().current();
        let (chats, passed) = live(stage, &operators, &acts).await;
        ahead = 18_144_000 - passed;

        let mut told = Vec::new();
        for chat in chats {
            told.push(Told::by(&stage.read(&speaker(&ann), chat).await));
        }
        compare(stage, &ann, &operators, week, &told, &acts).await;
    }
}

/// Does all of it, for at most five days, then ends every chat. Gives the chats, and the seconds
/// that passed.
async fn live(stage: &Stage, operators: &[SignedIn], acts: &[Act]) -> (Vec<ChatId>, u64) {
    let switchboard = &stage.switchboard;
    let mut visits = Vec::new();
    for name in ["vera", "olga", "zoe", "ida"] {
        visits.push(stage.visit(&token(name)).await);
    }
    let mut open: [Option<ChatId>; VISITORS] = [None; VISITORS];
    let (mut chats, mut passed) = (Vec::new(), 0);
    for act in acts {
        match *act {
            Act::Asks(of) => {
                if open[of].is_none()
                    && let Ok(stored) = stage.ask_in(visits[of].seat, stage.id(), "May I?").await
                {
                    open[of] = stored.place.map(|(chat, _)| chat);
                    chats.extend(open[of]);
                }
            }
            Act::Accepts(by, of) => {
                if let Some(chat) = open[of] {
                    let _ = switchboard.accept(&operators[by], chat).await.unwrap();
                }
            }
            Act::Says(by, of) => {
                if let Some(chat) = open[of] {
                    let _ = stage.say(&speaker(&operators[by]), chat, "You may").await;
                }
            }
            Act::Ends(of) => {
                if let Some(chat) = open[of].take() {
                    switchboard.close(Speaker::Visitor(visits[of].seat), chat).await.unwrap().unwrap();
                }
            }
            Act::Passes(seconds) => {
                let seconds = seconds.min(5 * 24 * 60 * 60 - passed);
                stage.pass(Duration::from_secs(seconds));
                passed += seconds;
            }
        }
    }
    for (visit, chat) in visits.iter().zip(open) {
        if let Some(chat) = chat {
            switchboard.close(Speaker::Visitor(visit.seat), chat).await.unwrap().unwrap();
        }
    }
    (chats, passed)
}

async fn compare(
    stage: &Stage,
    ann: &SignedIn,
    operators: &[SignedIn],
    week: &Week,
    told: &[Told],
    acts: &[Act],
) {
    let filter = ReportFilter {
        period: Period::Days,
        first: week.first.into(),
        last: week.last.into(),
        zone: "Europe/Berlin".into(),
        ..ReportFilter::default()
    };
    let report = report(stage, ann, filter.clone()).await;
    assert_eq!((report.first.as_str(), report.last.as_str()), (week.first, week.last));
    assert_eq!((report.zone.as_str(), report.by, report.is_cut), ("Europe/Berlin", Grouping::Day, false));
    assert_eq!(report.figures, slowly(&told.iter().collect::<Vec<_>>()), "{acts:?}");
    assert_eq!(report.before, Figures::default());
    assert_eq!(report.steps.len(), 7);
    for (step, day) in report.steps.iter().zip(week.day..) {
        let chats: Vec<_> = told.iter().filter(|chat| week.local(chat.asked_at) / DAY == day).collect();
        assert_eq!(step.figures, slowly(&chats), "{}: {acts:?}", step.name);
    }
    let mut hours = [[0; 24]; 7];
    for chat in told {
        let local = week.local(chat.asked_at);
        // 1970-01-01 was a Thursday.
        let weekday = usize::try_from((local / DAY + 3) % 7).unwrap();
        hours[weekday][usize::try_from(local / HOUR % 24).unwrap()] += 1;
    }
    assert_eq!(report.hours, hours, "{acts:?}");
    for who in operators {
        let had = told.iter().filter_map(|chat| {
            let (taken_at, _) = chat.taken.as_ref().filter(|(_, name)| *name == who.name)?;
            Some((*taken_at, chat.closed_at))
        });
        let had: Vec<_> = had.collect();
        let figures = of(&report, who);
        assert_eq!(figures.chats as usize, had.len(), "{acts:?}");
        assert_eq!(figures.chat_time, had.iter().map(|(since, until)| until - since).sum::<i64>());
        assert_eq!(figures.in_chats, covered(&had), "{acts:?}");
    }
    // Each hour of the day on which the clocks change.
    let by_hour = ReportFilter { by: Grouping::Hour, ..filter };
    let steps = self::report(stage, ann, by_hour).await.steps;
    let of_day = |day: i64| steps.iter().filter(|step| week.local(step.begins.0) / DAY == day).count();
    assert_eq!((of_day(week.day), of_day(week.day + 1)), (24, week.hours));
    for (step, next) in steps.iter().zip(steps.iter().skip(1)) {
        let in_it = step.begins.0..next.begins.0;
        let chats: Vec<_> = told.iter().filter(|chat| in_it.contains(&chat.asked_at)).collect();
        assert_eq!(step.figures, slowly(&chats), "{}: {acts:?}", step.name);
    }
}
