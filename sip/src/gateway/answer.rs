//! Each request gets an answer, and each repetition gets the same one.

use std::sync::Arc;

use chat::SignedIn;
use tokio::sync::oneshot;
use wire::OperatorId;

use super::prove::{Proof, Unproven};
use crate::{
    body::{self, ACCEPT, Unread},
    desk::{Answer, Published, Registering, Said, Subscribing, ToDesk, Writer},
    exchange::Before,
    field::{Address, CSeq, Uri, Via},
    flow::Flow,
    ids::Ids,
    lock::lock,
    message::Message,
    name,
    registrar::{self, Wish},
    state::Core,
};

/// The methods that clients may use.
const ALLOW: &str = "REGISTER, MESSAGE, OPTIONS, SUBSCRIBE, PUBLISH, NOTIFY, INVITE, ACK, CANCEL, BYE";
/// The longest user agent that is stored, in characters.
const LONGEST_AGENT: usize = 80;

impl Core {
    pub(super) async fn hear(self: &Arc<Core>, message: Message, flow: &Flow) {
        if message.code().is_some() {
            return self.asked.heard(message, flow);
        }
        self.answer(message, flow).await;
    }

    /// Refuses an incomplete request, such as a truncated datagram.
    pub(super) async fn refuse_cut(&self, message: Message, flow: &Flow) {
        if let Some(request) = stamped(message, flow)
            && request.method() != Some("ACK")
        {
            let answer = Message::answer(&request, 400, "The message is not whole", &self.token());
            let _ = flow.send(answer.to_bytes()).await;
        }
    }

    async fn answer(self: &Arc<Core>, message: Message, flow: &Flow) {
        let Some(request) = stamped(message, flow) else { return };
        // An ACK has no answer.
        if request.method() == Some("ACK") {
            return;
        }
        flow.note_agent(request.field("User-Agent").unwrap_or_default());
        let before = lock(&self.answers).before(&request, flow);
        let bytes = match before {
            Before::UnderWay => return,
            Before::Answered(bytes) => bytes,
            Before::Nothing(key) => {
                let tag = self.token();
                let answer = self.decide(&request, flow, &tag).await;
                let mut message =
                    Message::answer(&request, answer.code, answer.reason, &tag).with("Server", "Switchboard");
                for (name, value) in answer.fields {
                    message = message.with(name, value);
                }
                let bytes = message.to_bytes();
                match answer.code {
                    401 => lock(&self.answers).forget(&key),
                    _ => lock(&self.answers).answered(&key, &bytes),
                }
                bytes
            }
        };
        // The client may have gone.
        let _ = flow.send(bytes).await;
        if request.method() == Some("REGISTER") {
            tracing::debug!(way = %flow, "a SIP client has asked to be registered");
        }
    }

    async fn decide(self: &Arc<Core>, request: &Message, flow: &Flow, tag: &str) -> Answer {
        let method = request.method().unwrap_or_default();
        if let Err(wrong) = check(request) {
            return wrong;
        }
        match method {
            "OPTIONS" => Answer::ok().with("Allow", ALLOW).with("Accept", ACCEPT),
            "REGISTER" | "MESSAGE" | "SUBSCRIBE" | "PUBLISH" => match self.prove(request, flow).await {
                Ok(proof) => self.do_for(proof, request, flow, tag).await,
                Err(Unproven::Challenge(challenge)) => {
                    Answer::of(401, "Unauthorized").with("WWW-Authenticate", challenge)
                }
                Err(Unproven::Forbidden(why)) => Answer::of(403, why),
                Err(Unproven::Trouble) => Answer::trouble(),
            },
            // Voice calls are not supported.
            "INVITE" => Answer::of(488, "Messages only"),
            "CANCEL" | "BYE" | "NOTIFY" => Answer::of(481, "There is no such call"),
            _ => Answer::of(405, "Method Not Allowed").with("Allow", ALLOW),
        }
    }

