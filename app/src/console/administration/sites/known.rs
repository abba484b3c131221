//! The web sites, as the server has them.

use crate::api::sites::sites;
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::site::SiteDetails;

use crate::console::administration::{fault::Fault, settings::Known};

/// All that are there, as the server has them.
pub(super) type Sites = Known<Vec<SiteDetails>>;

/// Reads them, and again when somebody has changed one.
pub(super) fn read() -> Sites {
    Known::by(|| Box::pin(sites()))
}
