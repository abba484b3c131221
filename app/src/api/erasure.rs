//! Erasing everything about a visitor. For administrators.

use leptos::{prelude::*, server_fn::codec::Postcard};
use wire::{VisitorId, erasure::Kept};

use super::fault::Fault;

/// How much is kept of a visitor.
#[server(prefix = "/api", endpoint = "kept_of_visitor", input = Postcard, output = Postcard)]
pub(crate) async fn kept_of_visitor(id: VisitorId) -> Result<Result<Kept, Fault>, ServerFnError> {
    use crate::request;

    let kept = request::switchboard()?.kept_of_visitor(&request::who()?, id).await;
    request::outcome(kept, "counting what is kept of a visitor")
}

/// Erases everything about a visitor; returns how much it was.
#[server(prefix = "/api", endpoint = "erase_visitor", input = Postcard, output = Postcard)]
pub(crate) async fn erase_visitor(id: VisitorId) -> Result<Result<Kept, Fault>, ServerFnError> {
    use crate::request;

    let gone = request::switchboard()?.erase_visitor(&request::who()?, id).await;
    request::outcome(gone, "erasing a visitor")
}