    /// Carries out an authenticated request.
    async fn do_for(self: &Arc<Core>, proof: Proof, request: &Message, flow: &Flow, tag: &str) -> Answer {
        let method = request.method().unwrap_or_default();
        if method == "REGISTER" {
            return match proof {
                Proof::Password { user, credential, once } => {
                    let registering = match registering(user, credential, once, request, flow) {
                        Ok(registering) => registering,
                        Err(answer) => return answer,
                    };
                    let (account, operator) =
                        (registering.credential.account, registering.credential.operator);
                    let (reply, answer) = oneshot::channel();
                    let what = ToDesk::Register(Box::new(registering), reply);
                    self.to_desk(account, operator, what).await;
                    answer.await.unwrap_or_else(|_| Answer::trouble())
                }
                Proof::Connection(_) => Answer::trouble(),
            };
        }
        let (operator, writer) = match proof {
            Proof::Password { credential, .. } => (credential.operator, Writer::Way(flow.clone())),
            Proof::Connection(SignedIn { operator, session, .. }) => (operator, Writer::Session(session)),
        };
        let Some(desk) = self.desk_of(operator) else { return Answer::of(403, "Register first") };
        let (reply, answer) = oneshot::channel();
        let what = match method {
            "MESSAGE" => match said(operator, request, flow) {
                Ok(said) => ToDesk::Said(writer, said, reply),
                Err(answer) => return answer,
            },
            "SUBSCRIBE" => match subscribing(request, tag) {
                Ok(subscribing) => ToDesk::Subscribe(writer, subscribing, reply),
                Err(answer) => return answer,
            },
            _ => match published(request) {
                Ok(published) => ToDesk::Publish(writer, published, reply),
                Err(answer) => return answer,
            },
        };
        match desk.send(what).await {
            Ok(()) => answer.await.unwrap_or_else(|_| Answer::trouble()),
            // It ended just now.
            Err(_) => Answer::of(403, "Register first"),
        }
    }
}

/// The request with its real source in its Via; none if no answer can be sent.
fn stamped(mut request: Message, flow: &Flow) -> Option<Message> {
    let via = Via::stamped(request.field("Via")?, flow.peer())?;
    request.replace("Via", &via);
    request.method().is_some().then_some(request)
}

/// Checks what every request must have (RFC 3261, 8.1.1 and 8.2).
fn check(request: &Message) -> Result<(), Answer> {
    let bad = |why| Err(Answer::of(400, why));
    let method = request.method().unwrap_or_default();
    let address = |name| request.field(name).and_then(Address::read);
    if address("From").is_none() || address("To").is_none() {
        return bad("From or To is missing");
    }
    if request.field("Call-ID").is_none_or(str::is_empty) {
        return bad("Call-ID is missing");
    }
    if request.field("CSeq").and_then(CSeq::read).is_none_or(|cseq| cseq.method != method) {
        return bad("CSeq is not of this request");
    }
    let hops = request.field("Max-Forwards").map_or(Ok(70), str::parse::<u32>);
    match hops {
        Err(_) => return bad("Max-Forwards is no number"),
        Ok(0) if method != "OPTIONS" => return Err(Answer::of(483, "Too Many Hops")),
        Ok(_) => {}
    }
    let required: Vec<_> = request.fields("Require").collect();
    let unknown = |tag: &&str| !matches!(tag.trim(), "outbound" | "");
    let unknown: Vec<_> =
        required.iter().flat_map(|tags| tags.split(',')).filter(unknown).map(str::trim).collect();
    if !unknown.is_empty() && method != "CANCEL" {
        return Err(Answer::of(420, "Bad Extension").with("Unsupported", unknown.join(", ")));
    }
    Ok(())
}

fn registering(
    user: String,
    credential: chat::sip::Credential,
    once: bool,
    request: &Message,
    flow: &Flow,
) -> Result<Registering, Answer> {
    let to = request.field("To").and_then(Address::read).and_then(|to| Uri::read(&to.uri));
    let to = to.ok_or(Answer::of(400, "To is no SIP address"))?;
    if to.user.as_deref().map(str::to_lowercase).as_deref() != Some(&user) {
        return Err(Answer::of(403, "To is somebody else"));
    }
    let wish = Wish::read(request, flow).map_err(|bad| match bad {
        registrar::Bad::TooBrief(least) => {
            Answer::of(423, "Interval Too Brief").with("Min-Expires", least.to_string())
        }
        registrar::Bad::Malformed => Answer::of(400, "Contact or Expires is wrong"),
    })?;
    let agent = request.field("User-Agent").unwrap_or("SIP client");
    Ok(Registering {
        user,
        credential,
        once,
        wish,
        flow: flow.clone(),
        host: to.host,
        agent: agent.chars().take(LONGEST_AGENT).collect(),
        call: request.field("Call-ID").unwrap_or_default().to_owned(),
        number: request.field("CSeq").and_then(CSeq::read).map_or(0, |cseq| cseq.number),
    })
}

/// The recipient of a request: the user part of its address.
fn target(request: &Message) -> Result<String, Answer> {
    let crate::message::Start::Request { uri, .. } = &request.start else { return Err(Answer::trouble()) };
    let uri = Uri::read(uri).ok_or(Answer::of(416, "Only sip: addresses are known"))?;
    uri.user.ok_or(Answer::of(404, "Nobody is called so"))
}

