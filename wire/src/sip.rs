//! Operators with a SIP client: the *SIP Info* of their profile (manual A5, A16).

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// Where SIP clients connect to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SipServer {
    /// The host, which is also the domain of all SIP addresses.
    pub host: String,
    /// The port for UDP; none: not offered.
    pub udp: Option<u16>,
    /// The port for TCP; none: not offered.
    pub tcp: Option<u16>,
    /// The port for TLS; none: not offered.
    pub tls: Option<u16>,
    /// The address for SIP over WebSocket, such as `wss://chat.example.org/sip`; none: not offered.
    pub websocket: Option<String>,
}

/// All that an operator needs for setting up a SIP client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SipInfo {
    /// The server to connect to.
    pub server: SipServer,
    /// The user name; none: no password was ever generated for the operator.
    pub user: Option<String>,
    /// When the current password was generated.
    pub made_at: Option<Timestamp>,
    /// The clients that are signed in, the latest first.
    pub devices: Vec<SipDeviceView>,
}

/// A SIP client that is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SipDeviceView {
    /// The id for signing it out.
    pub session: [u8; 32],
    /// Its user agent, such as `Linphone/5.1`.
    pub agent: String,
    /// Its transport: `udp`, `tcp`, `tls`, `ws` or `wss`.
    pub transport: String,
    /// Its network address and port.
    pub peer: String,
    /// When it signed in.
    pub since: Timestamp,
}

/// A SIP password that was generated just now. It is shown once and never again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSipPassword {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl core::fmt::Debug for NewSipPassword {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("NewSipPassword").field("user", &self.user).finish_non_exhaustive()
    }
}
