//! What administrators see and change (manual A), and the record of it.

use serde::{Deserialize, Serialize};

use crate::{
    AuditId, OperatorId, Queueing, Role, Routing, Timestamp,
    routing::{DepartmentView, UrlRuleView},
};

/// An operator's account, as an administrator edits it (manual A5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorAccount {
    /// Who.
    pub id: OperatorId,
    /// The address he signs in with.
    pub email: String,
    /// What visitors see (manual B17).
    pub screen_name: String,
    /// What he may do.
    pub role: Role,
    /// How many chats he has at most when requests are queued; none: as many as the account says.
    pub chat_limit: Option<u32>,
    /// The names of his departments, sorted.
    pub departments: Vec<String>,
    /// Since when it is deactivated: nobody signs in with it, and it costs nothing (manual A7). None: it is active.
    pub deactivated_at: Option<Timestamp>,
    /// Grows with each change. Whoever saves says which version he has seen, and overwrites no other.
    pub version: i64,
}

/// All that an account has set about its requests (manual A10, A12, A13, B18).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingSettings {
    /// Whom they go to.
    pub routing: Routing,
    /// Whether they are assigned one at a time.
    pub queueing: Queueing,
    /// The departments, by name.
    pub departments: Vec<DepartmentView>,
    /// The rules of the URL routing, in their order.
    pub rules: Vec<UrlRuleView>,
}

/// Something that an administrator did, or whoever runs the installation did at the terminal; or who came in, or tried to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its id, UUIDv7.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who, under the name that they had then; none: at the terminal, or somebody who was not signed in.
    pub by: Option<String>,
    /// What.
    pub action: Action,
    /// To whom or what, under the name it had then.
    pub subject: String,
    /// What it changed. Secrets are never in it.
    pub changes: Vec<Change>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The account was added to the installation, with its first administrator and site.
    AccountAdded,
    /// An operator was added (manual A2).
    OperatorAdded,
    /// An operator's account was changed (manual A5).
    OperatorChanged,
    /// An operator was given another password.
    PasswordSet,
    /// An operator was deleted (manual A6).
    OperatorDeleted,
    /// A department was added (manual A10).
    DepartmentAdded,
    /// A department was changed.
    DepartmentChanged,
    /// A department was removed.
    DepartmentRemoved,
    /// A rule of the URL routing was added (manual A12).
    UrlRuleAdded,
    /// A rule was changed.
    UrlRuleChanged,
    /// A rule was moved to another place.
    UrlRuleMoved,
    /// A rule was removed.
    UrlRuleRemoved,
    /// Whom requests go to was changed (manual A13).
    RoutingChanged,
    /// Whether and how requests are queued was changed (manual B18).
    QueueingChanged,
    /// A rule for off-line messages was added (manual A11).
    MailRuleAdded,
    /// A rule for off-line messages was changed.
    MailRuleChanged,
    /// A rule for off-line messages was removed.
    MailRuleRemoved,
    /// How e-mail goes out was changed.
    MailServerChanged,
    /// A web site was added (manual A18).
    SiteAdded,
    /// A web site was changed.
    SiteChanged,
    /// A web site was given another key.
    SiteKeyChanged,
    /// A web site was removed.
    SiteRemoved,
    /// A password for SIP clients was made for an operator (manual A5).
    SipPasswordSet,
    /// A SIP client of an operator was signed out.
    SipDeviceSignedOut,
    /// An operator signed in. The subject is from where.
    SignedIn,
    /// An operator signed out, here or elsewhere.
    SignedOut,
    /// Somebody tried a wrong password for an operator.
    SignInRefused,
    /// Somebody was kept from trying more passwords for an operator.
    SignInThrottled,
    /// A SIP client of an operator signed in.
    SipSignedIn,
    /// Somebody tried a wrong SIP password for an operator.
    SipRefused,
    /// Somebody had a link to a new password sent to an operator.
    PasswordResetAsked,
    /// An operator wanted to change their password, and did not know the present one.
    PasswordChangeRefused,
    /// An operator called what only administrators may.
    NotAllowed,
    /// An operator's account was deactivated (manual A7).
    OperatorDeactivated,
    /// It was activated again.
    OperatorActivated,
    /// Whether operators see what visitors type before they send it was changed.
    PreviewsChanged,
    /// An operator was invited, who has yet to choose a password.
    OperatorInvited,
    /// They were sent another link.
    InvitationResent,
    /// Their invitation was taken back.
    InvitationRevoked,
}

impl Action {
    /// Those that tell of who came in or tried to, and not of a change.
    pub const OF_ACCESS: [Action; 9] = [
        Action::SignedIn,
        Action::SignedOut,
        Action::SignInRefused,
        Action::SignInThrottled,
        Action::SipSignedIn,
        Action::SipRefused,
        Action::PasswordResetAsked,
        Action::PasswordChangeRefused,
        Action::NotAllowed,
    ];

    /// Whether it is one of them.
    pub fn is_about_access(self) -> bool {
        Action::OF_ACCESS.contains(&self)
    }
}

/// Which entries of the audit log somebody wants to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditPart {
    /// All of them.
    #[default]
    Everything,
    /// What was changed.
    Changes,
    /// Who came in and who tried to.
    Access,
}

/// A detail before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which, in English words.
    pub what: String,
    /// What it was; empty: nothing.
    pub before: String,
    /// What it is now; empty: nothing.
    pub after: String,
}
