//! E-mail (manual A11): how it goes out, whom off-line messages go to, and what became of each letter.

use serde::{Deserialize, Serialize};

use crate::{DepartmentId, MailRuleId, OperatorId, SiteId, Timestamp, routing::DepartmentView};

/// How many further addresses a rule has at most.
pub const MAX_ADDRESSES: usize = 20;
/// How many rules an account has at most.
pub const MAX_RULES: usize = 200;

/// All that an account has set about e-mail, as its administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettings {
    /// The server that takes the account's e-mail; none: it is not set up, and letters wait.
    pub server: Option<MailServer>,
    /// Whether a password is kept for it. The password itself never leaves the server.
    pub password: KeptPassword,
    /// It is set for the whole installation; accounts cannot change it.
    pub is_installations: bool,
    /// Whom off-line messages go to, the most special rule first.
    pub rules: Vec<MailRuleView>,
    /// The departments that a rule can name.
    pub departments: Vec<DepartmentView>,
}

/// A mail server that takes an account's e-mail for delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailServer {
    /// A host's name or network address.
    pub host: String,
    /// Its port, usually 587, 465 or 25.
    pub port: u16,
    /// How the way to it is protected.
    pub security: Security,
    /// The user to sign in as; empty: nobody.
    pub user: String,
    /// The address that e-mail comes from.
    pub from: String,
    /// The name beside that address; empty: the account's.
    pub from_name: String,
}

/// Whether there is a password for a mail server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptPassword {
    /// There is none.
    #[default]
    Missing,
    /// There is one, and it is used.
    Kept,
    /// There is one that the server cannot read any more: its key is another one. It must be entered again.
    Unreadable,
}

/// How the way to a mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// The connection begins in clear and must be encrypted before anything is said (RFC 3207); usually port 587.
    #[default]
    StartTls,
    /// Encrypted from the first byte (RFC 8314); usually port 465.
    Tls,
    /// Not at all: for a server on this machine or in the same private network.
    Nothing,
}

impl Security {
    /// All, the usual first.
    pub const ALL: [Security; 3] = [Security::StartTls, Security::Tls, Security::Nothing];

    /// The port that servers usually have for it.
    pub fn usual_port(self) -> u16 {
        match self {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::Nothing => 25,
        }
    }
}

/// Why the details of a mail server were not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadMailServer {
    /// The host is neither a name nor a network address.
    Host,
    /// The port is 0.
    Port,
    /// The user or the password is too long, or has control characters in it.
    User,
    /// Another server or user must not get the password that was kept for the one before.
    PasswordAgain,
    /// A password would go over the network for everybody to read.
    PasswordInClear,
    /// A password cannot be kept: whoever runs the installation has given it no key to seal it with.
    NoKey,
}

/// A rule that says whom off-line messages go to. Of the rules that fit the most special one is the one: for a site and a
/// department, then for a department, then for a site, then for all. Without any they go to all administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRuleView {
    /// Its id.
    pub id: MailRuleId,
    /// It fits only on this site; none: on all.
    pub site: Option<SiteId>,
    /// It fits only for this department; none: for all, and where none was chosen.
    pub department: Option<DepartmentId>,
    /// The operators whom they go to.
    pub operators: Vec<OperatorId>,
    /// Further addresses that they go to, such as a shared mailbox; at most [`MAX_ADDRESSES`].
    pub addresses: Vec<String>,
}

/// An e-mail to one address, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterView {
    /// To whom.
    pub to: String,
    /// What became of it.
    pub state: LetterState,
    /// How often a mail server was asked to take it.
    pub attempts: u32,
    /// When it was sent or given up; for one that waits: when it is tried next.
    pub at: Timestamp,
    /// What the mail server said last, or why it could not be asked. Empty: nothing yet.
    pub answer: String,
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// It waits until e-mail is set up.
    NotSetUp,
    /// It is on its way, or will be tried again.
    Waiting,
    /// A mail server has taken it.
    Sent,
    /// A mail server has refused it for good.
    Refused,
    /// It was tried for days, in vain.
    GivenUp,
}

impl LetterState {
    /// Whether nothing more happens by itself although nobody has got it.
    pub fn has_failed(self) -> bool {
        matches!(self, LetterState::Refused | LetterState::GivenUp)
    }
}
