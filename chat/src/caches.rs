//! The caches of this node: how requests are routed, how websites are set up, who is banned,
//! and what is redacted in texts.

use crate::{
    ban::known::KnownBans,
    live::{Copies, Stale},
    redact::Redactors,
    routing::plan::Plans,
    site::known::Sites,
};

#[derive(Clone, Default)]
pub(crate) struct Caches {
    pub(crate) plans: Plans,
    /// The settings of the websites, and where their snippets were seen.
    pub(crate) sites: Sites,
    pub(crate) bans: KnownBans,
    pub(crate) redactors: Redactors,
}

impl Copies for Caches {
    fn forget(&self, stale: Stale) {
        match stale {
            Stale::Routing(account) => self.plans.forget(account),
            Stale::Site(site) => self.sites.forget(site),
            Stale::Bans(account) => self.bans.forget(account),
            Stale::Redaction(account) => self.redactors.forget(&account),
            Stale::Everything => {
                self.plans.forget_all();
                self.sites.forget_all();
                self.bans.forget_all();
                self.redactors.forget_all();
            }
        }
    }
}