fn said(operator: OperatorId, request: &Message, flow: &Flow) -> Result<Said, Answer> {
    let to = name::alias_of(&target(request)?).ok_or(Answer::of(404, "Nobody is called so"))?;
    let what = body::read(request).map_err(|unread| match unread {
        Unread::Kind => Answer::of(415, "Unsupported Media Type").with("Accept", ACCEPT),
        Unread::Encoding => Answer::of(415, "Unsupported Media Type").with("Accept-Encoding", "identity"),
        Unread::Broken => Answer::of(400, "The body is not what it says it is"),
    })?;
    Ok(Said { to, what, ids: Ids::of(operator, request, flow) })
}

fn subscribing(request: &Message, tag: &str) -> Result<Subscribing, Answer> {
    check_event(request)?;
    let read = |name| request.field(name).and_then(Address::read);
    let (Some(from), Some(to), Some(contact)) = (read("From"), read("To"), read("Contact")) else {
        return Err(Answer::of(400, "Contact is missing"));
    };
    if from.tag().is_none() {
        return Err(Answer::of(400, "From has no tag"));
    }
    Ok(Subscribing {
        to: target(request)?,
        seconds: seconds(request, "Expires")?,
        call: request.field("Call-ID").unwrap_or_default().to_owned(),
        from: request.field("From").unwrap_or_default().to_owned(),
        address: to.uri.clone(),
        known_tag: to.tag().map(str::to_owned),
        new_tag: tag.to_owned(),
        contact: contact.uri,
    })
}

fn published(request: &Message) -> Result<Published, Answer> {
    check_event(request)?;
    let document = match request.body.is_empty() {
        true => None,
        false => Some(
            String::from_utf8(request.body.clone()).map_err(|_| Answer::of(400, "The body is no text"))?,
        ),
    };
    Ok(Published {
        document,
        seconds: seconds(request, "Expires")?,
        replaces: request.field("SIP-If-Match").map(str::to_owned),
    })
}

fn check_event(request: &Message) -> Result<(), Answer> {
    let event = request.field("Event").and_then(|event| event.split(';').next()).unwrap_or_default();
    match event.trim().eq_ignore_ascii_case("presence") {
        true => Ok(()),
        false => Err(Answer::of(489, "Bad Event").with("Allow-Events", "presence")),
    }
}

fn seconds(request: &Message, name: &str) -> Result<Option<u32>, Answer> {
    let text = request.field(name).map(str::trim);
    text.map(|text| text.parse().map_err(|_| Answer::of(400, "Expires is no number"))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::Transport;

    fn request(method: &str) -> Message {
        Message::request(method, "sip:visitor-7@chat.example")
            .with("Via", "SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK1")
            .with("From", "<sip:ann@chat.example>;tag=1")
            .with("To", "<sip:visitor-7@chat.example>")
            .with("Call-ID", "c")
            .with("CSeq", format!("1 {method}"))
    }

    #[test]
    fn what_a_request_lacks_is_told() {
        assert!(check(&request("OPTIONS")).is_ok());
        let code = |request: &Message| check(request).unwrap_err().code;
        assert_eq!(code(&Message::request("OPTIONS", "sip:x")), 400);
        assert_eq!(code(&request("OPTIONS").with("Require", "outbound, 100rel")), 420);
        assert_eq!(code(&request("MESSAGE").with("Max-Forwards", "0")), 483);
        assert_eq!(code(&request("MESSAGE").with("Max-Forwards", "x")), 400);
        let mut other = request("MESSAGE");
        other.replace("CSeq", "1 OPTIONS");
        assert_eq!(code(&other), 400);
    }

    #[tokio::test]
    async fn whom_a_message_is_for_is_read_from_its_address() {
        let (ann, flow) = (OperatorId(uuid::Uuid::nil()), Flow::for_test(Transport::Tcp).0);
        let read = |uri: &str| {
            let request = Message::request("MESSAGE", uri).with_body("text/plain", "x");
            said(ann, &request, &flow).map(|said| said.to).map_err(|answer| answer.code)
        };
        assert_eq!(read("sip:visitor-7@chat.example"), Ok(chat::sip::Alias::Visitor(7)));
        assert_eq!(read("sip:ben@chat.example"), Err(404));
        assert_eq!(read("sip:chat.example"), Err(404));
        assert_eq!(read("tel:+1"), Err(416));
        let image = Message::request("MESSAGE", "sip:visitor-7@x").with_body("image/png", "x");
        let refused = said(ann, &image, &flow).unwrap_err();
        assert_eq!((refused.code, refused.fields), (415, vec![("Accept", ACCEPT.to_owned())]));
    }
}
