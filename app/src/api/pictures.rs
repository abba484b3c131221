//! The picture of an operator, which the browser has made small before. A web site's logo is saved with the site.

use leptos::{prelude::*, server_fn::codec::Postcard};
use wire::OperatorId;

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
