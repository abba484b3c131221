//! The caches of this node: how requests are routed, and how websites are set up.

use crate::{
    live::{Copies, Stale},
    routing::plan::Plans,
    site::known::Sites,
};

#[derive(Clone, Default)]
pub(crate) struct Caches {
    pub(crate) plans: Plans,
    /// The settings of the websites, and where their snippets were seen.
    pub(crate) sites: Sites,
}

impl Copies for Caches {
    fn forget(&self, stale: Stale) {
        match stale {
            Stale::Routing(account) => self.plans.forget(account),
            Stale::Site(site) => self.sites.forget(site),
            Stale::Everything => {
                self.plans.forget_all();
                self.sites.forget_all();
            }
        }
    }
}
