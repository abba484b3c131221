//! Reports: figures of an account's chats over a span of days. All times are milliseconds.

use serde::{Deserialize, Serialize};

use crate::{DepartmentId, OperatorId, OperatorRef, SiteId, TagId, Timestamp};

/// What a report is about. The default is the last seven days of the whole account, day by day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportFilter {
    /// Which days.
    pub period: Period,
    /// The first day of [`Period::Days`], as `2026-11-30`.
    pub first: String,
    /// Its last day, which counts.
    pub last: String,
    /// The length of a step.
    pub by: Grouping,
    /// The reader's time zone, such as `Europe/Berlin`, for accounts whose sites have no business
    /// hours.
    pub zone: String,
    /// Only this site.
    pub site: Option<SiteId>,
    /// Only this department.
    pub department: Option<DepartmentId>,
    /// Only this operator. For operators who are not administrators it is always themselves.
    pub operator: Option<OperatorId>,
}

/// The days of a report, in its time zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Today.
    Today,
    /// Yesterday.
    Yesterday,
    /// Today and the six days before.
    #[default]
    Week,
    /// Today and the 29 days before.
    Month,
    /// The calendar month.
    ThisMonth,
    /// The calendar month before it.
    LastMonth,
    /// From one day to another.
    Days,
}

/// The steps in which the course of figures is shown. A week begins on Monday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// Hours.
    Hour,
    /// Days.
    #[default]
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
}

/// The most steps of a report. With more, its steps are longer than asked for.
pub const MOST_STEPS: usize = 800;
/// The most days of a report.
pub const MOST_DAYS: i32 = 3_660;

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its first day, as `2026-11-30`.
    pub first: String,
    /// Its last day.
    pub last: String,
    /// Its time zone.
    pub zone: String,
    /// The length of its steps.
    pub by: Grouping,
    /// There were more chats than a report reads, here or in the span before, and the later ones are
    /// missing.
    pub is_cut: bool,
    /// Chats that visitors asked for in these days, and offline messages, that have been erased since
    /// and are in no figure: of the whole site or account, whatever else the report is narrowed to.
    /// Only for administrators.
    pub erased: Erased,
    /// The figures of the whole span.
    pub figures: Figures,
    /// The figures of the same number of days before it.
    pub before: Figures,
    /// The figures of each step, in order.
    pub steps: Vec<StepFigures>,
    /// How many chats visitors asked for on each weekday, from Monday, in each hour.
    pub hours: [[u32; 24]; 7],
    /// Each operator's figures, by name.
    pub operators: Vec<OperatorFigures>,
    /// The pages on which most chats began, without query and fragment, and how many did.
    pub pages: Vec<(String, u32)>,
    /// The URL rules, in their order. Only for administrators.
    pub rules: Vec<RuleFigures>,
    /// How many chats visitors rated with one star, two, and so on to five.
    pub ratings: Stars,
    /// The same for each site that has ratings, by name.
    pub site_ratings: Vec<(SiteId, String, Stars)>,
    /// The account's tags by name, and how many chats have each.
    pub tags: Vec<(TagId, String, u32)>,
    /// The account's sites, to narrow a report to.
    pub sites: Vec<(SiteId, String)>,
    /// Its departments.
    pub departments: Vec<(DepartmentId, String)>,
    /// Its operators; for operators who are not administrators, themselves.
    pub people: Vec<OperatorRef>,
}

/// How many chats were rated with one star, two, and so on to five.
pub type Stars = [u32; 5];

/// How many chats were rated.
pub fn rated(stars: &Stars) -> u32 {
    stars.iter().sum()
}

/// The mean rating in hundredths of a star, rounded; none without a rating.
pub fn mean(stars: &Stars) -> Option<u64> {
    let chats = u64::from(rated(stars));
    let all: u64 = (1..).zip(stars).map(|(value, chats)| value * u64::from(*chats)).sum();
    (all * 100 + chats / 2).checked_div(chats)
}

/// What a report lacks, because it was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// Chats that visitors asked for.
    pub chats: u32,
    /// Offline messages.
    pub off_line: u32,
}

/// Figures of a span. A chat belongs to the span in which it was last asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Chats that visitors asked for: accepted, missed, and those that still wait.
    pub asked: u32,
    /// Those that an operator accepted.
    pub accepted: u32,
    /// Those that ended without having been accepted.
    pub missed: u32,
    /// Those that still wait to be accepted. The three together are all that were asked for.
    pub waiting: u32,
    /// Invitations to visitors.
    pub invited: u32,
    /// Those that the visitor accepted.
    pub joined: u32,
    /// Assigned requests that their operator declined.
    pub declined: u32,
    /// Assigned requests that their operator let pass.
    pub let_pass: u32,
    /// From being asked for to the first words of an operator.
    pub answer: Durations,
    /// From being asked for, or losing its operator, to being accepted or ended.
    pub wait: Durations,
    /// From being accepted to its end.
    pub length: Durations,
    /// Offline messages.
    pub off_line: u32,
    /// Those that were answered or marked done.
    pub off_line_done: u32,
    /// From being left to being answered or marked done.
    pub off_line_answer: Durations,
}

