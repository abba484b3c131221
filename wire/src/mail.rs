//! Email (manual A11): the mail server, the recipients of offline messages, and the state of each
//! email.

use serde::{Deserialize, Serialize};

use crate::{DepartmentId, MailRuleId, OperatorId, SiteId, Timestamp, routing::DepartmentView};

/// The maximum number of additional addresses in a rule.
pub const MAX_ADDRESSES: usize = 20;
/// The maximum number of rules in an account.
pub const MAX_RULES: usize = 200;

/// All of an account's email settings, as its administrators see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettings {
    /// The server that takes the account's email. None: it is not set up, and email waits.
    pub server: Option<MailServer>,
    /// Whether a password for the server is stored. The password itself never leaves Switchboard's
    /// server.
    pub password: KeptPassword,
    /// Whether the mail server is set for the whole installation, so that accounts cannot change
    /// it.
    pub is_installations: bool,
    /// The rules for offline messages, the most specific first.
    pub rules: Vec<MailRuleView>,
    /// The departments a rule can name.
    pub departments: Vec<DepartmentView>,
}

/// A mail server that accepts an account's email for delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailServer {
    /// A host name or IP address.
    pub host: String,
    /// The port, usually 587, 465 or 25.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// The user to sign in as; empty: no sign-in.
    pub user: String,
    /// The sender address.
    pub from: String,
    /// The sender name; empty: the account's name.
    pub from_name: String,
}

/// Whether a password for the mail server is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptPassword {
    /// None is stored.
    #[default]
    Missing,
    /// One is stored and in use.
    Kept,
    /// One is stored, but the server cannot decrypt it because the key has changed. It must be
    /// entered again.
    Unreadable,
}

/// How the connection to a mail server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// The connection begins in clear text and must switch to TLS before anything is sent (RFC
    /// 3207); usually port 587.
    #[default]
    StartTls,
    /// TLS from the first byte (RFC 8314); usually port 465.
    Tls,
    /// No encryption: for a server on this machine or in the same private network.
    Nothing,
}

impl Security {
    /// All, the most common first.
    pub const ALL: [Security; 3] = [Security::StartTls, Security::Tls, Security::Nothing];

    /// The usual port for it.
    pub fn usual_port(self) -> u16 {
        match self {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::Nothing => 25,
        }
    }
}

/// Why the details of a mail server are rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadMailServer {
    /// The host is neither a name nor an IP address.
    Host,
    /// The port is 0.
    Port,
    /// The user or the password is too long or contains control characters.
    User,
    /// The server or the user changed, so the stored password must be entered again: it must not go
    /// to another one.
    PasswordAgain,
    /// The password would cross the network unencrypted.
    PasswordInClear,
    /// The password cannot be stored: the installation has no key to encrypt it with.
    NoKey,
}

/// A rule for where offline messages go. The most specific rule that matches applies: first for a
/// site and a department, then for a department, then for a site, then for all. Without any rule
/// they go to all administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRuleView {
    /// Its id.
    pub id: MailRuleId,
    /// The site it matches; none: all sites.
    pub site: Option<SiteId>,
    /// The department it matches; none: all, and messages without a department.
    pub department: Option<DepartmentId>,
    /// The operators who get the messages.
    pub operators: Vec<OperatorId>,
    /// Additional addresses, such as a shared mailbox; at most [`MAX_ADDRESSES`].
    pub addresses: Vec<String>,
}

/// An email to one address, and its delivery state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterView {
    /// The recipient's address.
    pub to: String,
    /// The delivery state.
    pub state: LetterState,
    /// The number of delivery attempts.
    pub attempts: u32,
    /// When it was sent or given up; while it waits, the time of the next attempt.
    pub at: Timestamp,
    /// The mail server's last answer, or why it could not be reached; empty: no attempt yet.
    pub answer: String,
}

/// The delivery state of an email.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// It waits until email is set up.
    NotSetUp,
    /// It is on its way or will be tried again.
    Waiting,
    /// A mail server has accepted it.
    Sent,
    /// A mail server has rejected it permanently.
    Refused,
    /// It was tried for days without success.
    GivenUp,
}

impl LetterState {
    /// Whether delivery has failed and will not be tried again automatically.
    pub fn has_failed(self) -> bool {
        matches!(self, LetterState::Refused | LetterState::GivenUp)
    }
}
