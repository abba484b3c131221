//! The first steps of an administrator with a new installation. Which steps are done follows from
//! the stored data; which were skipped is stored. The guide ends when all steps are done or when
//! the administrator ends it.

use async_trait::async_trait;
use url::{Host, Url};
use uuid::Uuid;
use wire::{
    AccountId, Role, SiteId, Timestamp,
    guide::{Guide, OwnSite, Step},
};

use crate::{
    Error, Refused, SignedIn, Switchboard, account,
    column::{from_json, json_of},
    live::Live,
    site::{self, BadDomain, Embedder, manage::SaveSite},
    store::{Tx, Write, lock_account, sql},
};

/// The longest stored address of a website, in bytes.
const MAX_ADDRESS: usize = 2_000;

impl Switchboard {
    /// The administrator's progress. When nothing is left to do, the guide ends for the whole
    /// account.
    pub async fn guide(&self, who: &SignedIn) -> Result<Result<Guide, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let mut tx = self.store.read().await?;
        let kept = Kept::of(&mut tx, who.account).await?;
        let has_ended = kept.has_ended;
        let guide = self.facts(&mut tx, who, kept).await?;
        drop(tx);
        if guide.is_over() && !has_ended {
            return Ok(self.end_guide(who).await?.map(|()| guide));
        }
        Ok(Ok(guide))
    }

    pub(crate) async fn has_guide(&self, tx: &mut Tx, who: &SignedIn) -> Result<bool, Error> {
        if who.role != Role::Administrator {
            return Ok(false);
        }
        let kept = Kept::of(tx, who.account).await?;
        Ok(!kept.has_ended && !self.facts(tx, who, kept).await?.is_over())
    }

    /// Skips a step, or takes it up again. For administrators only.
    pub async fn skip_step(
        &self,
        who: &SignedIn,
        step: Step,
        skips: bool,
    ) -> Result<Result<(), Refused>, Error> {
        self.change_guide(who, Change::Skip(step, skips)).await
    }

    /// Ends the guide for the whole account. For administrators only.
    pub async fn end_guide(&self, who: &SignedIn) -> Result<Result<(), Refused>, Error> {
        self.change_guide(who, Change::End).await
    }

    /// Sets the address and the name of the account's own website; without a name its host is used.
    /// Pages of that host can show its chat, with and without `www.`. Adds the site unless it was
    /// set here before.
    pub async fn set_own_site(
        &self,
        who: &SignedIn,
        address: &str,
        name: &str,
    ) -> Result<Result<(), Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let Some(address) = Address::of(address) else {
            let typed = address.chars().filter(|c| !c.is_control()).take(80).collect();
            return Ok(Err(Refused::BadDomain(BadDomain::NotADomain(typed))));
        };
        let mut tx = self.store.read().await?;
        let before = match Kept::of(&mut tx, who.account).await?.site {
            Some(id) => site::one_of(&mut tx, who.account, id).await?.filter(|site| !site.view.is_removed),
            None => None,
        };
        drop(tx);
        let (seen, mut settings) = match before {
            Some(site) => (Some((site.view.id, site.version)), site.settings),
            None => Default::default(),
        };
        settings.domains.extend(address.domains);
        let name = if name.trim().is_empty() { address.host } else { name.to_owned() };
        match self.save_site(who, seen, SaveSite { name, settings, logo: None }).await? {
            Ok(id) => self.change_guide(who, Change::Site(id, address.url)).await,
            Err(refused) => Ok(Err(refused)),
        }
    }

    async fn change_guide(&self, who: &SignedIn, change: Change) -> Result<Result<(), Refused>, Error> {
        self.administer(who, GuideWork { account: who.account, change, now: self.sources.now() }).await
    }

    async fn facts(&self, tx: &mut Tx, who: &SignedIn, kept: Kept) -> Result<Guide, Error> {
        let account = who.account;
        let Kept { skipped, site, address, .. } = kept;
        let (name, is_made) = sql!(
            &mut *tx,
            fetch_one as (String, i64),
            "select screen_name, password_is_made from operator where account_id = $1 and id = $2",
            account.0,
            who.operator.0,
        )?;
        let others = sql!(
            &mut *tx,
            fetch_all as (Option<i64>,),
            "select invited_at from operator where account_id = $1 and id <> $2 and deleted_at is null",
            account.0,
            who.operator.0,
        )?;
        let talked = sql!(
            &mut *tx,
            fetch_optional as (i64,),
            "select accepted_at from chat
             where account_id = $1 and visitor_id is not null and accepted_at is not null limit 1",
            account.0,
        )?;
        let demo = sql!(
            &mut *tx,
            fetch_optional as (Uuid,),
            "select account_id from site where removed_at is null order by created_at, id limit 1",
        )?;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Guide {
            has_first_name: name == account::FIRST_NAME,
            has_made_password: is_made != 0,
            site: self.own_site(tx, account, site, address).await?,
            has_demo: demo.is_some_and(|(whose,)| whose == account.0),
            has_talked: talked.is_some(),
            colleagues: number(others.len()),
            invited: number(others.iter().filter(|(invited_at,)| invited_at.is_some()).count()),
            mails: self.invites_by_mail(tx, account).await?,
            skipped,
        })
    }

    /// The site that was set as their own, or else the first that names the domains of its pages.
    async fn own_site(
        &self,
        tx: &mut Tx,
        account: AccountId,
        named: Option<SiteId>,
        address: Option<String>,
    ) -> Result<Option<OwnSite>, Error> {
        let all = site::all_of(tx, account).await?;
        let mut all: Vec<_> = all.into_iter().filter(|site| !site.view.is_removed).collect();
        let place = all.iter().position(|site| Some(site.view.id) == named);
        let place = place.or_else(|| all.iter().position(|site| !site.settings.domains.is_empty()));
        let Some(site) = place.map(|place| all.swap_remove(place)) else { return Ok(None) };
        let address = address.filter(|_| Some(site.view.id) == named);
        let domains = site.settings.domains;
        let address = match (address, domains.first()) {
            (Some(address), _) => address,
            (None, Some(domain)) => format!("https://{}/", domain.trim_start_matches("*.")),
            (None, None) => return Ok(None),
        };
        // If pages of every host can show the chat, the account's own pages are those of that
        // address.
        let domains = match (domains.is_empty(), Address::of(&address)) {
            (true, Some(address)) => address.domains,
            _ => domains,
        };
        let id = site.view.id;
        let (seen, elsewhere) = self.sights_of(tx, account, id).await?;
        let is_own = |url: &str| Embedder::of(None, url, "").is_allowed(&domains);
        let (own, other): (Vec<_>, Vec<_>) =
            seen.into_iter().chain(elsewhere).partition(|page| is_own(&page.url));
        let seen = own.into_iter().max_by_key(|page| page.at);
        let since = seen.as_ref().map(|page| page.at);
        let elsewhere = other.into_iter().max_by_key(|page| page.at).filter(|page| Some(page.at) > since);
        Ok(Some(OwnSite { id, name: site.view.name, key: site.view.key, address, seen, elsewhere }))
    }
}

