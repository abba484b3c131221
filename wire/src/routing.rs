//! Routing: which operators requests go to (manual A10, A12, A13, B18), and the record of why.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{DepartmentId, OperatorId, OperatorRef, SiteId, Timestamp, UrlRuleId};

/// Which operators an account's requests go to. Exactly one of these applies (manual A13).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Routing {
    /// Every operator.
    #[default]
    Everybody,
    /// The operators of the department that the visitor chose (manual A10).
    Departments,
    /// The operators of the first rule that matches the visitor's page (manual A12).
    Urls,
}

/// How requests are assigned one at a time (manual B18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queueing {
    /// Whether requests are assigned. If not, operators choose among the requests offered to them.
    pub on: bool,
    /// The most chats an operator has, unless they have a limit of their own; within
    /// [`CHAT_LIMITS`].
    pub chat_limit: u32,
    /// How long an operator has to accept before the request goes to the next one; within
    /// [`ANSWER_WITHIN_SECONDS`].
    pub answer_within_seconds: u32,
    /// How long a request may wait, queued or not, before administrators are alerted and can accept
    /// it, whichever operators it goes to. Within [`OVERDUE_AFTER_SECONDS`]; 0: never.
    pub overdue_after_seconds: u32,
}

/// The allowed values of an operator's chat limit.
pub const CHAT_LIMITS: RangeInclusive<u32> = 1..=100;
/// The allowed times for accepting, in seconds.
pub const ANSWER_WITHIN_SECONDS: RangeInclusive<u32> = 5..=600;
/// The allowed times before administrators are alerted, in seconds; 0: they never are.
pub const OVERDUE_AFTER_SECONDS: RangeInclusive<u32> = 0..=86_400;

/// A department (manual A10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentView {
    /// Its id.
    pub id: DepartmentId,
    /// Its name, unique in the account.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its operators.
    pub operators: Vec<OperatorId>,
}

/// A department as the Welcome Screen offers it (manual A10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentChoice {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Whether any of its operators is available.
    pub available: bool,
}

/// A rule that sends requests from a site or a page to certain operators (manual A12). The first
/// rule that matches applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UrlRuleView {
    /// Its id.
    pub id: UrlRuleId,
    /// The site it matches; none: all sites.
    pub site: Option<SiteId>,
    /// The pages it matches: `HOST`, `HOST/PATH`, with `*` for any characters; empty: all.
    pub pattern: String,
    /// The operators that requests go to.
    pub operators: Vec<OperatorId>,
    /// What happens while none of these operators is available.
    pub otherwise: Otherwise,
}

/// What happens to a rule's requests while none of its operators is available (manual A12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// Pending requests wait for them, and nobody else is asked.
    Wait,
    /// They go to every operator.
    #[default]
    Everybody,
    /// They go to the operators of this department.
    Department(DepartmentId),
    /// The visitors get the offline form.
    OffLine,
}

/// The URL rule that a request matched (manual A12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByRule {
    /// The rule; it may have been removed since.
    pub rule: UrlRuleId,
    /// The operators it named when the visitor asked.
    pub operators: Vec<OperatorId>,
    /// What happens instead while none of them is available; none: one is.
    pub instead: Option<Otherwise>,
}

/// Which operators a request goes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routed {
    /// These operators; none: every operator.
    pub to: Option<Vec<OperatorId>>,
    /// The department that the visitor chose, or that a rule names instead of its operators, under
    /// its name at that time.
    pub department: Option<String>,
    /// The request is assigned to one operator at a time, who is the chat's operator until they
    /// pass on it. If false, all of them are asked at once.
    pub queued: bool,
    /// The URL rule it matched, if any.
    #[serde(default)]
    pub by_rule: Option<ByRule>,
}

/// A decision about where a request goes, and the reason. It is stored with the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// When it was made.
    pub at: Timestamp,
    /// The decision.
    pub what: Decided,
    /// The operators considered, with their load.
    pub candidates: Vec<Candidate>,
}

/// The outcome of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// The request goes to the candidates, for this reason.
    Goes(Why),
    /// It is assigned to an operator: of those who are free, the one who was assigned it least
    /// often and has the fewest chats.
    Assigned {
        /// The operator.
        to: OperatorRef,
        /// The previous operator, and why they do not have it any more.
        after: Option<Passed>,
    },
    /// Nobody is free, so it waits in the queue.
    Waits {
        /// The previous operator, and why they do not have it any more.
        after: Option<Passed>,
    },
}

/// Why a request goes to its candidates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// All requests go to everybody.
    Everybody,
    /// The visitor chose this department.
    Department(String),
    /// The visitor chose no department with an available operator, so the request goes to
    /// everybody.
    NoDepartment,
    /// This rule was the first that matched.
    UrlRule {
        /// Its position in the list, from 1.
        place: u32,
        /// Its pattern.
        pattern: String,
        /// The visitor's page.
        page: String,
    },
    /// No rule matched the page, so the request goes to everybody.
    NoRule {
        /// The visitor's page.
        page: String,
    },
    /// None of the rule's operators was available any more.
    Instead {
        /// What happens instead.
        what: Otherwise,
        /// The name of the department that gets the request.
        department: Option<String>,
    },
    /// One of the rule's operators was available again.
    Back,
}

/// An assigned request that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// The operator it was assigned to.
    pub operator: OperatorRef,
    /// How it ended.
    pub how: OfferEnd,
}

/// An operator to whom a request can go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The operator.
    pub operator: OperatorRef,
    /// Whether they accepted requests at that time.
    pub available: bool,
    /// The number of chats they had or were assigned.
    pub chats: u32,
    /// Their chat limit; none: no limit.
    pub limit: Option<u32>,
    /// How often they were assigned this request before.
    pub assigned_before: u32,
}

/// How an offer or an assignment ended without being accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferEnd {
    /// The operator refused.
    Refused,
    /// The operator did not answer in time.
    RanOut,
    /// The operator was not available any more.
    Gone,
    /// The operator had the request only while none of its URL rule's operators was available, and
    /// now one is (manual A12). Requests only.
    Withdrawn,
}
