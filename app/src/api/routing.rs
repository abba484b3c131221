//! Where requests go: the active kind of routing, queueing, URL rules, and why a chat went where it
//! did (manual A12, A13, B18).

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::{
    ChatId, OperatorId, Queueing, Routing, SiteId, UrlRuleId,
    administration::RoutingSettings,
    routing::{Decision, Otherwise, UrlRuleView},
};

use super::fault::Fault;

#[server(name = GetRouting, prefix = "/api", endpoint = "routing", input = PostUrl, output = Postcard)]
pub(crate) async fn routing() -> Result<Result<RoutingSettings, Fault>, ServerFnError> {
    use crate::request;

    let settings = request::switchboard()?.routing_settings(&request::who()?).await;
    request::outcome(settings, "reading whom requests go to")
}

/// Chooses the kind of routing; replaces another kind only if `replace` is set.
#[server(prefix = "/api", endpoint = "set_routing", input = Postcard, output = Postcard)]
pub(crate) async fn set_routing(routing: Routing, replace: bool) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let set = request::switchboard()?.set_routing(&request::who()?, routing, replace).await;
    request::outcome(set, "choosing whom requests go to")
}

/// Sets queueing, unless someone else has changed it in the meantime. Takes effect at once,
/// including for waiting requests.
#[server(prefix = "/api", endpoint = "set_queueing", input = Postcard, output = Postcard)]
pub(crate) async fn set_queueing(
    seen: Queueing,
    queueing: Queueing,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let set = request::switchboard()?.set_queueing(&request::who()?, seen, queueing).await;
    request::outcome(set, "setting how requests are queued")
}

/// Adds a rule at the end, or changes the version that the caller saw.
#[server(prefix = "/api", endpoint = "save_url_rule", input = Postcard, output = Postcard)]
pub(crate) async fn save_url_rule(
    seen: Option<UrlRuleView>,
    site: Option<SiteId>,
    pattern: String,
    operators: Vec<OperatorId>,
    otherwise: Otherwise,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let rule = chat::routing::UrlRule { site, pattern, operators, otherwise };
    let saved = request::switchboard()?.save_url_rule(&request::who()?, seen, rule).await;
    request::outcome(saved, "saving a URL rule").map(|saved| saved.map(|_| ()))
}

/// Moves a rule to a position, counted from 1.
#[server(prefix = "/api", endpoint = "move_url_rule", input = Postcard, output = Postcard)]
pub(crate) async fn move_url_rule(id: UrlRuleId, place: u32) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let moved = request::switchboard()?.move_url_rule(&request::who()?, id, place).await;
    request::outcome(moved, "moving a URL rule")
}

#[server(prefix = "/api", endpoint = "remove_url_rule", input = Postcard, output = Postcard)]
pub(crate) async fn remove_url_rule(id: UrlRuleId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let removed = request::switchboard()?.remove_url_rule(&request::who()?, id).await;
    request::outcome(removed, "removing a URL rule")
}

/// The rule that a request from this page would match, and its position.
#[server(prefix = "/api", endpoint = "try_url", input = Postcard, output = Postcard)]
pub(crate) async fn try_url(
    site: SiteId,
    page: String,
) -> Result<Result<Option<(u32, UrlRuleView)>, Fault>, ServerFnError> {
    use crate::request;

    let hit = request::switchboard()?.try_url(&request::who()?, site, &page).await;
    request::outcome(hit, "trying an address")
}

/// The routing decisions about a chat's request, oldest first.
#[server(name = GetDecisions, prefix = "/api", endpoint = "decisions", input = PostUrl, output = Postcard)]
pub(crate) async fn decisions(chat: ChatId) -> Result<Result<Vec<Decision>, Fault>, ServerFnError> {
    use crate::request;

    let decisions = request::switchboard()?.decisions(&request::who()?, chat).await;
    request::outcome(decisions, "reading why a chat went where it did")
}
