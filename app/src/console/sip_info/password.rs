//! The user and the password for SIP clients. The password is generated here, never chosen, and
//! shown once.

use crate::api::sip::make_sip_password;
use leptos::prelude::*;
use wire::sip::NewSipPassword;

use super::{fact::Fact, known::Known};
use crate::{
    console::local_time,
    drawn::{flag, part, text},
    live::Live,
    parts::{
        copy::ToCopy,
        fault::{FaultOf, Field},
        form::Form,
    },
    texts::{tr, tr_with},
};

#[component]
pub(super) fn Password(known: Known) -> impl IntoView {
    let live = expect_context::<Live>();
    let made = RwSignal::new(None::<NewSipPassword>);
    let is_asked = RwSignal::new(false);
    let form = Form::new();
    let user = Memo::new(move |_| known.with(|info| info.user.clone()).flatten());
    let has_one = flag(move || user.read().is_some());
    let make = move || {
        is_asked.set(false);
        form.send(make_sip_password(known.of), move |new| {
            made.try_set(Some(new));
            known.again();
        });
    };
    // A new password invalidates the old one and signs out its clients.
    let press = move |_| match has_one.get_untracked() && !is_asked.get_untracked() {
        true => is_asked.set(true),
        false => make(),
    };
    let since = text(move || {
        let at = known.with(|info| info.made_at).flatten();
        at.map(|at| tr_with("made: %1; it was shown once", &[&local_time::in_full(live.clock.read(), at)]))
            .unwrap_or_else(|| tr("none yet").into())
    });
    let shown = part(move || match made.get() {
        Some(NewSipPassword { user, password }) => view! {
            <p>{tr("The password is shown only now. Enter it in the client.")}</p>
            <div class="sip-made">
                <span aria-hidden="true">{tr("User")}</span>
                <ToCopy label=tr("User") it=tr("The user") value=user is_first=false />
                <span aria-hidden="true">{tr("Password")}</span>
                <ToCopy label=tr("Password") it=tr("The password") value=password />
            </div>
        }
        .into_any(),
        None => view! {
            <dl class="facts sip-facts">
                {part(move || match user.get() {
                    Some(user) => view! { <Fact name=tr("User") it=tr("The user") value=user /> }.into_any(),
                    None => view! {
                        <dt>{tr("User")}</dt>
                        <dd>{tr("made with the password")}</dd>
                    }
                    .into_any(),
                })}
                <dt>{tr("Password")}</dt>
                <dd>{since}</dd>
            </dl>
        }
        .into_any(),
    });
    view! {
        {shown}
        <FaultOf field=Field::Whole faults=form.faults />
        <p hidden=flag(move || !is_asked.get())>
            {tr("The password of now will be good no more, and the clients that have it are signed out.")}
        </p>
        <div class="sip-buttons">
            <button
                type="button"
                class=text(move || {
                    if has_one.get() { "button".into() } else { "button is-main".into() }
                })
                disabled=form.is_busy()
                on:click=press
            >
                {text(move || {
                    match (has_one.get(), is_asked.get()) {
                        (true, true) => tr("Yes, another SIP password").into(),
                        (true, false) => tr("Another SIP password").into(),
                        (false, _) => tr("Generate password").into(),
                    }
                })}
            </button>
            <button
                type="button"
                class="button is-quiet"
                hidden=flag(move || !is_asked.get())
                on:click=move |_| is_asked.set(false)
            >
                {tr("Cancel")}
            </button>
        </div>
    }
    .into_any()
}
