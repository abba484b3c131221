//! Who gets which request. Pure: no store, no clock.

use std::collections::{HashMap, HashSet};

use wire::{
    ChatId, ChatView, OperatorId, OperatorRef, Routed, Timestamp, VisitorId,
    operator::OfferEnd,
    routing::{Candidate, Decided, Decision, Passed},
};

use super::{
    change::Change,
    load::{Load, candidates},
    otherwise::is_withdrawn,
};

/// A request, and the decisions about it since it was asked for.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) chat: ChatView,
    pub(super) decisions: Vec<Decision>,
}

/// Assigns the requests that nobody has. The requests come in the order in which they were asked
/// for, each with its change in this round. Each goes to a free operator among its recipients: the
/// one who was assigned it least often, and among equals the one with the least to do. An operator
/// loses a request after `within` milliseconds, when they have gone, or when they are no longer
/// among its recipients.
pub(super) fn assign(
    changes: &mut [Change],
    waiting: &[Waiting],
    loads: &[Load],
    available: &HashSet<OperatorId>,
    within: i64,
    now: Timestamp,
) {
    let mut loads = loads.to_vec();
    let is_gone: HashSet<_> = loads
        .iter()
        .filter(|load| load.is_gone && !available.contains(&load.operator.id))
        .map(|load| load.operator.id)
        .collect();
    let lost: Vec<_> = waiting
        .iter()
        .zip(&*changes)
        .map(|(request, change)| request.is_lost(&change.to.routed, &is_gone, within, now))
        .collect();
    for passed in lost.iter().flatten() {
        count(&mut loads, passed.operator.id, |chats| chats.saturating_sub(1));
    }
    for ((change, request), lost) in changes.iter_mut().zip(waiting).zip(lost) {
        let Change { to: standing, decisions, .. } = change;
        standing.routed.queued = true;
        if standing.operator.is_some() && lost.is_none() {
            // The start of the assignment is known; the time limit may have been changed since.
            standing.accept_by = Some(request.assigned_at().plus_millis(within));
            continue;
        }
        let after = lost.or_else(|| request.was_refused(&is_gone));
        let candidates = candidates(&loads, &standing.routed, available, &request.assigned_before());
        let to = request.choose(&candidates);
        if let Some(to) = &to {
            count(&mut loads, to.id, |chats| chats + 1);
        }
        standing.accept_by = to.is_some().then(|| now.plus_millis(within));
        standing.operator.clone_from(&to);
        let what = match to {
            Some(to) => Decided::Assigned { to, after },
            // That it waits is recorded only once.
            None if after.is_none() && request.is_known_to_wait() => continue,
            None => Decided::Waits { after },
        };
        decisions.push(Decision { at: now, what, candidates });
    }
}

/// Requests are no longer queued: all recipients of each are asked at once.
pub(super) fn let_all_go(changes: &mut [Change]) {
    for Change { to, .. } in changes {
        (to.operator, to.accept_by) = (None, None);
        to.routed.queued = false;
    }
}

/// Marks the requests that have waited for `after` milliseconds as overdue; 0: none, however long
/// they wait.
pub(super) fn tell_overdue(changes: &mut [Change], waiting: &[Waiting], after: i64, now: Timestamp) {
    for (Change { to, .. }, request) in changes.iter_mut().zip(waiting) {
        to.is_overdue = after > 0 && now.millis_since(request.chat.asked_at) >= after;
    }
}

/// The position of each request: one more than the number of earlier requests that share some of
/// its operators.
pub(super) fn places(waiting: &[Waiting]) -> Vec<(ChatId, VisitorId, u32)> {
    let is_ahead = |one: &Waiting, other: &Waiting| match (&one.chat.routed.to, &other.chat.routed.to) {
        (Some(these), Some(those)) => these.iter().any(|operator| those.contains(operator)),
        _ => true,
    };
    (waiting.iter().enumerate())
        .map(|(n, request)| {
            let ahead = waiting[..n].iter().filter(|earlier| is_ahead(earlier, request)).count();
            let place = u32::try_from(ahead).unwrap_or(u32::MAX).saturating_add(1);
            (request.chat.id, request.chat.visitor, place)
        })
        .collect()
}

fn count(loads: &mut [Load], operator: OperatorId, change: impl Fn(u32) -> u32) {
    if let Some(load) = loads.iter_mut().find(|load| load.operator.id == operator) {
        load.chats = change(load.chats);
    }
}

impl Waiting {
    /// The operator who must give the request up now, and why.
    fn is_lost(
        &self,
        routed: &Routed,
        gone: &HashSet<OperatorId>,
        within: i64,
        now: Timestamp,
    ) -> Option<Passed> {
        let operator = self.chat.operator.clone()?;
        let how = if gone.contains(&operator.id) {
            OfferEnd::Gone
        } else if is_withdrawn(routed, operator.id) {
            OfferEnd::Withdrawn
        } else if now.millis_since(self.assigned_at()) >= within {
            OfferEnd::RanOut
        } else {
            return None;
        };
        Some(Passed { operator, how })
    }

    /// Since when the request is assigned to its operator.
    fn assigned_at(&self) -> Timestamp {
        self.last_turn().map_or(self.chat.asked_at, |turn| turn.at)
    }

    fn last_turn(&self) -> Option<&Decision> {
        self.decisions.iter().rev().find(|decision| !matches!(decision.what, Decided::Goes(_)))
    }

    /// The operator who declined the request, if it was assigned and no longer is.
    fn was_refused(&self, gone: &HashSet<OperatorId>) -> Option<Passed> {
        let Some(Decision { what: Decided::Assigned { to, .. }, .. }) = self.last_turn() else {
            return None;
        };
        let how = if gone.contains(&to.id) { OfferEnd::Gone } else { OfferEnd::Refused };
        Some(Passed { operator: to.clone(), how })
    }

    fn is_known_to_wait(&self) -> bool {
        matches!(self.last_turn(), Some(Decision { what: Decided::Waits { .. }, .. }))
    }

    fn assigned_before(&self) -> HashMap<OperatorId, u32> {
        let mut before = HashMap::new();
        for decision in &self.decisions {
            if let Decided::Assigned { to, .. } = &decision.what {
                *before.entry(to.id).or_default() += 1;
            }
        }
        before
    }

    /// The operator to assign. Among equals the ids decide, differently for each chat, so that
    /// nobody is always first.
    fn choose(&self, candidates: &[Candidate]) -> Option<OperatorRef> {
        let is_free = |one: &&Candidate| one.available && one.limit.is_none_or(|limit| one.chats < limit);
        let chance = |one: &Candidate| (one.operator.id.0.as_u128() ^ self.chat.id.0.as_u128()) as u64;
        let best = candidates
            .iter()
            .filter(is_free)
            .min_by_key(|one| (one.assigned_before, one.chats, chance(one)))?;
        Some(best.operator.clone())
    }
}

#[cfg(test)]
mod tests;
