//! An operator's picture, which the browser has already scaled down. A website's logo is saved with
//! the site.

use leptos::{prelude::*, server_fn::codec::Postcard};
use wire::OperatorId;

use super::fault::Fault;

#[server(prefix = "/api", endpoint = "set_face", input = Postcard, output = Postcard)]
pub(crate) async fn set_face(
    id: OperatorId,
    picture: Option<Vec<u8>>,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let set = request::switchboard()?.set_face(&request::who()?, id, picture).await;
    request::outcome(set, "changing an operator's picture")
}
