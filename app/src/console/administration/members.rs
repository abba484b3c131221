//! Operators to select: the members of a department, or the targets of a rule.

use leptos::prelude::*;
use wire::{OperatorId, colleague::Colleague};

use super::ticks::Ticks;
use crate::{
    live::Live,
    texts::{tr, tr_with},
};

const CLASS: &str = "choices members";

#[component]
pub(super) fn Members(chosen: RwSignal<Vec<OperatorId>>) -> impl IntoView {
    let live = expect_context::<Live>();
    let all = Memo::new(move |_| {
        let named = |one: &Colleague| {
            let name = match (one.is_active, one.is_invited) {
                (false, _) => tr_with("%1 (deactivated)", &[&one.name]),
                (true, true) => tr_with("%1 (invited)", &[&one.name]),
                (true, false) => one.name.clone(),
            };
            (one.id, name)
        };
        live.desk.colleagues.with(|all| all.iter().map(named).collect::<Vec<_>>())
    });
    view! { <Ticks legend=tr("Operators") class=CLASS all chosen /> }
}

/// The operators' names, sorted; operators deleted in the meantime are left out.
pub(super) fn names(live: Live, operators: &[OperatorId]) -> String {
    live.desk.colleagues.with(|all| {
        let names: Vec<_> =
            all.iter().filter(|one| operators.contains(&one.id)).map(|one| one.name.as_str()).collect();
        names.join(", ")
    })
}
