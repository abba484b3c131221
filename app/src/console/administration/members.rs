//! Operators to be ticked: who is in a department, or whom a rule sends requests to.

use leptos::prelude::*;
use wire::OperatorId;

use crate::{
    drawn::flag,
    live::Live,
    texts::{tr, tr_with},
};

#[component]
pub(super) fn Members(chosen: RwSignal<Vec<OperatorId>>) -> impl IntoView {
    let live = expect_context::<Live>();
    let tick = move |id: OperatorId, is_in: bool| {
        chosen.update(|chosen| {
            chosen.retain(|one| *one != id);
            if is_in {
                chosen.push(id);
            }
        });
    };
    view! {
        <fieldset class="choices members">
            <legend>{tr("Operators")}</legend>
            <For
                each=move || live.desk.colleagues.get()
                key=|colleague| (colleague.id, colleague.name.clone(), colleague.is_active, colleague.is_invited)
                children=move |colleague| {
                    let id = colleague.id;
                    view! {
                        <label class="choice">
                            <input
                                type="checkbox"
                                prop:checked=flag(move || chosen.read().contains(&id))
                                on:change:target=move |event| tick(id, event.target().checked())
                            />
                            {match (colleague.is_active, colleague.is_invited) {
                                (false, _) => tr_with("%1 (deactivated)", &[&colleague.name]),
                                (true, true) => tr_with("%1 (invited)", &[&colleague.name]),
                                (true, false) => colleague.name,
                            }}
                        </label>
                    }
                }
            />
        </fieldset>
    }
    .into_any()
}

/// Their names, sorted; who has been deleted meanwhile is left out.
pub(super) fn names(live: Live, operators: &[OperatorId]) -> String {
    live.desk.colleagues.with(|all| {
        let names: Vec<_> =
            all.iter().filter(|one| operators.contains(&one.id)).map(|one| one.name.as_str()).collect();
        names.join(", ")
    })
}
