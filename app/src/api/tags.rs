//! The account's tags, which administrators manage.

use leptos::{prelude::*, server_fn::codec::Postcard};
use wire::{
    TagId,
    tag::{Tag, TagColour},
};

use super::fault::Fault;

/// Adds a tag, or changes the version that the caller saw.
#[server(prefix = "/api", endpoint = "save_tag", input = Postcard, output = Postcard)]
pub(crate) async fn save_tag(
    seen: Option<Tag>,
    name: String,
    colour: TagColour,
) -> Result<Result<TagId, Fault>, ServerFnError> {
    use crate::request;

    let saved = request::switchboard()?.save_tag(&request::who()?, seen, &name, colour).await;
    request::outcome(saved, "saving a tag")
}

/// Gives the chats of a tag another one instead, and removes the tag.
#[server(prefix = "/api", endpoint = "merge_tag", input = Postcard, output = Postcard)]
pub(crate) async fn merge_tag(tag: TagId, into: TagId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let merged = request::switchboard()?.merge_tag(&request::who()?, tag, into).await;
    request::outcome(merged, "merging a tag")
}

#[server(prefix = "/api", endpoint = "remove_tag", input = Postcard, output = Postcard)]
pub(crate) async fn remove_tag(tag: TagId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let removed = request::switchboard()?.remove_tag(&request::who()?, tag).await;
    request::outcome(removed, "removing a tag")
}
