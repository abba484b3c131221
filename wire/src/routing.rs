//! How requests find their operators (manual A10, A12, A13, B18), and why one went where it did.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{DepartmentId, OperatorId, OperatorRef, SiteId, Timestamp, UrlRuleId};

/// Whom an account's requests go to: one of these, never two at once (manual A13).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Routing {
    /// Every operator.
    #[default]
    Everybody,
    /// The operators of the department that the visitor chose (manual A10).
    Departments,
    /// The operators of the first rule that fits the page he is on (manual A12).
    Urls,
}

/// How requests are assigned one at a time (manual B18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queueing {
    /// Whether they are; else whoever is asked accepts what he likes.
    pub on: bool,
    /// How many chats an operator has at most, unless he has a limit of his own; within [`CHAT_LIMITS`].
    pub chat_limit: u32,
    /// How long he may take to accept before the request goes to the next; within [`ANSWER_WITHIN_SECONDS`].
    pub answer_within_seconds: u32,
    /// How long a request may wait before administrators can accept it whomever it goes to, and are called; queued or not.
    /// Within [`OVERDUE_AFTER_SECONDS`]; 0: never.
    pub overdue_after_seconds: u32,
}

/// How many chats an operator may have at most.
pub const CHAT_LIMITS: RangeInclusive<u32> = 1..=100;
/// How long an operator may have to accept, in seconds.
pub const ANSWER_WITHIN_SECONDS: RangeInclusive<u32> = 5..=600;
/// How long a request may wait until administrators are called, in seconds; 0: they never are.
pub const OVERDUE_AFTER_SECONDS: RangeInclusive<u32> = 0..=86_400;

/// A department (manual A10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentView {
    /// Its id.
    pub id: DepartmentId,
    /// Its name; no other department of the account has it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who is in it.
    pub operators: Vec<OperatorId>,
}

/// A department as the Welcome Screen offers it (manual A10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentChoice {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whether one of its operators is available.
    pub available: bool,
}

/// A rule that sends requests from a site or a page to some operators (manual A12). Of an account's rules the first
/// that fits is the one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UrlRuleView {
    /// Its id.
    pub id: UrlRuleId,
    /// It fits only on this site; none: on all.
    pub site: Option<SiteId>,
    /// The pages it fits: `HOST`, `HOST/PATH`, with `*` for any characters; empty: all.
    pub pattern: String,
    /// Whom requests go to.
    pub operators: Vec<OperatorId>,
    /// What becomes of them when none of these operators is there.
    pub otherwise: Otherwise,
}

/// What becomes of a rule's requests when none of its operators is there, until one of them is there again (manual A12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// Those that were asked for wait for them; nobody else is asked.
    Wait,
    /// They go to every operator.
    #[default]
    Everybody,
    /// They go to the operators of this department.
    Department(DepartmentId),
    /// Their visitors are offered the off-line form.
    OffLine,
}

/// The rule by which a request came (manual A12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByRule {
    /// Which; it may have been removed since.
    pub rule: UrlRuleId,
    /// Whom it named when the request was asked for.
    pub operators: Vec<OperatorId>,
    /// None of them is there, and what is done instead.
    pub instead: Option<Otherwise>,
}

/// Whom a request goes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routed {
    /// These operators; none: every one.
    pub to: Option<Vec<OperatorId>>,
    /// The department that the visitor chose, or that a rule names instead of its operators; its name at that time.
    pub department: Option<String>,
    /// It is assigned to one of them at a time, who is the chat's operator until he lets it pass. Else all of them
    /// are asked at once.
    pub queued: bool,
    /// The URL rule by which it came, if any.
    #[serde(default)]
    pub by_rule: Option<ByRule>,
}

/// Something that was decided about where a request goes, and why. It is kept with the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Decided,
    /// Among whom, and how much each had to do.
    pub candidates: Vec<Candidate>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// Whom it goes to: the candidates, for this reason.
    Goes(Why),
    /// It is assigned to him, who of those that are free was assigned it least often, and has the least to do.
    Assigned {
        /// To whom.
        to: OperatorRef,
        /// Who had it before, and why not any more.
        after: Option<Passed>,
    },
    /// Nobody is free: it waits in the queue.
    Waits {
        /// Who had it before, and why not any more.
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
    /// He chose none in which there is somebody, so it goes to everybody.
    NoDepartment,
    /// This rule was the first that fitted.
    UrlRule {
        /// Its place in the list, from 1.
        place: u32,
        /// Its pattern.
        pattern: String,
        /// The page.
        page: String,
    },
    /// No rule fitted the page, so it goes to everybody.
    NoRule {
        /// The page.
        page: String,
    },
    /// None of the operators whom its rule names was there any more.
    Instead {
        /// What is done instead.
        what: Otherwise,
        /// The name of the department that is asked.
        department: Option<String>,
    },
    /// One of them was there again.
    Back,
}

/// An assigned request that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// To whom it was assigned.
    pub operator: OperatorRef,
    /// How it ended.
    pub how: OfferEnd,
}

/// An operator to whom a request could go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub operator: OperatorRef,
    /// Whether he took requests at that time.
    pub available: bool,
    /// How many chats he was in or was assigned.
    pub chats: u32,
    /// How many he has at most; none: as many as he likes.
    pub limit: Option<u32>,
    /// How often he was assigned this request before.
    pub assigned_before: u32,
}

/// Why an offer ended without being taken, or a request did not stay with whom it was assigned to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferEnd {
    /// He refused.
    Refused,
    /// He did not answer in time.
    RanOut,
    /// He was not available any more.
    Gone,
    /// It was his only as long as nobody was there whom its URL rule names, and now somebody is (manual A12). Requests only.
    Withdrawn,
}
