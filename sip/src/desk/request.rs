//! What a desk is asked to do, and what it answers.

use chat::{
    SignedIn,
    sip::{Alias, Credential, Device},
};
use tokio::sync::oneshot;

use crate::{body::Body, flow::Flow, ids::Ids, registrar::Wish};

/// Something for a desk.
pub(crate) enum ToDesk {
    Register(Box<Registering>, oneshot::Sender<Answer>),
    /// A client that has no connection was here before this program was started anew.
    Restore(Box<Restored>),
    Said(Writer, Said, oneshot::Sender<Answer>),
    Subscribe(Writer, Subscribing, oneshot::Sender<Answer>),
    Publish(Writer, Published, oneshot::Sender<Answer>),
}

/// A client that has proved who it is asks to be registered.
pub(crate) struct Registering {
    pub(crate) user: String,
    pub(crate) credential: Credential,
    pub(crate) wish: Wish,
    pub(crate) flow: Flow,
    /// Our host, as its operator has entered it.
    pub(crate) host: String,
    pub(crate) agent: String,
    /// It cannot have proved this before, so that it is no request of long ago.
    pub(crate) once: bool,
    /// The Call-ID and the CSeq, which tell a later request from an earlier one.
    pub(crate) call: String,
    pub(crate) number: u32,
}

pub(crate) struct Restored {
    pub(crate) who: SignedIn,
    pub(crate) user: String,
    pub(crate) device: Device,
    pub(crate) flow: Flow,
}

/// Which of his clients it is that asks.
#[derive(Clone)]
pub(crate) enum Writer {
    Session([u8; 32]),
    /// The one that is reached on this way.
    Way(Flow),
}

/// He has written something.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) to: Alias,
    pub(crate) what: Body,
    pub(crate) ids: Ids,
}

/// A client wants to hear whether somebody is there.
pub(crate) struct Subscribing {
    /// Who: what stands before the @.
    pub(crate) to: String,
    pub(crate) seconds: Option<u32>,
    pub(crate) call: String,
    /// Its From, and the address in its To.
    pub(crate) from: String,
    pub(crate) address: String,
    /// The mark of our end, if it goes on with a subscription; what it is for a new one.
    pub(crate) known_tag: Option<String>,
    pub(crate) new_tag: String,
    pub(crate) contact: String,
}

/// A client says how its operator is.
pub(crate) struct Published {
    /// None: as it said before.
    pub(crate) document: Option<String>,
    pub(crate) seconds: Option<u32>,
    /// What it replaces.
    pub(crate) replaces: Option<String>,
}

/// An answer to a request.
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

    /// Something is wrong here; the same may go well later.
    pub(crate) fn trouble() -> Answer {
        Answer::of(503, "Try again later").with("Retry-After", "10")
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.fields.push((name, value.into()));
        self
    }
}
