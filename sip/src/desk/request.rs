//! Requests to a desk and its answers.

use chat::{
    SignedIn,
    sip::{Alias, Credential, Device},
};
use tokio::sync::oneshot;

use crate::{body::Body, flow::Flow, ids::Ids, registrar::Wish};

pub(crate) enum ToDesk {
    Register(Box<Registering>, oneshot::Sender<Answer>),
    /// Restores a client without a connection from before a restart.
    Restore(Box<Restored>),
    Said(Writer, Said, oneshot::Sender<Answer>),
    Subscribe(Writer, Subscribing, oneshot::Sender<Answer>),
    Publish(Writer, Published, oneshot::Sender<Answer>),
}

/// An authenticated client registers.
pub(crate) struct Registering {
    pub(crate) user: String,
    pub(crate) credential: Credential,
    pub(crate) wish: Wish,
    pub(crate) flow: Flow,
    /// Our host, as the operator entered it.
    pub(crate) host: String,
    pub(crate) agent: String,
    /// The proof cannot be a replay.
    pub(crate) once: bool,
    /// The Call-ID and the CSeq, which order requests.
    pub(crate) call: String,
    pub(crate) number: u32,
}

pub(crate) struct Restored {
    pub(crate) who: SignedIn,
    pub(crate) user: String,
    pub(crate) device: Device,
    pub(crate) flow: Flow,
}

/// Which of the operator's clients sends.
#[derive(Clone)]
pub(crate) enum Writer {
    Session([u8; 32]),
    /// The client reached over this flow.
    Way(Flow),
}

/// The operator has sent a message.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) to: Alias,
    pub(crate) what: Body,
    pub(crate) ids: Ids,
}

/// A client subscribes to the presence of somebody.
pub(crate) struct Subscribing {
    /// The person: the user part of the address.
    pub(crate) to: String,
    pub(crate) seconds: Option<u32>,
    pub(crate) call: String,
    /// Its From, and the address in its To.
    pub(crate) from: String,
    pub(crate) address: String,
    /// Our tag if it refreshes a subscription. A new one gets `new_tag`.
    pub(crate) known_tag: Option<String>,
    pub(crate) new_tag: String,
    pub(crate) contact: String,
}

/// A client publishes its operator's status.
pub(crate) struct Published {
    /// None: unchanged.
    pub(crate) document: Option<String>,
    pub(crate) seconds: Option<u32>,
    /// The entity tag that it replaces.
    pub(crate) replaces: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: u16,
    pub(crate) reason: &'static str,
    pub(crate) fields: Vec<(&'static str, String)>,
}

impl Answer {
    pub(crate) fn of(code: u16, reason: &'static str) -> Answer {
        Answer { code, reason, fields: Vec::new() }
    }

    pub(crate) fn ok() -> Answer {
        Answer::of(200, "OK")
    }

    /// An internal error. The same request may succeed later.
    pub(crate) fn trouble() -> Answer {
        Answer::of(503, "Try again later").with("Retry-After", "10")
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.fields.push((name, value.into()));
        self
    }
}