#[derive(Default)]
struct Kept {
    skipped: Vec<Step>,
    site: Option<SiteId>,
    address: Option<String>,
    has_ended: bool,
}

impl Kept {
    async fn of(tx: &mut Tx, account: AccountId) -> Result<Kept, Error> {
        let row = sql!(
            tx,
            fetch_optional as (String, Option<Uuid>, Option<String>, Option<i64>),
            "select skipped, site_id, address, ended_at from guide where account_id = $1",
            account.0,
        )?;
        let Some((skipped, site, address, ended_at)) = row else { return Ok(Kept::default()) };
        Ok(Kept {
            skipped: from_json(&skipped, "guide.skipped")?,
            site: site.map(SiteId),
            address,
            has_ended: ended_at.is_some(),
        })
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Address {
    url: String,
    host: String,
    /// As in a site's settings: the host, with and without `www.`.
    domains: Vec<String>,
}

impl Address {
    /// Parses a typed address: http or https, which may be left out.
    fn of(typed: &str) -> Option<Address> {
        let typed = typed.trim();
        let is_whole = typed.contains("://");
        let whole = if is_whole { typed.to_owned() } else { format!("https://{typed}") };
        let mut url = Url::parse(&whole).ok()?;
        let is_web = matches!(url.scheme(), "http" | "https") && url.username().is_empty();
        if !is_web || url.as_str().len() > MAX_ADDRESS {
            return None;
        }
        // There are no certificates for local hosts.
        let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
        if is_local && !is_whole {
            url.set_scheme("http").ok()?;
        }
        url.set_fragment(None);
        let host = url.host_str()?.to_owned();
        let twin = match url.host()? {
            Host::Domain(name) if name.contains('.') => {
                Some(name.strip_prefix("www.").map_or_else(|| format!("www.{name}"), str::to_owned))
            }
            _ => None,
        };
        let at_port = |host: String| match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host,
        };
        let domains = [host.clone()].into_iter().chain(twin).map(at_port).collect();
        Some(Address { url: url.to_string(), host, domains })
    }
}

enum Change {
    Skip(Step, bool),
    Site(SiteId, String),
    End,
}

struct GuideWork {
    account: AccountId,
    change: Change,
    now: Timestamp,
}

#[async_trait]
impl Write for GuideWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.account;
        lock_account(tx, account).await?;
        sql!(
            &mut *tx,
            execute,
            "insert into guide (account_id) values ($1) on conflict (account_id) do nothing",
            account.0,
        )?;
        match &self.change {
            Change::Skip(step, skips) => {
                let mut skipped = Kept::of(tx, account).await?.skipped;
                skipped.retain(|one| one != step);
                skipped.extend(Some(*step).filter(|_| *skips));
                let skipped = json_of(&skipped);
                sql!(
                    tx,
                    execute,
                    "update guide set skipped = $2 where account_id = $1",
                    account.0,
                    skipped.as_str(),
                )
            }
            Change::Site(site, address) => sql!(
                tx,
                execute,
                "update guide set site_id = $2, address = $3 where account_id = $1",
                account.0,
                site.0,
                address.as_str(),
            ),
            Change::End => sql!(
                tx,
                execute,
                "update guide set ended_at = $2 where account_id = $1 and ended_at is null",
                account.0,
                self.now.0,
            ),
        }
        .map(|_| Ok(()))
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_as_people_type_it() {
        for (typed, url, domains) in [
            ("shop.example", "https://shop.example/", "shop.example www.shop.example"),
            (
                " https://www.shop.example/tea?x=1#y ",
                "https://www.shop.example/tea?x=1",
                "www.shop.example shop.example",
            ),
            (
                "http://shop.example:8080",
                "http://shop.example:8080/",
                "shop.example:8080 www.shop.example:8080",
            ),
            ("localhost:3000", "http://localhost:3000/", "localhost:3000"),
            ("192.0.2.1", "https://192.0.2.1/", "192.0.2.1"),
            (
                "b\u{fc}cher.example",
                "https://xn--bcher-kva.example/",
                "xn--bcher-kva.example www.xn--bcher-kva.example",
            ),
        ] {
            let address = Address::of(typed).unwrap_or_else(|| panic!("{typed}"));
            assert_eq!((address.url.as_str(), address.domains.join(" ").as_str()), (url, domains), "{typed}");
        }
        let long = format!("https://shop.example/{}", "a".repeat(MAX_ADDRESS));
        for bad in [
            "",
            " ",
            "javascript://alert(1)",
            "file:///etc/passwd",
            "https://me:secret@shop.example",
            "a b",
            &long,
        ] {
            assert_eq!(Address::of(bad), None, "{bad}");
        }
    }
}
