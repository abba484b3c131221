//! *Check my site* (manual A18): whether a site's snippet was seen, on which page, and when.
//!
//! Each loader that says `Hello` is a sighting. It costs no write: it is noted in memory, and a
//! site's row gets the latest one every few minutes.

use async_trait::async_trait;
use wire::{AccountId, Role, SiteId, Timestamp, note::SeenPage};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    live::Live,
    store::{Tx, Write, sql},
};

/// How long a later sighting waits before it is stored, in milliseconds.
const PAUSE: i64 = 5 * 60 * 1000;

/// What this node has seen of one site.
#[derive(Clone, Debug)]
pub(crate) struct Sight {
    pub(crate) page: SeenPage,
    pub(crate) written_at: Option<Timestamp>,
}

impl Sight {
    fn is_due(&self, now: Timestamp) -> bool {
        self.written_at.is_none_or(|written| self.page.at > written && now.millis_since(written) >= PAUSE)
    }
}

impl Switchboard {
    /// The latest sighting of a site's snippet, for an administrator; `None`: it was never seen.
    /// What another node saw may appear some minutes later.
    pub async fn site_seen(
        &self,
        who: &SignedIn,
        id: SiteId,
    ) -> Result<Result<Option<SeenPage>, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let seen = self.sight_in(&mut self.store.read().await?, who.account, id).await?;
        Ok(seen.ok_or(Refused::NotFound))
    }

    /// The latest sighting of a site's snippet, and the latest page that was turned away.
    pub(crate) async fn sights_of(
        &self,
        tx: &mut Tx,
        account: AccountId,
        id: SiteId,
    ) -> Result<(Option<SeenPage>, Option<SeenPage>), Error> {
        let seen = self.sight_in(tx, account, id).await?.flatten();
        Ok((seen, self.caches.sites.turned_away_from(id)))
    }

    /// `None`: there is no such site.
    async fn sight_in(
        &self,
        tx: &mut Tx,
        account: AccountId,
        id: SiteId,
    ) -> Result<Option<Option<SeenPage>>, Error> {
        let row = sql!(
            tx,
            fetch_optional as (Option<i64>, Option<String>),
            "select seen_at, seen_page from site where account_id = $1 and id = $2 and removed_at is null",
            account.0,
            id.0,
        )?;
        let Some((at, url)) = row else { return Ok(None) };
        let written =
            at.map(|at| SeenPage { url: url.unwrap_or_default(), title: String::new(), at: Timestamp(at) });
        let here = self.caches.sites.sight_of(id).map(|sight| sight.page);
        Ok(Some(written.into_iter().chain(here).max_by_key(|seen| seen.at)))
    }

    /// Stores the sightings that are due.
    pub(crate) async fn keep_sights(&self, now: Timestamp) -> Result<(), Error> {
        let sights = self.caches.sites.sights();
        let due: Vec<_> = sights
            .into_iter()
            .filter(|(_, sight)| sight.is_due(now))
            .map(|(id, sight)| (id, sight.page))
            .collect();
        if due.is_empty() {
            return Ok(());
        }
        let written: Vec<_> = due.iter().map(|(id, _)| *id).collect();
        self.store.write(SightsWork { due }).await?;
        self.caches.sites.written(&written, now);
        Ok(())
    }
}

struct SightsWork {
    due: Vec<(SiteId, SeenPage)>,
}

#[async_trait]
impl Write for SightsWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        for (id, SeenPage { url, at, .. }) in &self.due {
            sql!(
                tx,
                execute,
                "update site set seen_at = $2, seen_page = $3 where id = $1 and coalesce(seen_at, 0) < $2",
                id.0,
                at.0,
                url.as_str(),
            )?;
        }
        Ok(())
    }

    fn announce(&self, (): &(), _: &Live) {}
}
