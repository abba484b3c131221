//! Clients register, move to another connection, and leave.

use std::time::Duration;

use chat::{Refused, SignedIn, sip::Device};
use tokio::time::Instant;

use super::{Answer, Bound, Desk, Registering, Restored};
use crate::{
    outbox::{GRACE, Outbox, Parcel, Reach, What},
    registrar::{Begun, Ended, Wish},
};

/// How long a client with a connection is considered present without a renewal from its gateway,
/// and how often the gateway renews it, in seconds.
const LEASE: i64 = 150;
const RENEWED: Duration = Duration::from_secs(60);
/// How often to check whether another process has ended their sessions, for example at the
/// terminal.
const CHECKED: Duration = Duration::from_secs(10);
/// How often a client is probed: without a connection, because its router forgets the mapping
/// otherwise, and with one.
const PROBE_DATAGRAMS: Duration = Duration::from_secs(30);
const PROBE_STREAM: Duration = Duration::from_secs(120);

impl Desk {
    /// Handles a REGISTER. Also returns the clients that are new here.
    pub(super) async fn register(&mut self, registering: Registering) -> (Answer, Vec<[u8; 32]>) {
        let mut new = Vec::new();
        match &registering.wish {
            Wish::Query => {}
            Wish::Clear => {
                for session in self.devices.iter().map(|bound| bound.who.session).collect::<Vec<_>>() {
                    self.end(session, true).await;
                }
            }
            Wish::Change { end, begin } => {
                if !registering.once && begin.iter().any(|begun| self.is_late(begun, &registering)) {
                    return (Answer::of(400, "A later request was here before"), new);
                }
                for ended in end {
                    if let Some(session) = self.session_of(ended) {
                        self.end(session, true).await;
                    }
                }
                for begun in begin {
                    // libpurple reuses its Call-ID after a restart, and then knows nothing any
                    // more.
                    if self.is_late(begun, &registering)
                        && let Some(session) = self.before(begun, &registering).map(|bound| bound.who.session)
                    {
                        self.end(session, false).await;
                    }
                    match self.begin(begun, &registering).await {
                        Ok(Some(session)) => new.push(session),
                        Ok(None) => {}
                        Err(answer) => return (answer, new),
                    }
                }
            }
        }
        (self.contacts(), new)
    }

    /// Restores a client from before a restart. Of the earlier messages it gets only those it has
    /// not received.
    pub(super) async fn restore(&mut self, restored: Restored) {
        let Restored { who, user, device, flow } = restored;
        let left = device.expires_at.millis_since(self.core.sources.now());
        let seconds = u32::try_from(left / 1_000).unwrap_or_default();
        let reach = Reach { flow, contact: device.contact, user, host: device.host };
        let session = who.session;
        if let Err(error) = self.sit_down(&who).await {
            tracing::error!(%error, "the desk of an operator in a SIP client could not be opened");
            return;
        }
        self.bind(who, device.device, reach, (String::new(), 0), seconds, seconds);
        self.greet(session, true).await;
    }

    /// A client has left.
    pub(super) async fn end(&mut self, session: [u8; 32], has_signed_out: bool) {
        let Some(at) = self.devices.iter().position(|bound| bound.who.session == session) else { return };
        let bound = self.devices.remove(at);
        bound.outbox.reach().flow.unregister(session);
        self.watched.retain(|watched| watched.session != session);
        if let Err(error) = self.core.switchboard.sign_out_sip(&bound.who).await {
            tracing::error!(%error, "a SIP client could not be signed out");
        }
        tracing::info!(operator = %self.operator, way = %bound.outbox.reach().flow, "a SIP client has gone");
        if self.devices.iter().all(|bound| bound.is_silent)
            && let Some(console) = self.console.take()
            && has_signed_out
            && self.devices.is_empty()
        {
            console.sign_out();
        }
    }

