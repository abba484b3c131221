//! Forms in the windows over a page: once one is taken its window closes, and what was done is told.

use std::future::Future;

use leptos::prelude::*;

use crate::parts::{
    dialog::Shut,
    fault::{Fault, FaultOf, Field},
    form::{Buttons, Confirm, Form},
    voice::Voice,
};

/// A cheap handle to a form and the window that it is in.
#[derive(Clone, Copy)]
pub(super) struct WindowForm {
    pub(super) form: Form,
    shut: Shut,
    voice: Voice,
}

impl WindowForm {
    /// In the window that is being drawn.
    pub(super) fn new() -> WindowForm {
        WindowForm { form: Form::new(), shut: expect_context(), voice: expect_context() }
    }

    /// Sends it. Once it is taken `told` is told, and `then` is done.
    pub(super) fn send(
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

/// The fields of a form in a window, what is wrong with all of it, and the buttons.
#[component]
pub(super) fn Fields(
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

/// What a window holds that asks before something is done, and says what that `means`. Once it is done `told` is told.
pub(super) fn confirm<A>(
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
