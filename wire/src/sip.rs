//! Operators in an ordinary SIP client: what their profile's *SIP Info* shows (manual A5, A16).

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// Where SIP clients connect to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SipServer {
    /// The host, which is the domain of all addresses as well.
    pub host: String,
    /// The port for UDP; none: not offered.
    pub udp: Option<u16>,
    /// The port for TCP; none: not offered.
    pub tcp: Option<u16>,
    /// The port for TLS; none: not offered.
    pub tls: Option<u16>,
    /// The address for SIP over WebSocket, as `wss://chat.example.org/sip`; none: not offered.
    pub websocket: Option<String>,
}

/// All that an operator needs to set up a SIP client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SipInfo {
    /// Where it connects to.
    pub server: SipServer,
    /// The user; none: no password was ever made for him.
    pub user: Option<String>,
    /// Since when he has his present password.
    pub made_at: Option<Timestamp>,
    /// The clients that are signed in, the latest first.
    pub devices: Vec<SipDeviceView>,
}

/// A SIP client that is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SipDeviceView {
    /// By which it is signed out.
    pub session: [u8; 32],
    /// What it calls itself, as `Linphone/5.1`.
    pub agent: String,
    /// How it is connected: `udp`, `tcp`, `tls`, `ws` or `wss`.
    pub transport: String,
    /// Its network address and port.
    pub peer: String,
    /// Since when.
    pub since: Timestamp,
}

/// A SIP password that was just made. It is shown once and never again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSipPassword {
    /// The user it is for.
    pub user: String,
    /// The password.
    pub password: String,
}

impl core::fmt::Debug for NewSipPassword {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("NewSipPassword").field("user", &self.user).finish_non_exhaustive()
    }
}
