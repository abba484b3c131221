//! What operators change of their own accounts.

use leptos::{prelude::*, server_fn::codec::Postcard};

use super::fault::Fault;

/// Gives whoever is signed in another password. Their other sessions end.
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

/// Gives whoever is signed in another screen name.
#[server(prefix = "/api", endpoint = "rename", input = Postcard, output = Postcard)]
pub(crate) async fn rename(screen_name: String) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let renamed = request::switchboard()?.rename(&request::who()?, &screen_name).await;
    request::outcome(renamed, "changing one's own screen name")
}
