//! Which window is open over the panel of operators.

use wire::colleague::Colleague;

use crate::texts::{tr, tr_with};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Opened {
    Adding,
    Profile(Colleague),
    Activity(Colleague),
    Deleting(Colleague),
    /// The profile, opened at the SIP Info.
    SipInfo(Colleague),
    Inviting,
    Revoking(Colleague),
    /// The operator's name and their new password.
    Password(String, String),
    Link(String, String),
}

impl Opened {
    pub(super) fn title(&self) -> String {
        match self {
            Opened::Adding => tr("Add an operator").into(),
            Opened::Profile(colleague) | Opened::SipInfo(colleague) => {
                tr_with("Profile of %1", &[&colleague.name])
            }
            Opened::Activity(Colleague { name, is_active: true, .. }) => tr_with("Deactivate %1?", &[name]),
            Opened::Activity(Colleague { name, .. }) => tr_with("Activate %1?", &[name]),
            Opened::Deleting(colleague) => tr_with("Delete %1?", &[&colleague.name]),
            Opened::Inviting => tr("Invite colleagues").into(),
            Opened::Revoking(colleague) => tr_with("Take back the invitation of %1?", &[&colleague.name]),
            Opened::Password(name, _) => tr_with("The password of %1", &[name]),
            Opened::Link(name, _) => tr_with("The link for %1", &[name]),
        }
    }
}
