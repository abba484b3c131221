//! A multi-line field with its error below.

use leptos::{html, prelude::*};

use crate::{
    drawn::text,
    parts::fault::{FaultOf, Faults, Field, at_fault, ids},
};

#[component]
pub(crate) fn AreaField(
    field: Field,
    label: &'static str,
    /// The hint below the label.
    more: &'static str,
    value: RwSignal<String>,
    faults: Faults,
    #[prop(default = 3)] rows: u8,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let is_at_fault = at_fault(field, faults, move || {
        if let Some(area) = area.get_untracked() {
            let _ = area.focus(); // if it cannot take focus, nothing moves
        }
    });
    let [name, told, fault] = ids(field);
    view! {
        <label class="field">
            <span id=name.clone()>{label}</span>
            <span id=told.clone() class="field-more">
                {more}
            </span>
            <textarea
                node_ref=area
                rows=rows.to_string()
                spellcheck="false"
                prop:value=text(move || value.get())
                aria-labelledby=name
                aria-describedby=format!("{told} {fault}")
                aria-invalid=is_at_fault
                on:input:target=move |event| value.set(event.target().value())
            ></textarea>
        </label>
        <FaultOf field faults />
    }
    .into_any()
}
