//! Sites open and close by the clock, and everybody online is notified.

use wire::{AccountId, SiteId};

use crate::{Error, Switchboard};

impl Switchboard {
    /// Publishes the sites that have opened or closed since this node last published their state.
    /// Each node does it for those who are connected to it.
    pub(crate) async fn open_and_close(&self) -> Result<(), Error> {
        for (account, id, was_open) in self.caches.sites.told() {
            if self.is_open(account, id).await? != was_open {
                self.live.site_turned(account, id);
            }
        }
        Ok(())
    }

    /// Whether the site is open now by its business hours. From then on its changes are published.
    pub(crate) async fn is_open(&self, account: AccountId, id: SiteId) -> Result<bool, Error> {
        let site = self.caches.sites.of(account, id, &self.store).await?;
        let is_open = site.is_open(self.sources.now());
        self.caches.sites.tells(account, id, is_open);
        Ok(is_open)
    }
}
