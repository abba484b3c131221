//! Presence (RFC 3856, 6665): clients subscribe to visitors and colleagues, and publish their
//! operator's status (RFC 3903).

use chat::{SignedIn, sip::Subject};
use tokio::time::{Duration, Instant};
use wire::{OperatorId, VisitorId};

use super::{Answer, Desk, Published, Subscribing};
use crate::{
    message::Message,
    name,
    outbox::{Parcel, What},
    presence::{self, PIDF},
};

/// The maximum number of subscriptions of an operator's clients.
const MOST: usize = 300;
/// The longest expiry of a subscription, in seconds.
const LONGEST: u32 = 3_600;
const USUAL: u32 = 3_600;

/// A subscription of a client.
pub(super) struct Watched {
    pub(super) session: [u8; 32],
    whom: Subject,
    call: String,
    /// The client's end: its From, and its Contact.
    client: String,
    contact: String,
    /// Our end: the address it subscribed to, and our tag.
    address: String,
    tag: String,
    /// The CSeq of our latest request in it.
    number: u32,
    until: Instant,
}

impl Desk {
    /// Starts, refreshes or ends a subscription. The present state is sent at once, as RFC 6665
    /// requires.
    pub(super) async fn subscribe(&mut self, who: &SignedIn, asked: Subscribing) -> Answer {
        let seconds = asked.seconds.unwrap_or(USUAL).min(LONGEST);
        let at = self.watched.iter().position(|watched| {
            watched.session == who.session
                && watched.call == asked.call
                && Some(&watched.tag) == asked.known_tag.as_ref()
        });
        let until = Instant::now() + Duration::from_secs(seconds.into());
        let at = match (at, &asked.known_tag) {
            (Some(at), _) => at,
            (None, Some(_)) => return Answer::of(481, "There is no such subscription"),
            (None, None) => {
                let whom = match name::alias_of(&asked.to) {
                    Some(alias) => self.core.switchboard.sip_subject(self.account, alias).await,
                    None => Ok(None),
                };
                let whom = match whom {
                    Ok(Some(whom)) => whom,
                    Ok(None) => return Answer::of(404, "Nobody is called so"),
                    Err(error) => {
                        tracing::error!(%error, "whom a SIP client subscribes to could not be read");
                        return Answer::trouble();
                    }
                };
                if self.watched.len() >= MOST {
                    return Answer::of(403, "Too many subscriptions");
                }
                self.watched.push(Watched {
                    session: who.session,
                    whom,
                    call: asked.call,
                    client: asked.from,
                    contact: String::new(),
                    address: asked.address,
                    tag: asked.new_tag,
                    number: 0,
                    until,
                });
                self.watched.len() - 1
            }
        };
        (self.watched[at].contact, self.watched[at].until) = (asked.contact, until);
        self.notify(at).await;
        if seconds == 0 {
            self.watched.remove(at);
        }
        Answer::ok().with("Expires", seconds.to_string()).with("Contact", self.own_contact(who.session))
    }

    /// A client publishes its operator's status. Clients repeat it regularly. Only a change counts,
    /// because a repetition would undo a status that the operator set elsewhere.
    pub(super) async fn publish(&mut self, who: &SignedIn, asked: Published) -> Answer {
        let (tag, seconds) = (self.core.token(), asked.seconds.unwrap_or(USUAL).min(LONGEST));
        let Some(bound) = self.devices.iter_mut().find(|bound| bound.who.session == who.session) else {
            return Answer::of(403, "Register first");
        };
        let before = bound.published.take();
        if let Some(replaces) = &asked.replaces
            && before.as_ref().is_none_or(|(tag, _)| tag != replaces)
        {
            bound.published = before;
            return Answer::of(412, "Conditional Request Failed");
        }
        let said_before = before.and_then(|(_, status)| status);
        let says = match &asked.document {
            Some(document) => match presence::status_of(document) {
                Some(status) => Some(status),
                None => return Answer::of(400, "Nothing is said of anybody"),
            },
            None => said_before,
        };
        if seconds > 0 {
            bound.published = Some((tag.clone(), says));
        }
        if let Some(status) = says
            && says != said_before
            && seconds > 0
            && let Err(error) = self.core.switchboard.set_status(who, status).await
        {
            tracing::error!(%error, "what an operator says of himself could not be stored");
            return Answer::trouble();
        }
        Answer::ok().with("SIP-ETag", tag).with("Expires", seconds.to_string())
    }

    /// A visitor arrived or left.
    pub(super) async fn visitor_is(&mut self, visitor: VisitorId) {
        self.tell_watching(Subject::Visitor(visitor)).await;
    }

    /// A colleague became available or unavailable.
    pub(super) async fn colleague_is(&mut self, operator: OperatorId) {
        self.tell_watching(Subject::Colleague(operator)).await;
    }

    pub(super) async fn tell_everybody_watched(&mut self) {
        for at in 0..self.watched.len() {
            self.notify(at).await;
        }
    }

    /// Ends the subscriptions that have expired.
    pub(super) async fn run_out_watched(&mut self) {
        let now = Instant::now();
        while let Some(at) = self.watched.iter().position(|watched| watched.until <= now) {
            self.notify(at).await;
            self.watched.remove(at);
        }
    }

    /// A client does not know a subscription any more (RFC 6665, 4.2.2).
    pub(super) fn unwatch(&mut self, call: &str) {
        self.watched.retain(|watched| watched.call != call);
    }

    async fn tell_watching(&mut self, whom: Subject) {
        for at in 0..self.watched.len() {
            if self.watched[at].whom == whom {
                self.notify(at).await;
            }
        }
    }

    /// Sends a client the present state of a subscription.
    async fn notify(&mut self, at: usize) {
        let Some(watched) = self.watched.get_mut(at) else { return };
        watched.number += 1;
        let left = watched.until.saturating_duration_since(Instant::now()).as_secs();
        let is_there = match watched.whom {
            Subject::Visitor(visitor) => self.visitors.contains_key(&visitor),
            Subject::Colleague(operator) => {
                self.colleagues.iter().any(|one| one.id == operator && one.status.is_some())
            }
        };
        let state = match left {
            0 => "terminated;reason=timeout".to_owned(),
            left => format!("active;expires={left}"),
        };
        let session = watched.session;
        let notify = Message::request("NOTIFY", &watched.contact)
            .with("Max-Forwards", "70")
            .with("From", format!("<{}>;tag={}", watched.address, watched.tag))
            .with("To", &watched.client)
            .with("Call-ID", &watched.call)
            .with("CSeq", format!("{} NOTIFY", watched.number))
            .with("Event", "presence")
            .with("Subscription-State", state)
            .with_body(PIDF, presence::document(&watched.address, is_there));
        let notify = notify.with("Contact", self.own_contact(session));
        let from = (String::new(), String::new());
        let parcel = Parcel { from, what: What::Notify(Box::new(notify)), about: None };
        // A loop over subscriptions must not remove any, so a full outbox is handled with the next
        // message.
        if let Some(bound) = self.devices.iter().find(|bound| bound.who.session == session) {
            let _ = bound.outbox.put(parcel);
        }
    }

    /// Our Contact for requests within a subscription, on the client's connection.
    fn own_contact(&self, session: [u8; 32]) -> String {
        let bound = self.devices.iter().find(|bound| bound.who.session == session);
        bound.map(|bound| bound.outbox.reach().flow.own_contact()).unwrap_or_default()
    }
}
