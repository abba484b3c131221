//! Bans: visitors, addresses and networks that may not chat.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::{
    BanId, VisitorId,
    ban::{BanChoice, BanEnd, BanSettings, BanTarget, BanView},
};

use super::fault::Fault;

/// The bans that hold, contain the given words and precede the given one; and whether there are
/// more.
#[server(name = GetBans, prefix = "/api", endpoint = "bans", input = PostUrl, output = Postcard)]
pub(crate) async fn bans(
    search: String,
    #[server(default)] before: Option<BanId>,
) -> Result<Result<(Vec<BanView>, bool), Fault>, ServerFnError> {
    use crate::request;

    let page = request::switchboard()?.bans(&request::who()?, &search, before).await;
    request::outcome(page, "reading the bans")
}

/// What may be banned about a visitor.
#[server(name = GetBanChoices, prefix = "/api", endpoint = "ban_choices", input = PostUrl, output = Postcard)]
pub(crate) async fn ban_choices(visitor: VisitorId) -> Result<Result<Vec<BanChoice>, Fault>, ServerFnError> {
    use crate::request;

    let choices = request::switchboard()?.ban_choices(&request::who()?, visitor).await;
    request::outcome(choices, "reading what may be banned")
}

/// How many visitors now online come from a network.
#[server(name = GetOnlineIn, prefix = "/api", endpoint = "online_in", input = PostUrl, output = Postcard)]
pub(crate) async fn online_in(network: String) -> Result<Result<u32, Fault>, ServerFnError> {
    use crate::request;

    let online = request::switchboard()?.online_in(&request::who()?, &network).await;
    request::outcome(online, "counting the visitors of a network")
}

#[server(prefix = "/api", endpoint = "ban", input = Postcard, output = Postcard)]
pub(crate) async fn ban(
    target: BanTarget,
    reason: String,
    end: BanEnd,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let banned = request::switchboard()?.ban(&request::who()?, target, &reason, end).await;
    request::outcome(banned, "banning")
}

#[server(prefix = "/api", endpoint = "lift_ban", input = Postcard, output = Postcard)]
pub(crate) async fn lift_ban(id: BanId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let lifted = request::switchboard()?.lift_ban(&request::who()?, id).await;
    request::outcome(lifted, "lifting a ban")
}

/// What bans do.
#[server(name = GetBanSettings, prefix = "/api", endpoint = "ban_settings", input = PostUrl, output = Postcard)]
pub(crate) async fn ban_settings() -> Result<Result<BanSettings, Fault>, ServerFnError> {
    use crate::request;

    let settings = request::switchboard()?.ban_settings(&request::who()?).await;
    request::outcome(settings, "reading what bans do")
}

#[server(prefix = "/api", endpoint = "set_ban_settings", input = Postcard, output = Postcard)]
pub(crate) async fn set_ban_settings(settings: BanSettings) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let set = request::switchboard()?.set_ban_settings(&request::who()?, settings).await;
    request::outcome(set, "changing what bans do")
}
