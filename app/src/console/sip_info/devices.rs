//! The signed-in SIP clients, each with *Sign out*.

use crate::api::sip::sign_out_sip_device;
use leptos::prelude::*;
use wire::sip::SipDeviceView;

use super::known::Known;
use crate::{
    console::local_time,
    drawn::{flag, text},
    live::Live,
    parts::{
        fault::{FaultOf, Field},
        form::Form,
        voice::Voice,
    },
    texts::{tr, tr_with},
    words,
};

#[component]
pub(super) fn Devices(known: Known) -> impl IntoView {
    let form = Form::new();
    let devices = Memo::new(move |_| known.with(|info| info.devices.clone()).unwrap_or_default());
    view! {
        <h3 class="sip-head">{tr("Signed in now")}</h3>
        <p class="quiet-note" hidden=flag(move || !devices.read().is_empty())>
            {tr("No SIP client is signed in.")}
        </p>
        <ul>
            <For
                each=move || devices.get()
                key=|device| (device.session, device.peer.clone(), device.agent.clone())
                children=move |device| view! { <Device known form device /> }
            />
        </ul>
        <FaultOf field=Field::Whole faults=form.faults />
        <p class="explained" hidden=flag(move || devices.read().is_empty())>
            {tr(
                "A client that is signed out here does not come back by itself. If it may be in somebody else's hands, make another password as well.",
            )}
        </p>
    }
    .into_any()
}

#[component]
fn Device(known: Known, form: Form, device: SipDeviceView) -> impl IntoView {
    let live = expect_context::<Live>();
    let voice = expect_context::<Voice>();
    let SipDeviceView { session, agent, transport, peer, since } = device;
    let agent = if agent.is_empty() { tr("A client without a name").into() } else { agent };
    let name = tr_with("Sign out %1", &[&agent]);
    let told = tr_with("%1 is signed out.", &[&agent]);
    let sign_out = move |_| {
        let told = told.clone();
        form.send(sign_out_sip_device(known.of, session), move |()| {
            voice.show(told);
            known.again();
        });
    };
    let when = local_time::in_full(live.clock.read(), since);
    let ago = text(move || words::ago(live.clock.now(), since));
    view! {
        <li class="switch-row">
            <span>
                {agent}
                <span class="switch-more">
                    {tr_with("%1 from %2, since", &[&transport.to_uppercase(), &peer])} " "
                    {local_time::time(since, Signal::stored(when), ago)}
                </span>
            </span>
            <button type="button" class="button" aria-label=name disabled=form.is_busy() on:click=sign_out>
                {tr("Sign out")}
            </button>
        </li>
    }
    .into_any()
}