/// How long something took. A percentile is the smallest duration that so many percent do not
/// exceed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Durations {
    /// How many there were. 0: the others mean nothing.
    pub count: u32,
    /// Half took no longer.
    pub median: i64,
    /// 90 % took no longer.
    pub p90: i64,
    /// 99 % took no longer.
    pub p99: i64,
}

/// A step of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepFigures {
    /// When it begins.
    pub begins: Timestamp,
    /// Its day, with the hour if it is one: `2026-11-30`, `2026-11-30 09:00+01:00`.
    pub name: String,
    /// Its last day.
    pub last: String,
    /// Its figures.
    pub figures: Figures,
}

/// An operator's figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorFigures {
    /// The operator.
    pub operator: OperatorRef,
    /// Chats that they entered: accepted, were given or joined.
    pub chats: u32,
    /// Assigned requests that they declined.
    pub declined: u32,
    /// Assigned requests that they let pass.
    pub let_pass: u32,
    /// For how long they were connected and *Online*, accurate to 20 seconds.
    pub online: i64,
    /// For how long they were connected under any status.
    pub connected: i64,
    /// For how long they were in at least one chat.
    pub in_chats: i64,
    /// The time in their chats together: in two chats for a minute, it is two minutes.
    pub chat_time: i64,
    /// The first answers in chats that they had last.
    pub answer: Durations,
    /// The length of these.
    pub length: Durations,
    /// Their ratings.
    pub ratings: Stars,
}

/// How often a URL rule was the first that matched a visitor's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleFigures {
    /// Its position, from 1.
    pub place: u32,
    /// The site that it is for; none: all.
    pub site: Option<SiteId>,
    /// Its pattern; empty: all pages.
    pub pattern: String,
    /// The chats that it matched.
    pub matched: u32,
}

/// A table of a report that can be saved as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    /// The figures, and those of the span before.
    Figures,
    /// The figures of each step.
    Steps,
    /// Chats by weekday and hour.
    Hours,
    /// Operators.
    Operators,
    /// Pages.
    Pages,
    /// URL rules.
    Rules,
    /// Ratings.
    Ratings,
    /// Tags.
    Tags,
}

impl Sheet {
    /// All of them, in the order of a report.
    pub const ALL: [Sheet; 8] = [
        Sheet::Figures,
        Sheet::Steps,
        Sheet::Hours,
        Sheet::Operators,
        Sheet::Pages,
        Sheet::Rules,
        Sheet::Ratings,
        Sheet::Tags,
    ];

    /// Its name in an address.
    pub fn key(self) -> &'static str {
        match self {
            Sheet::Figures => "figures",
            Sheet::Steps => "steps",
            Sheet::Hours => "hours",
            Sheet::Operators => "operators",
            Sheet::Pages => "pages",
            Sheet::Rules => "rules",
            Sheet::Ratings => "ratings",
            Sheet::Tags => "tags",
        }
    }
}

impl Period {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Period; 7] = [
        Period::Today,
        Period::Yesterday,
        Period::Week,
        Period::Month,
        Period::ThisMonth,
        Period::LastMonth,
        Period::Days,
    ];

    /// Its name in an address.
    pub fn key(self) -> &'static str {
        match self {
            Period::Today => "today",
            Period::Yesterday => "yesterday",
            Period::Week => "week",
            Period::Month => "month",
            Period::ThisMonth => "this_month",
            Period::LastMonth => "last_month",
            Period::Days => "days",
        }
    }
}

impl Grouping {
    /// All of them, the shortest first.
    pub const ALL: [Grouping; 4] = [Grouping::Hour, Grouping::Day, Grouping::Week, Grouping::Month];

    /// Its name in an address.
    pub fn key(self) -> &'static str {
        match self {
            Grouping::Hour => "hour",
            Grouping::Day => "day",
            Grouping::Week => "week",
            Grouping::Month => "month",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_rounded_and_needs_a_rating() {
        for (stars, hundredths) in [
            ([0; 5], None),
            ([1, 0, 0, 0, 0], Some(100)),
            ([0, 0, 0, 0, 7], Some(500)),
            ([1, 1, 0, 0, 1], Some(267)),
            ([u32::MAX, 0, 0, 0, 0], Some(100)),
        ] {
            assert_eq!(mean(&stars), hundredths, "{stars:?}");
        }
    }
}
