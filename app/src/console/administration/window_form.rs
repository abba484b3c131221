//! Forms in windows. Once the server accepts one, its window closes and the result is announced.

use std::future::Future;

use leptos::prelude::*;

use crate::parts::{
    dialog::Shut,
    fault::{Fault, FaultOf, Field},
    form::{Buttons, Confirm, Form},
    voice::Voice,
};

#[derive(Clone, Copy)]
pub(crate) struct WindowForm {
    pub(crate) form: Form,
    shut: Shut,
    voice: Voice,
}

impl WindowForm {
    /// For the window that is being drawn.
    pub(crate) fn new() -> WindowForm {
        WindowForm { form: Form::new(), shut: expect_context(), voice: expect_context() }
    }

    /// Sends the form. Once it is accepted, announces `told` and runs `then`.
    pub(crate) fn send(
        self,
        asked: impl Future<Output = Result<Result<(), Fault>, ServerFnError>> + 'static,
        told: impl Into<String>,
        then: impl FnOnce() + 'static,
    ) {
        let told = told.into();
        self.form.send(asked, move |()| {
            self.shut.shut();
            self.voice.show(told);
            then();
        });
    }
}

/// The fields of a form in a window, the error of the form as a whole, and the buttons.
#[component]
pub(crate) fn Fields(
    does: &'static str,
    form: Form,
    send: Callback<()>,
    #[prop(default = "stacked")] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <form
            class=class
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send.run(());
            }
        >
            {children()}
            <FaultOf field=Field::Whole faults=form.faults />
            <Buttons does form />
        </form>
    }
    .into_any()
}

/// The content of a confirmation window, which says what the action `means`. Once it is done,
/// announces `told`.
pub(crate) fn confirm<A>(
    does: &'static str,
    means: impl Into<String>,
    told: String,
    ask: impl Fn() -> A + Send + Sync + 'static,
    then: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView
where
    A: Future<Output = Result<Result<(), Fault>, ServerFnError>> + 'static,
{
    let means: String = means.into();
    let form = WindowForm::new();
    let act = Callback::new(move |()| form.send(ask(), told.clone(), then));
    view! {
        <Confirm does form=form.form act>
            {means}
        </Confirm>
    }
    .into_any()
}
