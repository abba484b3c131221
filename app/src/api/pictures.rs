//! Pictures that are uploaded: an operator's, and a web site's logo. The browser has made them small before.

use leptos::{prelude::*, server_fn::codec::Postcard};
use wire::{OperatorId, SiteId};

use super::fault::Fault;

/// Gives an operator another picture, or takes it away.
#[server(prefix = "/api", endpoint = "set_face", input = Postcard, output = Postcard)]
pub(crate) async fn set_face(
    id: OperatorId,
    picture: Option<Vec<u8>>,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let set = request::switchboard()?.set_face(&request::who()?, id, picture).await;
    request::outcome(set, "changing an operator's picture")
}

/// Gives a web site another logo, or takes it away.
#[server(prefix = "/api", endpoint = "set_logo", input = Postcard, output = Postcard)]
pub(crate) async fn set_logo(
    id: SiteId,
    picture: Option<Vec<u8>>,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let set = request::switchboard()?.set_logo(&request::who()?, id, picture).await;
    request::outcome(set, "changing a web site's logo")
}
