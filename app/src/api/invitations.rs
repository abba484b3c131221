//! Inviting colleagues.

use leptos::{prelude::*, server_fn::codec::Postcard};
use serde::{Deserialize, Serialize};
use wire::{DepartmentId, OperatorId, Role};

use super::fault::Fault;
#[cfg(feature = "ssr")]
use super::fault::Field;

#[cfg(feature = "ssr")]
const MOST: usize = 50;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Invited {
    pub(crate) email: String,
    pub(crate) how: How,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum How {
    /// An email is on its way.
    ByMail,
    /// The administrator passes on this link.
    ByLink(String),
    /// Not invited, for this reason.
    Refused(String),
}

/// Invites everyone in a list of addresses, one per line, and returns the outcome of each.
#[server(prefix = "/api", endpoint = "invite_operators", input = Postcard, output = Postcard)]
pub(crate) async fn invite_operators(
    addresses: String,
    role: Role,
    departments: Vec<DepartmentId>,
) -> Result<Result<Vec<Invited>, Fault>, ServerFnError> {
    use crate::{
        request,
        texts::{tr, tr_with},
    };

    let (who, switchboard) = (request::who()?, request::switchboard()?);
    if who.role != Role::Administrator {
        return request::outcome(Ok(Err(chat::Refused::NotAllowed)), "inviting operators");
    }
    let addresses: Vec<_> =
        addresses.split(['\n', ',', ';']).map(str::trim).filter(|address| !address.is_empty()).collect();
    match addresses.len() {
        0 => return Ok(Err(Fault::new(Field::Email, tr("Enter an address, or several, one a line.")))),
        1..=MOST => {}
        _ => return Ok(Err(Fault::new(Field::Email, tr_with("At most %1 addresses at once.", &[&MOST])))),
    }
    let mut all = Vec::new();
    for email in addresses {
        let invite = chat::InviteOperator { email: email.to_owned(), role, departments: departments.clone() };
        let invited = switchboard.invite_operator(&who, invite).await;
        let how = match request::outcome(invited, "inviting an operator")? {
            Ok(invitation) => how(invitation)?,
            Err(Fault { field: Field::Email, words }) => How::Refused(words),
            Err(fault) => return Ok(Err(fault)),
        };
        all.push(Invited { email: email.to_owned(), how });
    }
    Ok(Ok(all))
}

/// Sends a new link; the previous one stops working.
#[server(prefix = "/api", endpoint = "resend_invitation", input = Postcard, output = Postcard)]
pub(crate) async fn resend_invitation(id: OperatorId) -> Result<Result<How, Fault>, ServerFnError> {
    use crate::request;

    let sent = request::switchboard()?.resend_invitation(&request::who()?, id).await;
    match request::outcome(sent, "sending an invitation again")? {
        Ok(invitation) => how(invitation).map(Ok),
        Err(fault) => Ok(Err(fault)),
    }
}

#[server(prefix = "/api", endpoint = "revoke_invitation", input = Postcard, output = Postcard)]
pub(crate) async fn revoke_invitation(id: OperatorId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let revoked = request::switchboard()?.revoke_invitation(&request::who()?, id).await;
    request::outcome(revoked, "taking an invitation back")
}

#[cfg(feature = "ssr")]
fn how(invitation: chat::Invitation) -> Result<How, ServerFnError> {
    Ok(match invitation {
        chat::Invitation::ByMail => How::ByMail,
        chat::Invitation::Path(path) => How::ByLink(crate::request::origin()? + &path),
    })
}
