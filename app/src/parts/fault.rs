//! What the server rejected in a form, shown beside the field.

use std::{future::Future, pin::Pin};

use leptos::{html, prelude::*};

pub(crate) use crate::api::fault::{Fault, Field};
use crate::{
    drawn::{text, word},
    texts::tr,
};

pub(crate) type Faults = RwSignal<Option<Fault>>;

pub(crate) type Asked<T> = Pin<Box<dyn Future<Output = Result<Result<T, Fault>, ServerFnError>>>>;

/// The answer to a form: a transport failure is reported like any other error.
pub(crate) fn answer<T>(answer: Result<Result<T, Fault>, ServerFnError>) -> Result<T, Fault> {
    answer.unwrap_or_else(|error| Err(Fault::new(Field::Whole, words_of(&error))))
}

/// The server's message, without the prefix that the transport adds.
fn words_of(error: &ServerFnError) -> String {
    match error {
        ServerFnError::ServerError(words) => words.clone(),
        _ => tr("There is no connection to the server. Try again when it is back.").into(),
    }
}

/// A single-line field with its error below.
#[component]
pub(crate) fn TextField(
    field: Field,
    label: &'static str,
    /// The HTML input type: `text`, `email`, `password`.
    kind: &'static str,
    value: RwSignal<String>,
    faults: Faults,
    /// The hint below the label.
    #[prop(default = "")]
    more: &'static str,
    #[prop(default = false)] is_first: bool,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let is_at_fault = at_fault(field, faults, move || {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus(); // if it cannot take focus, nothing moves
        }
    });
    // The hint below the label is not part of the field's name.
    let [name, told, fault] = ids(field);
    let described = format!("{told} {fault}");
    let autocomplete = match (kind, field) {
        ("password", Field::Current) => "current-password",
        ("password", _) => "new-password",
        _ => "off",
    };
    view! {
        <label class="field">
            <span id=name.clone()>{label}</span>
            <span id=told class="field-more" hidden=more.is_empty()>
                {more}
            </span>
            <input
                node_ref=input
                type=kind
                autofocus=is_first
                autocomplete=autocomplete
                prop:value=text(move || value.get())
                aria-labelledby=name
                aria-describedby=described
                aria-invalid=is_at_fault
                on:input:target=move |event| value.set(event.target().value())
            />
        </label>
        <FaultOf field faults />
    }
    .into_any()
}

/// The ids of a field's name, its hint, and its error.
pub(crate) fn ids(field: Field) -> [String; 3] {
    ["name", "more", "fault"].map(|part| format!("field-{}-{part}", field as u8))
}

/// Whether the error is in this field, for `aria-invalid`. Calls `focus` when it is, so that the
/// user can correct it right away.
pub(crate) fn at_fault(
    field: Field,
    faults: Faults,
    focus: impl Fn() + 'static,
) -> Signal<Option<&'static str>> {
    let is_at_fault = move || faults.with(|fault| fault.as_ref().is_some_and(|fault| fault.field == field));
    Effect::new(move |_| {
        if is_at_fault() {
            focus();
        }
    });
    word(move || is_at_fault().then_some("true"))
}

#[component]
pub(crate) fn FaultOf(field: Field, faults: Faults) -> impl IntoView {
    let words = text(move || {
        let of_this = faults.get().filter(|fault| fault.field == field);
        of_this.map(|fault| fault.words).unwrap_or_default()
    });
    view! {
        <p id=format!("field-{}-fault", field as u8) class="field-error" role="alert">
            {words}
        </p>
    }
    .into_any()
}
