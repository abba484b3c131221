//! The *SIP Info* (manual A5): everything that an operator enters in a third-party chat application
//! (manual A16). Operators find their own in the preferences; administrators find anyone's in the
//! profile.
//!
//! | module | holds |
//! |---|---|
//! | [`password`] | the user and the password, which is generated here and shown once |
//! | [`clients`] | instructions for tested clients |
//! | [`devices`] | the signed-in clients |
//! | [`fact`] | a value to enter in a client, to copy |
//! | [`known`] | the SIP Info as last read from the server |

mod clients;
mod devices;
mod fact;
mod known;
mod password;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;
use wire::{
    OperatorId,
    sip::{SipInfo, SipServer},
};

use self::{clients::Clients, devices::Devices, fact::Fact, known::Known, password::Password};
use super::sheet::{self, is_styled};
use crate::{
    drawn::part,
    lazy::{Code, Drawn, lazy},
    live::Live,
    parts::fault::Fault,
    texts::{tr, tr_with},
};

/// Loaded when first opened.
pub(crate) const CODE: Code = Code { name: "sip_info", load: || Box::pin(load()) };

/// Polling interval for the signed-in clients, in seconds.
const PAUSE: i64 = 5;

#[component]
pub(crate) fn SipInfoView(of: OperatorId) -> impl IntoView {
    lazy(CODE, move || Box::pin(page(of)))
}

#[wasm_split(sip_info, preload(load), fallible)]
fn page(of: OperatorId) -> Drawn {
    Ok(view! { <Page of /> }.into_any())
}

#[component]
fn Page(of: OperatorId) -> impl IntoView {
    let live = expect_context::<Live>();
    let known = Known { of, info: RwSignal::new(None) };
    // While it is open, an operator who signs in with their phone sees that it works.
    Effect::new(move |before: Option<i64>| {
        let round = live.clock.now().0 / (PAUSE * 1_000);
        if before != Some(round) {
            known.again();
        }
        round
    });
    let is_styled = is_styled(sheet::ADMINISTRATION);
    // Redrawn only when the kind of content changes, so that polling does not make the page jump.
    let state = Memo::new(move |_| known.info.with(State::of));
    part(move || match state.get() {
        _ if !is_styled.get() => ().into_any(),
        State::Unknown => view! {
            <p class="quiet-note is-slow" role="status">
                {tr("Loading…")}
            </p>
        }
        .into_any(),
        State::Trouble(words) => view! {
            <p class="field-error" role="alert">
                {words}
            </p>
        }
        .into_any(),
        State::Off => view! { <Off /> }.into_any(),
        State::On(server) => view! { <On known server=*server /> }.into_any(),
    })
}

#[derive(Clone, PartialEq)]
enum State {
    Unknown,
    Trouble(String),
    Off,
    On(Box<SipServer>),
}

impl State {
    fn of(info: &Option<Result<Option<SipInfo>, Fault>>) -> State {
        match info {
            None => State::Unknown,
            Some(Err(fault)) => State::Trouble(fault.words.clone()),
            Some(Ok(None)) => State::Off,
            Some(Ok(Some(info))) => State::On(Box::new(info.server.clone())),
        }
    }
}

#[component]
fn Off() -> impl IntoView {
    view! {
        <p>
            {tr("Chats can be answered in an ordinary SIP client as well, on a telephone for instance. That is not switched on here.")}
        </p>
        <p class="explained sip-off">
            {tr("Whoever runs the server does it with the setting")} " " <code>"SWITCHBOARD_SIP_HOST"</code>
            {tr("; docs/SIP.md says more.")}
        </p>
    }
    .into_any()
}

#[component]
fn On(known: Known, server: SipServer) -> impl IntoView {
    let at = server.clone();
    view! {
        <p class="explained">
            {tr(
                "With these an ordinary SIP client signs in, such as Linphone or Pidgin. Whoever is signed in there counts as online, gets requests and \
                 messages, and answers them; all of it is in the console as well.",
            )}
        </p>
        <ServerFacts server />
        <Password known />
        <Devices known />
        <Clients known server=at />
    }
    .into_any()
}

#[component]
fn ServerFacts(server: SipServer) -> impl IntoView {
    let SipServer { host, udp, tcp, tls, websocket } = server;
    let ports = [
        ("TLS", tls, tr("encrypted: take it if your client can")),
        ("TCP", tcp, tr("not encrypted")),
        ("UDP", udp, tr("not encrypted")),
    ];
    let ports = ports.into_iter().filter_map(|(transport, port, more)| {
        let value = port?.to_string();
        let name = tr_with("Port for %1", &[&transport]);
        let it = tr_with("The port for %1", &[&transport]);
        Some(view! { <Fact name it value more /> })
    });
    view! {
        <dl class="facts sip-facts">
            <Fact
                name=tr("Server")
                it=tr("The server")
                value=host
                more=tr("also called domain, registrar or proxy")
            />
            {ports.collect_view()}
            {websocket
                .map(|value| {
                    view! {
                        <Fact
                            name="WebSocket"
                            it=tr("The address for WebSocket")
                            value
                            more=tr("for clients that run in a browser")
                        />
                    }
                })}
        </dl>
    }
    .into_any()
}
