//! An operator's SIP Info (manual A5).

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::{
    OperatorId,
    sip::{NewSipPassword, SipInfo},
};

use super::fault::Fault;

/// An operator's SIP Info; `None` if SIP is disabled on this server.
#[server(name = GetSipInfo, prefix = "/api", endpoint = "sip_info", input = PostUrl, output = Postcard)]
pub(crate) async fn sip_info(id: OperatorId) -> Result<Result<Option<SipInfo>, Fault>, ServerFnError> {
    use crate::request;

    let (who, switchboard) = (request::who()?, request::switchboard()?);
    if !switchboard.has_sip() {
        return Ok(Ok(None));
    }
    let info = switchboard.sip_info(&who, id).await;
    request::outcome(info, "reading an operator's SIP Info").map(|info| info.map(Some))
}

/// Generates an operator's password for SIP clients.
#[server(prefix = "/api", endpoint = "make_sip_password", input = Postcard, output = Postcard)]
pub(crate) async fn make_sip_password(
    id: OperatorId,
) -> Result<Result<NewSipPassword, Fault>, ServerFnError> {
    use crate::request;

    let made = request::switchboard()?.make_sip_password(&request::who()?, id).await;
    request::outcome(made, "making a password for SIP clients")
}

#[server(prefix = "/api", endpoint = "sign_out_sip_device", input = Postcard, output = Postcard)]
pub(crate) async fn sign_out_sip_device(
    id: OperatorId,
    session: [u8; 32],
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let ended = request::switchboard()?.sign_out_sip_device(&request::who()?, id, session).await;
    request::outcome(ended, "signing out a SIP client")
}
