//! Instructions for tested clients; docs/SIP.md lists what each of them can do.

use leptos::prelude::*;
use wire::sip::SipServer;

use super::known::Known;
use crate::{
    drawn::part,
    texts::{tr, tr_with},
};

#[component]
pub(super) fn Clients(known: Known, server: SipServer) -> impl IntoView {
    let user = Memo::new(move |_| known.with(|info| info.user.clone()).flatten());
    let all = Guide::ALL.map(|guide| {
        let server = server.clone();
        let steps = part(move || {
            let user = user.get().unwrap_or_else(|| tr("USER").into());
            let steps = guide.steps(&server, &user).into_iter().map(|step| match step {
                Step::Do(words) => view! { <li>{words}</li> }.into_any(),
                Step::Enter(name, value) => view! {
                    <li>
                        {tr_with("%1:", &[&name])} " " <code>{value}</code>
                    </li>
                }
                .into_any(),
            });
            view! { <ol class="sip-steps">{steps.collect_view()}</ol> }.into_any()
        });
        view! {
            <details class="more">
                <summary>{guide.name()}</summary>
                {steps}
            </details>
        }
    });
    view! {
        <h3 class="sip-head">{tr("How a client is set up")}</h3>
        <p class="explained">
            {tr("Each visitor is a conversation of their own there.")} " " <code>"/a"</code> " " {tr("takes a request,")} " "
            <code>"/t Carla"</code> " " {tr("offers the chat to Carla, and everything else goes to the visitor.")}
        </p>
        <div class="sip-clients">{all.into_iter().collect_view()}</div>
    }
    .into_any()
}

#[derive(Clone, Copy)]
enum Guide {
    Linphone,
    Pidgin,
    Baresip,
    Browser,
    Others,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Do(String),
    /// Enter this value in the field with that name.
    Enter(&'static str, String),
}

/// The best available transport and its port.
fn best(server: &SipServer) -> Option<(&'static str, u16)> {
    [("tls", server.tls), ("tcp", server.tcp), ("udp", server.udp)]
        .into_iter()
        .find_map(|(transport, port)| Some((transport, port?)))
}

impl Guide {
    const ALL: [Guide; 5] = [Guide::Linphone, Guide::Pidgin, Guide::Baresip, Guide::Browser, Guide::Others];

    fn name(self) -> &'static str {
        match self {
            Guide::Linphone => "Linphone",
            Guide::Pidgin => tr("Pidgin or Finch"),
            Guide::Baresip => "baresip",
            Guide::Browser => tr("A client in the browser"),
            Guide::Others => tr("Another client"),
        }
    }

    fn steps(self, server: &SipServer, user: &str) -> Vec<Step> {
        let host = &server.host;
        let only_websocket = || {
            vec![Step::Do(tr("This server takes SIP over WebSocket alone, which it does not speak.").into())]
        };
        match self {
            Guide::Linphone => match best(server) {
                None => only_websocket(),
                Some((transport, port)) => vec![
                    Step::Do(tr("Choose to sign in with a SIP account of somebody else.").into()),
                    Step::Enter(tr("Username"), user.into()),
                    Step::Enter(tr("Domain"), host.clone()),
                    Step::Enter(tr("Transport"), transport.to_uppercase()),
                    Step::Enter(
                        tr("Proxy, in the account's settings"),
                        format!("sip:{host}:{port};transport={transport}"),
                    ),
                ],
            },
            Guide::Pidgin => match [("TCP", server.tcp), ("UDP", server.udp)]
                .into_iter()
                .find_map(|(name, port)| Some((name, port?)))
            {
                None => {
                    vec![Step::Do(tr("It speaks SIP over TCP and UDP alone, which are not open here.").into())]
                }
                Some((transport, port)) => vec![
                    Step::Do(tr("Add an account with the protocol SIMPLE.").into()),
                    Step::Enter(tr("Username"), user.into()),
                    Step::Enter(tr("Server"), host.clone()),
                    Step::Enter(tr("Server port, under Advanced"), port.to_string()),
                    Step::Do(match transport {
                        "TCP" => tr("Leave “Use UDP” unticked.").into(),
                        _ => tr("Tick “Use UDP”.").into(),
                    }),
                    Step::Do(tr("It keeps what begins with a slash for itself: write .a and .t Carla.").into()),
                    Step::Do(tr("It shows visitors by their addresses, such as visitor-1; the name stands in the first line.").into()),
                ],
            },
            Guide::Baresip => match best(server) {
                None => only_websocket(),
                Some((transport, port)) => vec![
                    Step::Enter(
                        tr("A line of the file accounts"),
                        format!(
                            "<sip:{user}@{host};transport={transport}>;auth_pass={};outbound=\"sip:{host}:{port};transport={transport}\"",
                            tr("PASSWORD"),
                        ),
                    ),
                    Step::Enter(tr("A line of the file contacts, for each person to write to"), format!("<sip:visitor-1@{host}>")),
                ],
            },
            Guide::Browser => match &server.websocket {
                None => vec![Step::Do(tr("SIP over WebSocket is not open here.").into())],
                Some(address) => vec![
                    Step::Enter("WebSocket", address.clone()),
                    Step::Enter(tr("SIP address"), format!("sip:{user}@{host}")),
                ],
            },
            Guide::Others => vec![
                Step::Enter(tr("SIP address"), format!("sip:{user}@{host}")),
                Step::Enter(
                    tr("Registrar and outbound proxy"),
                    match best(server) {
                        Some((transport, port)) => format!("sip:{host}:{port};transport={transport}"),
                        None => server.websocket.clone().unwrap_or_default(),
                    },
                ),
                Step::Enter(tr("User for authentication"), user.into()),
                Step::Do(
                    tr("It must be able to send and receive instant messages (SIP MESSAGE, RFC 3428).").into(),
                ),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> SipServer {
        SipServer {
            host: "chat.example.org".into(),
            udp: Some(5060),
            tcp: Some(5070),
            tls: Some(5061),
            websocket: Some("wss://chat.example.org/sip".into()),
        }
    }

    fn entered(guide: Guide, server: &SipServer) -> String {
        format!("{:?}", guide.steps(server, "ben-abcde"))
    }

    #[test]
    fn the_encrypted_way_is_told_where_there_is_one() {
        assert!(entered(Guide::Linphone, &server()).contains("sip:chat.example.org:5061;transport=tls"));
        let plain = SipServer { tls: None, tcp: None, ..server() };
        assert!(entered(Guide::Linphone, &plain).contains("sip:chat.example.org:5060;transport=udp"));
        // It has no TLS.
        assert!(entered(Guide::Pidgin, &server()).contains("5070"));
    }

    #[test]
    fn who_offers_websocket_alone_says_so() {
        let bare = SipServer { udp: None, tcp: None, tls: None, ..server() };
        for guide in [Guide::Linphone, Guide::Baresip] {
            assert!(entered(guide, &bare).contains("WebSocket alone"));
        }
        assert!(entered(Guide::Others, &bare).contains("wss://chat.example.org/sip"));
    }
}
