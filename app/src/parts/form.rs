//! A form and its submission.

use std::{fmt::Display, future::Future, str::FromStr};

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::{
    dialog::Shut,
    fault::{Asked, Fault, FaultOf, Faults, Field, answer},
};
use crate::{drawn::flag, texts::tr};

#[derive(Clone, Copy)]
pub(crate) struct Form {
    pub(crate) faults: Faults,
    is_busy: RwSignal<bool>,
}

impl Form {
    pub(crate) fn new() -> Form {
        Form { faults: Faults::new(None), is_busy: RwSignal::new(false) }
    }

    pub(crate) fn is_busy(self) -> Signal<bool> {
        self.is_busy.into()
    }

    /// Submits the form. Errors are shown beside their fields, and what was typed stays.
    pub(crate) fn send<T: 'static>(
        self,
        asked: impl Future<Output = Result<Result<T, Fault>, ServerFnError>> + 'static,
        taken: impl FnOnce(T) + 'static,
    ) {
        self.send_it(Box::pin(asked), Box::new(taken));
    }

    /// One type for each kind of answer, so that this is compiled once and not for each form.
    fn send_it<T: 'static>(self, asked: Asked<T>, taken: Box<dyn FnOnce(T)>) {
        self.is_busy.set(true);
        spawn_local(async move {
            let (value, fault) = match answer(asked.await) {
                Ok(value) => (Some(value), None),
                Err(fault) => (None, Some(fault)),
            };
            // The form, and its signals, may be gone by now.
            self.is_busy.try_set(false);
            self.faults.try_set(fault);
            if let Some(value) = value {
                taken(value);
            }
        });
    }
}

/// Selects one of several items of the account, or all of them.
#[component]
pub(crate) fn Choice<I>(
    label: &'static str,
    /// The label for no selection.
    all: &'static str,
    choices: Vec<(I, String)>,
    chosen: RwSignal<Option<I>>,
) -> impl IntoView
where
    I: Copy + PartialEq + Display + FromStr + Send + Sync + 'static,
{
    let now = chosen.get_untracked();
    let options = choices.into_iter().map(|(id, name)| {
        view! {
            <option value=id.to_string() selected={now == Some(id)}>
                {name}
            </option>
        }
    });
    view! {
        <label class="field">
            <span>{label}</span>
            <select on:change:target=move |event| chosen.set(event.target().value().parse().ok())>
                <option value="">{all}</option>
                {options.collect_view()}
            </select>
        </label>
    }
    .into_any()
}

#[component]
pub(crate) fn Confirm(
    does: &'static str,
    form: Form,
    act: Callback<()>,
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        act.run(());
    };
    view! {
        <form on:submit=submit>
            <p>{children()}</p>
            <FaultOf field=Field::Whole faults=form.faults />
            <Buttons does form is_grave=true />
        </form>
    }
    .into_any()
}

/// Cancel, and the action.
#[component]
pub(crate) fn Buttons(
    does: &'static str,
    form: Form,
    #[prop(default = false)] is_grave: bool,
) -> impl IntoView {
    let shut = expect_context::<Shut>();
    view! {
        <div class="dialog-buttons">
            <button type="button" class="button" on:click=move |_| shut.shut()>
                {tr("Cancel")}
            </button>
            <button
                type="submit"
                class=if is_grave { "button is-grave" } else { "button is-main" }
                disabled=flag(move || form.is_busy.get())
            >
                {does}
            </button>
        </div>
    }
    .into_any()
}

/// The submit button of a form on a page, and the error of the form as a whole.
#[component]
pub(crate) fn PageButton(
    does: &'static str,
    form: Form,
    #[prop(optional)] is_idle: Signal<bool>,
) -> impl IntoView {
    view! {
        <FaultOf field=Field::Whole faults=form.faults />
        <div class="page-buttons">
            <button
                type="submit"
                class="button is-main"
                disabled=flag(move || form.is_busy.get() || is_idle.get())
            >
                {does}
            </button>
        </div>
    }
    .into_any()
}
