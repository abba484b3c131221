//! What becomes of a request when none of the operators whom its URL rule names is there (manual A12). Pure, as `assign.rs`
//! is.
//!
//! It goes to whom the rule says instead, and back when one of them is there again. It is looked at in every round, also
//! while requests are not queued; a round that finds it as it should be changes nothing.

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

/// Sends each request to those to whom it goes now.
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

/// Whether none of those whom the rule named is there. Who goes is gone when this node does not hear of them any more and the
/// database says so; who comes back is there when the database says so. So two nodes that do not hear of each other do not
/// send a request to and fro.
fn are_gone(by_rule: &ByRule, loads: &[Load], available: &HashSet<OperatorId>) -> bool {
    let signs = |operator: &OperatorId| {
        // Who is deleted or deactivated is not among them.
        loads.iter().any(|load| load.operator.id == *operator && !load.is_gone)
    };
    let is_heard = |operator: &OperatorId| by_rule.instead.is_none() && available.contains(operator);
    !by_rule.operators.iter().any(|operator| signs(operator) || is_heard(operator))
}

/// Whether a request that is assigned to this operator is not theirs any more, because it went back to others.
pub(super) fn is_withdrawn(routed: &Routed, operator: OperatorId) -> bool {
    routed.by_rule.is_some() && routed.to.as_ref().is_some_and(|to| !to.contains(&operator))
}

#[cfg(test)]
mod tests;
