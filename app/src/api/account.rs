//! What operators change in their own accounts.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::session::SessionView;

use super::fault::Fault;

/// Changes the password of the signed-in operator. Ends their other sessions.
#[server(prefix = "/api", endpoint = "change_password", input = Postcard, output = Postcard)]
pub(crate) async fn change_password(
    current: String,
    new: String,
    confirmed: String,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let (who, switchboard) = (request::who()?, request::switchboard()?);
    if new != confirmed {
        return Ok(Err(request::not_confirmed()));
    }
    request::outcome(switchboard.change_password(&who, current, new).await, "changing one's own password")
}

#[server(prefix = "/api", endpoint = "rename", input = Postcard, output = Postcard)]
pub(crate) async fn rename(screen_name: String) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let renamed = request::switchboard()?.rename(&request::who()?, &screen_name).await;
    request::outcome(renamed, "changing one's own screen name")
}

/// The sessions of the signed-in operator, most recently used first.
#[server(prefix = "/api", endpoint = "sessions", input = PostUrl, output = Postcard)]
pub(crate) async fn sessions() -> Result<Result<Vec<SessionView>, Fault>, ServerFnError> {
    use crate::request;

    let sessions = request::switchboard()?.sessions(&request::who()?).await;
    request::outcome(sessions.map(Ok), "reading one's own sessions")
}

#[server(prefix = "/api", endpoint = "end_session", input = Postcard, output = Postcard)]
pub(crate) async fn end_session(session: [u8; 32]) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let ended = request::switchboard()?.end_session(&request::who()?, session).await;
    request::outcome(ended, "ending one's own session")
}

/// Ends all sessions of the signed-in operator except the current one.
#[server(prefix = "/api", endpoint = "end_other_sessions", input = PostUrl, output = Postcard)]
pub(crate) async fn end_other_sessions() -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let ended = request::switchboard()?.end_other_sessions(&request::who()?).await;
    request::outcome(ended.map(Ok), "ending one's own sessions")
}
