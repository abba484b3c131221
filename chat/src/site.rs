//! Websites (manual A18). A visitor's client names its site by the key in the snippet.
//!
//! | module | holds |
//! |---|---|
//! | `site/manage.rs` | an administrator adds, changes and removes them |
//! | `site/domains.rs` | the hosts whose pages may show a site's chat |
//! | `site/screen.rs`, `site/texts.rs` | what its Welcome Screen may ask, and its own texts |
//! | `site/hours.rs`, `site/clock.rs` | its business hours |
//! | `site/seen.rs` | whether its snippet was seen in a page |
//! | `site/known.rs` | a cache of the sites' settings |
//!
//! A removed site keeps its row, because chats show its name; its key is no longer valid.

pub mod domains;
pub mod manage;

pub(crate) mod known;

mod clock;
mod hours;
mod screen;
mod seen;
mod texts;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;
use wire::{AccountId, SiteId, SiteSettings, Timestamp, operator::SiteView, site::SiteDetails};

use crate::{
    Error, Sources, Switchboard,
    column::{from_json, json_of},
    picture,
    store::{Tx, sql},
};

pub use domains::{BadDomain, Embedder};
pub use hours::BadHours;
pub use screen::BadScreen;
pub use texts::BadSiteTexts;

/// A site, with the account it belongs to.
#[derive(Clone, Debug)]
pub struct Site {
    /// The account.
    pub account: AccountId,
    /// Its id, key and name.
    pub view: SiteView,
    /// Its settings.
    pub settings: SiteSettings,
    /// Whether operators of the account see what visitors type before they send it.
    pub previews: bool,
    /// The address of its logo; empty: it has none.
    pub logo: String,
    pub(crate) version: i64,
}

impl Site {
    /// Whether the site is within its business hours then.
    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        self.settings.hours.as_ref().is_none_or(|hours| hours::is_open(hours, now))
    }

    fn details(self) -> SiteDetails {
        let Site { view, settings, logo, version, .. } = self;
        SiteDetails { id: view.id, name: view.name, key: view.key, settings, logo, version }
    }
}

impl Switchboard {
    /// The first site of the installation, which the demo pages embed.
    pub async fn demo_site(&self) -> Result<Option<SiteView>, Error> {
        let mut tx = self.store.read().await?;
        let row = sql!(
            &mut tx,
            fetch_optional as Row,
            "select id, account_id, key, name, settings, version, removed_at,
                        (select previews from account where account.id = site.account_id) as previews,
                        (select hash from picture where owner_id = site.id) as logo
                     from site where removed_at is null order by created_at, id limit 1",
        )?;
        Ok(row.map(Row::site).transpose()?.map(|site| site.view))
    }

    /// The site with this key.
    pub async fn site_of(&self, key: &str) -> Result<Option<Site>, Error> {
        by_key(&mut self.store.read().await?, key).await
    }
}

pub(crate) async fn by_key(tx: &mut Tx, key: &str) -> Result<Option<Site>, Error> {
    let row = sql!(
        tx,
        fetch_optional as Row,
        "select id, account_id, key, name, settings, version, removed_at,
                    (select previews from account where account.id = site.account_id) as previews,
                    (select hash from picture where owner_id = site.id) as logo
                 from site where key = $1 and removed_at is null",
        key,
    )?;
    row.map(Row::site).transpose()
}

/// A site of the account, removed or not.
pub(crate) async fn one_of(tx: &mut Tx, account: AccountId, id: SiteId) -> Result<Option<Site>, Error> {
    let row = sql!(
        tx,
        fetch_optional as Row,
        "select id, account_id, key, name, settings, version, removed_at,
                    (select previews from account where account.id = site.account_id) as previews,
                    (select hash from picture where owner_id = site.id) as logo
                 from site where account_id = $1 and id = $2",
        account.0,
        id.0,
    )?;
    row.map(Row::site).transpose()
}

/// The account's sites by name, including removed ones.
pub(crate) async fn all_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Site>, Error> {
    let rows = sql!(
        tx,
        fetch_all as Row,
        "select id, account_id, key, name, settings, version, removed_at,
                    (select previews from account where account.id = site.account_id) as previews,
                    (select hash from picture where owner_id = site.id) as logo
                 from site where account_id = $1 order by name, id",
        account.0,
    )?;
    rows.into_iter().map(Row::site).collect()
}

/// The same as every operator sees them.
pub(crate) async fn views_of(
    tx: &mut Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<SiteView>, Error> {
    let view = |site: Site| SiteView { is_open: site.is_open(now), ..site.view };
    Ok(all_of(tx, account).await?.into_iter().map(view).collect())
}

pub(crate) async fn insert(
    tx: &mut Tx,
    account: AccountId,
    site: &SiteDetails,
    now: Timestamp,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into site (id, account_id, key, name, settings, created_at) values ($1, $2, $3, $4, $5, $6)",
        site.id.0,
        account.0,
        site.key.as_str(),
        site.name.as_str(),
        json_of(&site.settings),
        now.0,
    )
    .map(|_| ())
}

/// A new site with default settings and its own key.
pub(crate) fn new(name: String, sources: &Sources) -> SiteDetails {
    SiteDetails {
        id: sources.id(),
        name,
        key: new_key(sources),
        settings: SiteSettings::default(),
        logo: String::new(),
        version: 1,
    }
}

/// A key for a snippet. It is unique, but not secret.
fn new_key(sources: &Sources) -> String {
    URL_SAFE_NO_PAD.encode(sources.bytes::<9>())
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    key: String,
    name: String,
    settings: String,
    version: i64,
    removed_at: Option<i64>,
    previews: i64,
    logo: Option<String>,
}

impl Row {
    fn site(self) -> Result<Site, Error> {
        let is_removed = self.removed_at.is_some();
        Ok(Site {
            account: self.account_id.into(),
            view: SiteView { id: self.id.into(), key: self.key, name: self.name, is_removed, is_open: true },
            settings: from_json(&self.settings, "site.settings")?,
            previews: self.previews != 0,
            logo: self.logo.as_deref().map(picture::address).unwrap_or_default(),
            version: self.version,
        })
    }
}
