//! Web sites (manual A18): what a visitor's client names by the key in its snippet.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;
use wire::{AccountId, SiteId, SiteLanguage, Timestamp, operator::SiteView};

use crate::{
    Error, Sources, Switchboard,
    store::{Tx, sql},
};

/// A site, with the account it belongs to.
#[derive(Clone, Debug)]
pub struct Site {
    /// The account.
    pub account: AccountId,
    /// Its id, key and name.
    pub view: SiteView,
}

impl Site {
    /// Which language it speaks to its visitors (manual A18).
    pub fn language(&self) -> SiteLanguage {
        SiteLanguage::AsThePage
    }

    /// A new one with a key of its own.
    pub(crate) fn new(account: AccountId, name: String, sources: &Sources) -> Site {
        let key = URL_SAFE_NO_PAD.encode(sources.bytes::<9>());
        Site { account, view: SiteView { id: sources.id(), name, key } }
    }
}

impl Switchboard {
    /// The first site of the installation: the one that the demo pages embed.
    pub async fn demo_site(&self) -> Result<Option<SiteView>, Error> {
        let mut tx = self.store.read().await?;
        let row = sql!(
            &mut tx,
            fetch_optional as Row,
            "select id, account_id, key, name from site order by created_at, id limit 1",
        )?;
        Ok(row.map(|row| row.site().view))
    }
}

pub(crate) async fn by_key(tx: &mut Tx, key: &str) -> Result<Option<Site>, Error> {
    let row =
        sql!(tx, fetch_optional as Row, "select id, account_id, key, name from site where key = $1", key)?;
    Ok(row.map(Row::site))
}

pub(crate) async fn all_of(tx: &mut Tx, account: AccountId) -> Result<Vec<SiteView>, Error> {
    let rows = sql!(
        tx,
        fetch_all as Row,
        "select id, account_id, key, name from site where account_id = $1 order by name, id",
        account.0,
    )?;
    Ok(rows.into_iter().map(|row| row.site().view).collect())
}

pub(crate) async fn insert(tx: &mut Tx, site: &Site, now: Timestamp) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into site (id, account_id, key, name, created_at) values ($1, $2, $3, $4, $5)",
        site.view.id.0,
        site.account.0,
        site.view.key.as_str(),
        site.view.name.as_str(),
        now.0,
    )
    .map(|_| ())
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(try_from = "Uuid")]
    id: SiteId,
    #[sqlx(try_from = "Uuid")]
    account_id: AccountId,
    key: String,
    name: String,
}

impl Row {
    fn site(self) -> Site {
        Site { account: self.account_id, view: SiteView { id: self.id, key: self.key, name: self.name } }
    }
}
