//! The web sites, as the server has them.

use crate::api::sites::sites;
use wire::site::SiteDetails;

use crate::console::administration::settings::Known;

/// All that are there, as the server has them.
pub(super) type Sites = Known<Vec<SiteDetails>>;

/// Reads them, and again when somebody has changed one.
pub(super) fn read() -> Sites {
    Known::by(|| Box::pin(sites()))
}
