//! The websites as the server has them.

use crate::api::sites::sites;
use wire::site::SiteDetails;

use crate::console::administration::settings::Known;

pub(super) type Sites = Known<Vec<SiteDetails>>;

pub(super) fn read() -> Sites {
    Known::by(|| Box::pin(sites()))
}
