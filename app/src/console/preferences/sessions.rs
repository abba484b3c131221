//! The operator's sessions, each with *Sign out*.

use leptos::{prelude::*, task::spawn_local};
use wire::session::SessionView;

use crate::{
    api::account::{end_other_sessions, end_session, sessions},
    console::{browser, local_time},
    drawn::{flag, text},
    live::Live,
    parts::{
        fault::{FaultOf, Field, answer},
        form::Form,
        voice::Voice,
    },
    texts::{tr, tr_with},
    words,
};

/// A copyable handle to the sessions as the server has them.
#[derive(Clone, Copy)]
struct Known {
    all: RwSignal<Vec<SessionView>>,
    form: Form,
}

impl Known {
    fn read() -> Known {
        let known = Known { all: RwSignal::default(), form: Form::new() };
        known.again();
        known
    }

    fn again(self) {
        spawn_local(async move {
            match answer(sessions().await) {
                Ok(all) => self.all.try_set(all).map(drop),
                Err(fault) => self.form.faults.try_set(Some(fault)).map(drop),
            };
        });
    }
}

#[component]
pub(super) fn Sessions() -> impl IntoView {
    let voice = expect_context::<Voice>();
    let known = Known::read();
    let form = known.form;
    let is_alone = flag(move || known.all.read().len() < 2);
    let end_others = move |_| {
        form.send(end_other_sessions(), move |()| {
            voice.show(tr("You are signed in here alone.").into());
            known.again();
        });
    };
    view! {
        <section aria-labelledby="sessions">
            <h2 id="sessions">{tr("Where you are signed in")}</h2>
            <ul class="own-sessions">
                <For
                    each=move || known.all.get()
                    key=|one| (one.session, one.last, one.address.clone())
                    children=move |one| view! { <Session known one /> }
                />
            </ul>
            <FaultOf field=Field::Whole faults=form.faults />
            <p class="explained">
                {tr(
                    "You are signed out where you have not been for two weeks, and after 30 days everywhere. If you do not know one of these, \
                     sign it out and change your password.",
                )}
            </p>
            <div class="page-buttons" hidden=is_alone>
                <button type="button" class="button" disabled=form.is_busy() on:click=end_others>
                    {tr("Sign out everywhere else")}
                </button>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Session(known: Known, one: SessionView) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let live = expect_context::<Live>();
    let SessionView { session, is_this, agent, address, since, last } = one;
    let agent = browser::of(&agent);
    let name = tr_with("Sign out %1", &[&agent]);
    let told = tr_with("You are signed out of %1.", &[&agent]);
    let end = move |_| {
        let told = told.clone();
        known.form.send(end_session(session), move |()| {
            voice.show(told);
            known.again();
        });
    };
    let at = last.unwrap_or(since);
    let when = local_time::in_full(live.clock.read(), at);
    let ago = text(move || words::ago(live.clock.now(), at));
    let seen = match (address.is_empty(), is_this) {
        (true, true) => tr("this browser, last seen").into(),
        (true, false) => tr("last seen").into(),
        (false, true) => tr_with("from %1, this browser, last seen", &[&address]),
        (false, false) => tr_with("from %1, last seen", &[&address]),
    };
    view! {
        <li class="switch-row">
            <span>
                {agent}
                <span class="switch-more">
                    {seen} " " {local_time::time(at, Signal::stored(when), ago)}
                </span>
            </span>
            <button
                type="button"
                class="button"
                aria-label=name
                hidden=is_this
                disabled=known.form.is_busy()
                on:click=end
            >
                {tr("Sign out")}
            </button>
        </li>
    }
    .into_any()
}
