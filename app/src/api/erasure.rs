//! Erasing everything about a visitor, and the rules by which things are erased. For administrators.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::{
    VisitorId,
    erasure::Kept,
    retention::{DryRun, Retention},
};

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

/// For how long things are kept.
#[server(name = GetRetention, prefix = "/api", endpoint = "retention", input = PostUrl, output = Postcard)]
pub(crate) async fn retention() -> Result<Result<Retention, Fault>, ServerFnError> {
    use crate::request;

    let rules = request::switchboard()?.retention(&request::who()?).await;
    request::outcome(rules, "reading the rules of retention")
}

/// What would go if these rules held now.
#[server(prefix = "/api", endpoint = "try_retention", input = Postcard, output = Postcard)]
pub(crate) async fn try_retention(wanted: Retention) -> Result<Result<DryRun, Fault>, ServerFnError> {
    use crate::request;

    let run = request::switchboard()?.try_retention(&request::who()?, &wanted).await;
    request::outcome(run, "trying the rules of retention")
}

#[server(prefix = "/api", endpoint = "set_retention", input = Postcard, output = Postcard)]
pub(crate) async fn set_retention(
    seen: Retention,
    wanted: Retention,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let set = request::switchboard()?.set_retention(&request::who()?, seen, wanted).await;
    request::outcome(set, "changing the rules of retention")
}
