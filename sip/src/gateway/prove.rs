//! Authenticates clients. Any request may be challenged, not only a registration. The exception is
//! a message on a connection with a registration: whoever writes there is whoever registered it.
//! Renewing the registration needs a new proof.

use chat::{
    SECURITY, SignedIn,
    limits::{Guesser, Rarely},
    sip::Credential,
};

use crate::{
    digest::{Authorization, Verdict},
    field::{Address, Uri},
    flow::Flow,
    lock::lock,
    message::Message,
    registrar::Wish,
    state::Core,
};

/// The proof of an identity.
pub(super) enum Proof {
    /// The client knows the password. `once`: the proof cannot be a replay.
    Password { user: String, credential: Credential, once: bool },
    /// The client is registered on this connection.
    Connection(SignedIn),
}

/// What a client gets without a valid proof.
pub(super) enum Unproven {
    /// 401 with this challenge.
    Challenge(String),
    Forbidden(&'static str),
    /// 503: the database failed.
    Trouble,
}

impl Core {
    pub(super) async fn prove(&self, request: &Message, flow: &Flow) -> Result<Proof, Unproven> {
        let method = request.method().unwrap_or_default();
        let from = request.field("From").and_then(Address::read).and_then(|from| Uri::read(&from.uri));
        let user = from.and_then(|from| from.user).unwrap_or_default().to_lowercase();
        let signs_out = method == "REGISTER" && Wish::read(request, flow).is_ok_and(|wish| wish.signs_out());
        if let Some(who) = flow.registered_as(&user) {
            if method != "REGISTER" {
                return Ok(Proof::Connection(who));
            }
            if signs_out && let Some(credential) = self.credential(&user).await? {
                return Ok(Proof::Password { user, credential, once: false });
            }
        }
        let realm = self.switchboard.sip_realm();
        let given = request
            .fields("Authorization")
            .filter_map(Authorization::read)
            .find(|given| given.realm == realm);
        let Some(given) = given else { return Err(self.challenge(flow, false)) };
        let (address, name, now) = (flow.peer().ip(), given.user.to_lowercase(), self.sources.now());
        let guesser = Guesser::Program(address, &name);
        if lock(&self.guesses).begin(guesser, now).is_err() {
            static THROTTLED: Rarely = Rarely::new();
            if let Some(count) = THROTTLED.happens() {
                tracing::warn!(target: SECURITY, event = "sip_throttled", %address, count, "too many wrong SIP passwords");
            }
            return Err(Unproven::Forbidden("Too many tries"));
        }
        let credential = match self.credential(&name).await {
            Ok(credential) => credential,
            Err(trouble) => {
                lock(&self.guesses).give_back(guesser);
                return Err(trouble);
            }
        };
        let ha1 = credential.as_ref().map(|credential| credential.ha1.as_str());
        let verdict = lock(&self.nonces).check(&given, method, ha1, address, now);
        if verdict == Verdict::Wrong {
            tracing::warn!(target: SECURITY, event = "sip_refused", %address, "wrong SIP user or password");
            if let Some(credential) = &credential {
                self.switchboard.note_sip_guess(credential, address);
            }
        } else {
            lock(&self.guesses).give_back(guesser);
        }
        match (verdict, credential) {
            (Verdict::Right, Some(credential)) if user == name => {
                Ok(Proof::Password { user, credential, once: given.is_good_once() })
            }
            (Verdict::Stale, Some(credential))
                if user == name && signs_out && lock(&self.nonces).are_known_to(&given, address, now) =>
            {
                Ok(Proof::Password { user, credential, once: false })
            }
            (Verdict::Right, Some(_)) => Err(Unproven::Forbidden("From is somebody else")),
            (Verdict::Stale | Verdict::Unknown, _) => Err(self.challenge(flow, true)),
            (Verdict::Wrong | Verdict::Right, _) => Err(self.challenge(flow, false)),
        }
    }

    async fn credential(&self, user: &str) -> Result<Option<Credential>, Unproven> {
        self.switchboard.sip_credential(user).await.map_err(|error| {
            tracing::error!(%error, "a SIP password could not be looked up");
            Unproven::Trouble
        })
    }

    fn challenge(&self, flow: &Flow, stale: bool) -> Unproven {
        let (realm, address, now) = (self.switchboard.sip_realm(), flow.peer().ip(), self.sources.now());
        Unproven::Challenge(lock(&self.nonces).challenge(realm, address, stale, self.sources.bytes(), now))
    }
}
