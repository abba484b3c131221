//! What happens to a request when none of the operators of its URL rule is there (manual A12).
//! Pure, like `assign.rs`.
//!
//! It goes to the alternative that the rule names, and back when one of the operators is there
//! again. Every round checks this, also while requests are not queued; if nothing has to change, a
//! round changes nothing.

use std::collections::{HashMap, HashSet};

use wire::{
    OperatorId, Routed, Timestamp,
    routing::{ByRule, Decided, Decision, Why},
};

use super::{
    change::Change,
    load::{Load, candidates},
};
use crate::routing::plan::Plan;

/// Sends each request to those whom it goes to now.
pub(super) fn reroute(
    changes: &mut [Change],
    plan: &Plan,
    loads: &[Load],
    available: &HashSet<OperatorId>,
    now: Timestamp,
) {
    for Change { to: standing, decisions, .. } in changes {
        let Some(by_rule) = &standing.routed.by_rule else { continue };
        let instead = are_gone(by_rule, loads, available).then(|| plan.otherwise(by_rule.rule));
        let routed = plan.instead(&standing.routed, by_rule, instead);
        if routed == standing.routed {
            continue;
        }
        let why = match instead {
            Some(what) => Why::Instead { what, department: routed.department.clone() },
            None => Why::Back,
        };
        let candidates = candidates(loads, &routed, available, &HashMap::new());
        decisions.push(Decision { at: now, what: Decided::Goes(why), candidates });
        standing.routed = routed;
    }
}

/// Whether none of the rule's operators is there. Operators count as gone when this node does not
/// know of them and the database agrees; they count as back when the database says so. So two nodes
/// without contact do not send a request back and forth.
fn are_gone(by_rule: &ByRule, loads: &[Load], available: &HashSet<OperatorId>) -> bool {
    let signs = |operator: &OperatorId| {
        // Deleted and deactivated operators are not in the list.
        loads.iter().any(|load| load.operator.id == *operator && !load.is_gone)
    };
    let is_heard = |operator: &OperatorId| by_rule.instead.is_none() && available.contains(operator);
    !by_rule.operators.iter().any(|operator| signs(operator) || is_heard(operator))
}

/// Whether a request that is assigned to this operator is no longer theirs, because it went back to
/// others.
pub(super) fn is_withdrawn(routed: &Routed, operator: OperatorId) -> bool {
    routed.by_rule.is_some() && routed.to.as_ref().is_some_and(|to| !to.contains(&operator))
}

#[cfg(test)]
mod tests;
