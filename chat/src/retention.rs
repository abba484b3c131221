//! Retention: what is older than an administrator wants to keep goes by itself.
//!
//! The rules are days for each site, with a default for the account. Once an hour, and after a
//! change, a node looks for what is too old, and removes about 500 rows a second (`erase.rs`) until
//! nothing is left. What has gone is counted in `retention_run` in the same write; when a site has
//! nothing left, the count becomes an entry of the audit log.
//!
//! | module | holds |
//! |---|---|
//! | `retention/rules.rs` | the rules in the store |
//! | `retention/old.rs` | what is too old |
//! | `retention/run.rs` | the write that removes a part of it |

mod old;
mod rules;
mod run;

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    Role, SiteId, Timestamp,
    administration::{Action, Change},
    retention::{Days, DryRun, MOST_DAYS, Retention},
};

use self::run::{Piece, RunWork};
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::Entry,
    erase::AT_ONCE,
    live::Live,
    site,
    store::{Tx, Write, lock_account, sql},
};

/// The time between two looks, in milliseconds.
const LOOKS: i64 = 60 * 60 * 1_000;

/// When this node looks next; `None`: now.
#[derive(Debug, Default)]
pub(crate) struct Looks(Mutex<Option<Timestamp>>);

impl Looks {
    fn are_due(&self, now: Timestamp) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none_or(|next| next <= now)
    }

    fn next(&self, at: Option<Timestamp>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }
}

impl Switchboard {
    /// The rules. For administrators only.
    pub async fn retention(&self, who: &SignedIn) -> Result<Result<Retention, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        rules::of(&mut self.store.read().await?, who.account).await.map(Ok)
    }

    /// What would go at once if these rules held. Changes nothing. For administrators only.
    ///
    /// Refused with [`Refused::OutOfRange`], and with [`Refused::NotFound`] for a site that is not
    /// the account's.
    pub async fn try_retention(
        &self,
        who: &SignedIn,
        wanted: &Retention,
    ) -> Result<Result<DryRun, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let now = self.sources.now();
        let mut tx = self.store.read().await?;
        if let Err(refused) = check(&mut tx, who, wanted).await? {
            return Ok(Err(refused));
        }
        let mut all = DryRun::default();
        for site in rules::sites(&mut tx, who.account).await? {
            let old = old::Old::of(wanted.on(site), now);
            let one = old.count(&mut tx, who.account, site).await?;
            all.kept.add(one.kept);
            all.oldest = match (all.oldest, one.oldest) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        Ok(Ok(all))
    }

    /// Changes the rules, if they still are as they were `seen`; what is too old then begins to go.
    /// For administrators only.
    ///
    /// Refused like [`Switchboard::try_retention`], and with [`Refused::Stale`].
    pub async fn set_retention(
        &self,
        who: &SignedIn,
        seen: Retention,
        wanted: Retention,
    ) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::RetentionChanged);
        let set = self.administer(who, SetWork { who: who.clone(), seen, wanted, entry }).await?;
        self.looks.next(None);
        Ok(set)
    }

    /// Removes a part of what is too old, if it is time; must be called about once a second.
    pub(crate) async fn keep_to_rules(&self, now: Timestamp) -> Result<(), Error> {
        if !self.looks.are_due(now) {
            return Ok(());
        }
        // Set before, so that a change of the rules in the meantime is not missed.
        self.looks.next(Some(now.plus_millis(LOOKS)));
        let is_done = self.remove_a_part(now).await;
        if !matches!(is_done, Ok(true)) {
            self.looks.next(None);
        }
        is_done.map(|_| ())
    }

    /// Whether nothing is left that is too old.
    async fn remove_a_part(&self, now: Timestamp) -> Result<bool, Error> {
        let mut tx = self.store.read().await?;
        // A run that was interrupted is told even if the rule is gone.
        let sites = sql!(
            &mut tx,
            fetch_all as (Uuid, Uuid),
            "select s.account_id, s.id from site s
             where exists (select 1 from retention r where r.account_id = s.account_id)
                   or exists (select 1 from retention_run n where n.site_id = s.id)
             order by s.account_id, s.id",
        )?;
        drop(tx);
        let mut is_ruled = false;
        for (account, site) in sites {
            is_ruled = true;
            let entry = self.entry(account.into(), None, Action::RetentionApplied);
            let nobodies = (0..AT_ONCE).map(|_| self.sources.id()).collect();
            let work = RunWork { site: site.into(), now, nobodies, entry };
            match self.store.write(work).await? {
                // The rest goes with the next calls, so that nobody notices it.
                Piece::Part(_) => return Ok(false),
                Piece::Nothing => {}
            }
        }
        if is_ruled {
            self.store.erased();
        }
        Ok(true)
    }
}

async fn check(tx: &mut Tx, who: &SignedIn, wanted: &Retention) -> Result<Result<(), Refused>, Error> {
    let all = wanted.sites.iter().map(|(_, days)| *days).chain([wanted.account]);
    if all.flat_map(Days::all).flatten().any(|days| days > MOST_DAYS) {
        return Ok(Err(Refused::OutOfRange));
    }
    for (site, _) in &wanted.sites {
        if site::one_of(tx, who.account, *site).await?.is_none() {
            return Ok(Err(Refused::NotFound));
        }
    }
    Ok(Ok(()))
}

struct SetWork {
    who: SignedIn,
    seen: Retention,
    wanted: Retention,
    entry: Entry,
}

#[async_trait]
impl Write for SetWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.who.account;
        lock_account(tx, account).await?;
        if let Err(refused) = check(tx, &self.who, &self.wanted).await? {
            return Ok(Err(refused));
        }
        let before = rules::of(tx, account).await?;
        let wanted = rules::tidy(&self.wanted);
        if before == wanted {
            return Ok(Ok(()));
        }
        if before != rules::tidy(&self.seen) {
            return Ok(Err(Refused::Stale));
        }
        rules::keep(tx, account, &wanted).await?;
        let mut changes = changed("all web sites", before.account, wanted.account);
        for site in rules::sites(tx, account).await? {
            let own = |rules: &Retention| {
                rules.sites.iter().find(|(id, _)| *id == site).map(|(_, days)| *days).unwrap_or_default()
            };
            if own(&before) != own(&wanted) {
                let name = site::one_of(tx, account, site).await?.map(|site| site.view.name);
                changes.extend(changed(&name.unwrap_or_default(), own(&before), own(&wanted)));
            }
        }
        self.entry.keep(tx, "", changes).await?;
        Ok(Ok(()))
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}

/// The changes of one rule, in English.
fn changed(whose: &str, before: Days, after: Days) -> Vec<Change> {
    let told = |days: Days| match days == Days::default() {
        true => String::new(),
        false => shown(days),
    };
    let change = Change { what: whose.to_owned(), before: told(before), after: told(after) };
    if before == after { Vec::new() } else { vec![change] }
}

/// A rule in one line, such as `chats 365, visitors 0`: in days, 0: for ever.
fn shown(days: Days) -> String {
    let names = ["chats", "off-line messages that are done", "off-line messages", "visitors"];
    let told = names.into_iter().zip(days.all()).filter_map(|(name, days)| Some(format!("{name} {}", days?)));
    told.collect::<Vec<_>>().join(", ")
}

/// The site's name, for the audit log.
async fn name_of(tx: &mut Tx, entry: &Entry, site: SiteId) -> Result<String, Error> {
    Ok(site::one_of(tx, entry.account, site).await?.map(|site| site.view.name).unwrap_or_default())
}
