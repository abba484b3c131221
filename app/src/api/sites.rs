//! Websites (manual A18).

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::{Language, SiteId, SiteSettings, note::SeenPage, rating::Scale, site::SiteDetails};

use super::fault::Fault;

#[server(name = GetSites, prefix = "/api", endpoint = "sites", input = PostUrl, output = Postcard)]
pub(crate) async fn sites() -> Result<Result<Vec<SiteDetails>, Fault>, ServerFnError> {
    use crate::request;

    let sites = request::switchboard()?.sites(&request::who()?).await;
    request::outcome(sites, "reading the web sites")
}

/// Adds a website, or changes the version that the caller saw. `logo`: a new one, or its removal;
/// `None` keeps it. Returns the site as saved.
#[server(prefix = "/api", endpoint = "save_site", input = Postcard, output = Postcard)]
pub(crate) async fn save_site(
    seen: Option<(SiteId, i64)>,
    name: String,
    settings: SiteSettings,
    logo: Option<Option<Vec<u8>>>,
) -> Result<Result<Option<SiteDetails>, Fault>, ServerFnError> {
    use crate::request;

    let (switchboard, who) = (request::switchboard()?, request::who()?);
    let site = chat::site::manage::SaveSite { name, settings, logo };
    let id = match request::outcome(switchboard.save_site(&who, seen, site).await, "saving a web site")? {
        Ok(id) => id,
        Err(fault) => return Ok(Err(fault)),
    };
    let now = request::outcome(switchboard.sites(&who).await, "reading the web sites")?;
    Ok(now.map(|now| now.into_iter().find(|site| site.id == id)))
}

#[server(prefix = "/api", endpoint = "remove_site", input = Postcard, output = Postcard)]
pub(crate) async fn remove_site(id: SiteId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let removed = request::switchboard()?.remove_site(&request::who()?, id).await;
    request::outcome(removed, "removing a web site")
}

/// The address at which browsers reach this server.
#[server(name = GetOrigin, prefix = "/api", endpoint = "origin", input = PostUrl, output = Postcard)]
pub(crate) async fn origin() -> Result<Result<String, Fault>, ServerFnError> {
    use crate::request;

    let sites = request::switchboard()?.sites(&request::who()?).await;
    let origin = request::origin()?;
    request::outcome(sites, "reading the web sites").map(|sites| sites.map(|_| origin))
}

#[server(prefix = "/api", endpoint = "renew_site_key", input = Postcard, output = Postcard)]
pub(crate) async fn renew_site_key(id: SiteId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let renewed = request::switchboard()?.renew_site_key(&request::who()?, id).await;
    request::outcome(renewed, "giving a web site another key")
}

#[server(prefix = "/api", endpoint = "site_seen", input = PostUrl, output = Postcard)]
pub(crate) async fn site_seen(id: SiteId) -> Result<Result<Option<SeenPage>, Fault>, ServerFnError> {
    use crate::request;

    let seen = request::switchboard()?.site_seen(&request::who()?, id).await;
    request::outcome(seen, "reading where a web site's snippet was seen")
}

/// The form to rate a chat, as HTML for the preview of a website. `question`: the site's own; empty:
/// ours.
#[server(prefix = "/api", endpoint = "rating_form", input = Postcard, output = Postcard)]
pub(crate) async fn rating_form(
    scale: Scale,
    question: String,
    language: Language,
) -> Result<Result<String, Fault>, ServerFnError> {
    use wire::{ChatId, rating::ToRate};

    use crate::request;

    // Only administrators set up websites.
    let allowed = request::switchboard()?.previews(&request::who()?).await;
    let asked = ToRate { chat: ChatId(uuid::Uuid::nil()), scale, question, given: None };
    let form = languages::rating::form(languages::of(language), &asked);
    request::outcome(allowed, "making the form to rate a chat").map(|allowed| allowed.map(|_| form))
}

/// Whether operators see what visitors type before they send it, on all websites.
#[server(name = GetPreviews, prefix = "/api", endpoint = "previews", input = PostUrl, output = Postcard)]
pub(crate) async fn previews() -> Result<Result<bool, Fault>, ServerFnError> {
    use crate::request;

    let previews = request::switchboard()?.previews(&request::who()?).await;
    request::outcome(previews, "reading whether operators see what visitors type")
}

/// Turns previews of typing on or off. Takes effect at once, including in open panels.
#[server(prefix = "/api", endpoint = "set_previews", input = Postcard, output = Postcard)]
pub(crate) async fn set_previews(on: bool) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let set = request::switchboard()?.set_previews(&request::who()?, on).await;
    request::outcome(set, "setting whether operators see what visitors type")
}
