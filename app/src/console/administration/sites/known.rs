//! The web sites, as the server has them.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::site::SiteDetails;

use crate::console::administration::{fault::Fault, settings::Known};

/// All that are there.
#[server(name = GetSites, prefix = "/api", endpoint = "sites", input = PostUrl, output = Postcard)]
async fn sites() -> Result<Result<Vec<SiteDetails>, Fault>, ServerFnError> {
    use crate::request;

    let sites = request::switchboard()?.sites(&request::who()?).await;
    request::outcome(sites, "reading the web sites")
}

/// All that are there, as the server has them.
pub(super) type Sites = Known<Vec<SiteDetails>>;

/// Reads them, and again when somebody has changed one.
pub(super) fn read() -> Sites {
    Known::by(|| Box::pin(sites()))
}
