//! What administrators see and change (manual A), and the audit log of it.

use serde::{Deserialize, Serialize};

use crate::{
    AuditId, OperatorId, Queueing, Role, Routing, Timestamp,
    routing::{DepartmentView, UrlRuleView},
};

/// An operator's account, as an administrator edits it (manual A5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorAccount {
    /// The operator's id.
    pub id: OperatorId,
    /// The email address they sign in with.
    pub email: String,
    /// What visitors see (manual B17).
    pub screen_name: String,
    /// What they may do.
    pub role: Role,
    /// The most chats they have at once while requests are queued. None: the account's limit
    /// applies.
    pub chat_limit: Option<u32>,
    /// Whether they may read the ended chats of their departments, although they took no part in
    /// them. Administrators read all chats anyway.
    pub department_archive: bool,
    /// The names of their departments, sorted.
    pub departments: Vec<String>,
    /// When the account was deactivated: nobody can sign in with it, and it costs nothing (manual
    /// A7). None: it is active.
    pub deactivated_at: Option<Timestamp>,
    /// Grows with each change. A save names the version that was seen and never overwrites a newer
    /// one.
    pub version: i64,
}

/// All of an account's settings for requests (manual A10, A12, A13, B18).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingSettings {
    /// Which operators requests go to.
    pub routing: Routing,
    /// Whether they are assigned one at a time.
    pub queueing: Queueing,
    /// The departments, sorted by name.
    pub departments: Vec<DepartmentView>,
    /// The rules of the URL routing, in order.
    pub rules: Vec<UrlRuleView>,
}

/// An entry of the audit log: something an administrator did, something done at the terminal of the
/// installation, or a sign-in or an attempt at one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its id, UUIDv7.
    pub id: AuditId,
    /// When it happened.
    pub at: Timestamp,
    /// The operator who did it, under their name at that time. None: it was done at the terminal,
    /// or by somebody who was not signed in.
    pub by: Option<String>,
    /// What was done.
    pub action: Action,
    /// The person or thing it was done to, under its name at that time.
    pub subject: String,
    /// What changed. Secrets are never included.
    pub changes: Vec<Change>,
}

/// What an audit entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The account was added to the installation, with its first administrator and site.
    AccountAdded,
    /// An operator was added (manual A2).
    OperatorAdded,
    /// An operator's account was changed (manual A5).
    OperatorChanged,
    /// An operator's password was reset.
    PasswordSet,
    /// An operator was deleted (manual A6).
    OperatorDeleted,
    /// A department was added (manual A10).
    DepartmentAdded,
    /// A department was changed.
    DepartmentChanged,
    /// A department was removed.
    DepartmentRemoved,
    /// A tag was added.
    TagAdded,
    /// A tag was renamed or recoloured.
    TagChanged,
    /// A tag was merged into another one.
    TagMerged,
    /// A tag was removed.
    TagRemoved,
    /// A URL routing rule was added (manual A12).
    UrlRuleAdded,
    /// A URL routing rule was changed.
    UrlRuleChanged,
    /// A URL routing rule was moved in the order.
    UrlRuleMoved,
    /// A URL routing rule was removed.
    UrlRuleRemoved,
    /// The setting for which operators requests go to was changed (manual A13).
    RoutingChanged,
    /// The queueing settings were changed (manual B18).
    QueueingChanged,
    /// A rule for offline messages was added (manual A11).
    MailRuleAdded,
    /// A rule for offline messages was changed.
    MailRuleChanged,
    /// A rule for offline messages was removed.
    MailRuleRemoved,
    /// The mail server settings were changed.
    MailServerChanged,
    /// A website was added (manual A18).
    SiteAdded,
    /// A website was changed.
    SiteChanged,
    /// A website's key was regenerated.
    SiteKeyChanged,
    /// A website was removed.
    SiteRemoved,
    /// A password for SIP clients was generated for an operator (manual A5).
    SipPasswordSet,
    /// A SIP client of an operator was signed out.
    SipDeviceSignedOut,
    /// An operator signed in. The subject is the network address.
    SignedIn,
    /// An operator signed out, in this session or in another one.
    SignedOut,
    /// Somebody tried a wrong password for an operator.
    SignInRefused,
    /// Too many passwords were tried for an operator, and further attempts were blocked.
    SignInThrottled,
    /// A SIP client of an operator signed in.
    SipSignedIn,
    /// Somebody tried a wrong SIP password for an operator.
    SipRefused,
    /// A password reset link was requested for an operator.
    PasswordResetAsked,
    /// An operator tried to change their password and entered a wrong current one.
    PasswordChangeRefused,
    /// An operator called something that only administrators may call.
    NotAllowed,
    /// An operator's account was deactivated (manual A7).
    OperatorDeactivated,
    /// An operator's account was activated again.
    OperatorActivated,
    /// Message previews (operators see what visitors type before they send it) were switched on or
    /// off.
    PreviewsChanged,
    /// An operator was invited and has yet to choose a password.
    OperatorInvited,
    /// An invitation was sent again with a new link.
    InvitationResent,
    /// An invitation was revoked.
    InvitationRevoked,
    /// A visitor, an address or a network was banned.
    BanAdded,
    /// A ban was lifted before its end.
    BanLifted,
    /// The settings for bans were changed.
    BansChanged,
    /// The settings for what is redacted in texts were changed.
    RedactionChanged,
    /// An operator sent a chat by email. The subject is the address.
    TranscriptSent,
    /// Everything that was kept of a visitor was erased. The subject is [`VisitorId::short`].
    ///
    /// [`VisitorId::short`]: crate::VisitorId::short
    VisitorErased,
    /// Everything that is kept of a visitor was exported. The subject is the same.
    VisitorExported,
    /// The rules for how long things are kept were changed.
    RetentionChanged,
    /// What was too old by the rule of a website was erased.
    RetentionApplied,
    /// A table of a report was saved as a file. The subject is the file's name without its ending.
    ReportSaved,
}

impl Action {
    /// The actions that record a sign-in or an attempt rather than a change.
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

    /// Whether the action is in [`Action::OF_ACCESS`].
    pub fn is_about_access(self) -> bool {
        Action::OF_ACCESS.contains(&self)
    }
}

/// Which entries of the audit log to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditPart {
    /// All entries.
    #[default]
    Everything,
    /// Only changes.
    Changes,
    /// Only sign-ins and attempts.
    Access,
}

/// A detail before and after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The name of the detail, in English.
    pub what: String,
    /// The value before; empty: none.
    pub before: String,
    /// The value after; empty: none.
    pub after: String,
}