    /// A client does not answer. While none of the operator's clients answers, the operator is not
    /// available. The clients get what they missed when one is back.
    pub(super) fn falls_silent(&mut self, session: [u8; 32]) {
        if let Some(bound) = self.devices.iter_mut().find(|bound| bound.who.session == session) {
            bound.is_silent = true;
        }
        if self.devices.iter().all(|bound| bound.is_silent) {
            self.console = None;
        }
    }

    /// A silent client answers again.
    pub(super) async fn is_back(&mut self, session: [u8; 32]) {
        let Some(bound) = self.devices.iter_mut().find(|bound| bound.who.session == session) else { return };
        bound.is_silent = false;
        let who = bound.who.clone();
        if let Err(error) = self.sit_down(&who).await {
            tracing::error!(%error, "the desk of an operator in a SIP client could not be opened again");
        }
    }

    /// The client's session was ended elsewhere. It gets nothing more, and its connection is
    /// closed.
    pub(super) async fn throw_out(&mut self, session: [u8; 32]) {
        if let Some(bound) = self.devices.iter().find(|bound| bound.who.session == session) {
            bound.outbox.reach().flow.close();
            self.end(session, true).await;
        }
    }

    /// Does the time-dependent work.
    pub(super) async fn tick(&mut self) {
        let now = Instant::now();
        let mut gone = Vec::new();
        for bound in &mut self.devices {
            let flow = bound.outbox.reach().flow;
            let is_reliable = flow.transport().is_reliable();
            if flow.is_closed() {
                let away = *bound.away.get_or_insert(now);
                if away + GRACE <= now {
                    gone.push(bound.who.session);
                }
            } else if !is_reliable && bound.until <= now {
                gone.push(bound.who.session);
            } else if bound.probe <= now {
                bound.probe = now + if is_reliable { PROBE_STREAM } else { PROBE_DATAGRAMS };
                let from = ("switchboard".to_owned(), String::new());
                // If a message is on its way, its delivery shows as much.
                let _ = bound.outbox.put(Parcel { from, what: What::Probe, about: None });
            }
        }
        for session in gone {
            self.end(session, false).await;
        }
        if self.renew <= now {
            self.renew = now + RENEWED;
            self.renew().await;
        }
        if self.check <= now {
            self.check = now + CHECKED;
            self.check().await;
        }
        self.run_out_watched().await;
    }

    /// Events report sessions that ended in this process or on another node. This finds those that
    /// ended in any other way.
    async fn check(&mut self) {
        for session in self.devices.iter().map(|bound| bound.who.session).collect::<Vec<_>>() {
            match self.core.switchboard.sip_signed_in(session).await {
                Ok(None) => self.throw_out(session).await,
                Ok(Some(_)) => {}
                Err(error) => tracing::error!(%error, "whether a SIP client is signed in could not be read"),
            }
        }
    }

    async fn renew(&self) {
        let has_connection = |bound: &&Bound| bound.outbox.reach().flow.transport().is_reliable();
        let sessions: Vec<_> =
            self.devices.iter().filter(has_connection).map(|bound| bound.who.session).collect();
        if sessions.is_empty() {
            return;
        }
        let until = self.core.sources.now().plus_millis(LEASE * 1_000);
        if let Err(error) = self.core.switchboard.renew_sip(sessions, until).await {
            tracing::error!(%error, "that SIP clients are still there could not be written");
        }
    }

    /// The identity of the client. A client that does not name itself may come from another port,
    /// such as after its router has changed the mapping. While it runs, it registers with the same
    /// Call-ID (RFC 3261, 10.2).
    fn device_of(&self, begun: &Begun, registering: &Registering) -> String {
        let is_same = |bound: &&Bound| bound.call == registering.call;
        let before = self.devices.iter().find(is_same).filter(|_| !begun.is_named);
        before.map_or_else(|| begun.device.clone(), |bound| bound.device.clone())
    }

    /// Whether a later request has already registered the client (RFC 3261, 10.3).
    fn is_late(&self, begun: &Begun, registering: &Registering) -> bool {
        self.before(begun, registering)
            .is_some_and(|bound| bound.call == registering.call && bound.number >= registering.number)
    }

