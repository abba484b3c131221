//! The archive: every chat of the account that its operators may read, and saved views of it.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::{
    ChatId, Seq, ViewId,
    archive::{ArchivePage, ArchivedDetail, Backlog, Cursor, Filter, SavedView},
};

use super::fault::Fault;

/// A page of the chats that this filter lists. `after`: [`ArchivePage::next`] of the page before.
#[server(name = GetArchive, prefix = "/api", endpoint = "archive", input = Postcard, output = Postcard)]
pub(crate) async fn archive(
    filter: Filter,
    after: Option<Cursor>,
) -> Result<Result<ArchivePage, Fault>, ServerFnError> {
    use crate::request;

    let page = request::switchboard()?.archive(&request::who()?, &filter, after).await;
    request::outcome(page, "reading the archive")
}

/// A chat with everything but its messages, which come over the socket.
#[server(name = GetArchivedChat, prefix = "/api", endpoint = "archived_chat", input = Postcard, output = Postcard)]
pub(crate) async fn archived_chat(chat: ChatId) -> Result<Result<ArchivedDetail, Fault>, ServerFnError> {
    use crate::request;

    let detail = request::switchboard()?.archived_chat(&request::who()?, chat).await;
    request::outcome(detail, "reading a chat of the archive")
}

/// The messages of a chat that contain these words, in order.
#[server(name = GetHits, prefix = "/api", endpoint = "hits_of", input = Postcard, output = Postcard)]
pub(crate) async fn hits_of(chat: ChatId, words: String) -> Result<Result<Vec<Seq>, Fault>, ServerFnError> {
    use crate::request;

    let hits = request::switchboard()?.hits_of(&request::who()?, chat, &words).await;
    request::outcome(hits, "searching a chat")
}

/// What cannot be searched yet, unless it is only a little.
#[server(name = GetBacklog, prefix = "/api", endpoint = "index_backlog", input = PostUrl, output = Postcard)]
pub(crate) async fn index_backlog() -> Result<Result<Option<Backlog>, Fault>, ServerFnError> {
    use crate::request;

    let backlog = request::switchboard()?.index_backlog(&request::who()?).await;
    request::outcome(backlog.map(Ok), "reading how far the search is")
}

/// The operator's own views and the shared ones: shared first, each sorted by name.
#[server(name = GetSavedViews, prefix = "/api", endpoint = "saved_views", input = PostUrl, output = Postcard)]
pub(crate) async fn saved_views() -> Result<Result<Vec<SavedView>, Fault>, ServerFnError> {
    use crate::request;

    let views = request::switchboard()?.saved_views(&request::who()?).await;
    request::outcome(views.map(Ok), "reading the saved views")
}

/// Saves a view, a new one or this one. Returns its id.
#[server(prefix = "/api", endpoint = "save_view", input = Postcard, output = Postcard)]
pub(crate) async fn save_view(
    id: Option<ViewId>,
    name: String,
    filter: Filter,
    is_shared: bool,
) -> Result<Result<ViewId, Fault>, ServerFnError> {
    use crate::request;

    let view = chat::NewView { name, filter, is_shared };
    let saved = request::switchboard()?.save_view(&request::who()?, id, view).await;
    request::outcome(saved, "saving a view")
}

#[server(prefix = "/api", endpoint = "remove_view", input = Postcard, output = Postcard)]
pub(crate) async fn remove_view(id: ViewId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let removed = request::switchboard()?.remove_view(&request::who()?, id).await;
    request::outcome(removed, "removing a view")
}
