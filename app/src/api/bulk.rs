//! One action on many chats.

use leptos::{prelude::*, server_fn::codec::Postcard};
use wire::{
    ChatId,
    bulk::{Bulk, BulkAction},
};

use super::fault::Fault;

/// Does this with each of at most [`wire::bulk::MOST_BULK`] chats, as far as the caller may.
#[server(name = DoInBulk, prefix = "/api", endpoint = "bulk", input = Postcard, output = Postcard)]
pub(crate) async fn bulk(
    chats: Vec<ChatId>,
    action: BulkAction,
) -> Result<Result<Bulk, Fault>, ServerFnError> {
    use crate::request;

    let done = request::switchboard()?.bulk(&request::who()?, &chats, action).await;
    request::outcome(done, "a bulk action")
}