    /// The client, if it is registered.
    fn before(&self, begun: &Begun, registering: &Registering) -> Option<&Bound> {
        let device = self.device_of(begun, registering);
        self.devices.iter().find(|bound| bound.device == device)
    }

    fn session_of(&self, ended: &Ended) -> Option<[u8; 32]> {
        let is_meant = |bound: &&Bound| {
            bound.device == ended.device || (!ended.is_named && bound.outbox.reach().contact == ended.contact)
        };
        self.devices.iter().find(is_meant).map(|bound| bound.who.session)
    }

    /// Registers a client. Returns its session if it is new here.
    async fn begin(&mut self, begun: &Begun, registering: &Registering) -> Result<Option<[u8; 32]>, Answer> {
        let Registering { user, credential, flow, host, agent, .. } = registering;
        let name = self.device_of(begun, registering);
        let holds = if flow.transport().is_reliable() { LEASE } else { i64::from(begun.holds()) };
        let device = Device {
            gateway: self.core.settings.host.clone(),
            transport: flow.transport().name().to_owned(),
            peer: flow.peer().to_string(),
            device: name.clone(),
            contact: begun.contact.clone(),
            host: host.clone(),
            agent: agent.clone(),
            expires_at: self.core.sources.now().plus_millis(holds * 1_000),
        };
        let who = match self.core.switchboard.sign_in_sip(credential, device).await {
            Ok(Ok(who)) => who,
            Ok(Err(Refused::TooMany)) => return Err(Answer::of(403, "Too many clients")),
            Ok(Err(Refused::ShutOut)) => {
                return Err(Answer::of(403, "Signed out by hand; take another password"));
            }
            Ok(Err(_)) => return Err(Answer::of(403, "The password has changed")),
            Err(error) => {
                tracing::error!(%error, "a SIP client could not be signed in");
                return Err(Answer::trouble());
            }
        };
        if let Err(error) = self.sit_down(&who).await {
            tracing::error!(%error, "the desk of an operator in a SIP client could not be opened");
            return Err(Answer::trouble());
        }
        flow.register(user, who.clone());
        let contact = begun.contact.clone();
        let reach = Reach { flow: flow.clone(), contact, user: user.clone(), host: host.clone() };
        let session = who.session;
        let call = (registering.call.clone(), registering.number);
        let is_new = self.bind(who, name, reach, call, begun.granted, begun.holds());
        if is_new {
            tracing::info!(operator = %self.operator, way = %flow, agent, "a SIP client has come");
        }
        Ok(is_new.then_some(session))
    }

    /// Sets where the client is reached from now on. Returns whether it is new here.
    fn bind(
        &mut self,
        who: SignedIn,
        device: String,
        reach: Reach,
        (call, number): (String, u32),
        granted: u32,
        holds: u32,
    ) -> bool {
        let until = Instant::now() + Duration::from_secs(holds.into());
        if let Some(bound) = self.devices.iter_mut().find(|bound| bound.device == device) {
            let before = bound.outbox.reach().flow;
            if !before.is_same(&reach.flow) {
                before.unregister(who.session);
            }
            (bound.who, bound.call, bound.number) = (who, call, number);
            (bound.granted, bound.until, bound.away, bound.is_silent) = (granted, until, None, false);
            bound.outbox.reached(reach);
            return false;
        }
        let probe = Instant::now() + PROBE_DATAGRAMS;
        let (asked, sources) = (self.core.asked.clone(), self.core.sources.clone());
        let outbox = Outbox::start(who.session, reach, asked, sources, self.reports.clone());
        self.devices.push(Bound {
            who,
            device,
            outbox,
            call,
            number,
            granted,
            until,
            away: None,
            is_silent: false,
            probe,
            published: None,
        });
        true
    }

    /// The Contacts of all the operator's clients here, as the clients wrote them.
    fn contacts(&self) -> Answer {
        self.devices.iter().fold(Answer::ok(), |answer, bound| {
            let contact = bound.outbox.reach().contact;
            answer.with("Contact", format!("<{contact}>;expires={}", bound.granted))
        })
    }
}
