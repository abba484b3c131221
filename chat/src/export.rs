//! Everything that is kept about one visitor, as files: JSON for programs, HTML for people.
//! `docs/ADMINISTRATORS.md` describes them.
//!
//! The files come one chat after the other, so that only one chat is in memory at a time.
//!
//! | module | holds |
//! |---|---|
//! | `export/about.rs` | the files about the visitor |
//! | `export/chat.rs` | the files about one chat |

mod about;
mod chat;

use async_trait::async_trait;
use jiff::{Timestamp as Instant, tz::TimeZone};
use serde::Serialize;
use uuid::Uuid;
use wire::{AccountId, ChatId, Role, SiteId, Timestamp, VisitorId, administration::Action};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::Entry,
    live::Live,
    site,
    store::{Tx, Write, sql},
    visitor,
};

/// The version of the JSON files. It grows when something in them is renamed or removed.
const FORMAT: u32 = 1;

/// A file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedFile {
    /// Its path in the archive, with `/`.
    pub name: String,
    /// Its content.
    pub body: String,
}

/// The files of one visitor, still to be read.
pub struct Export {
    switchboard: Switchboard,
    account: AccountId,
    visitor: VisitorId,
    zone: TimeZone,
    at: Timestamp,
    /// The chats, the oldest first, each with the names of its files without their endings.
    chats: Vec<(ChatId, String)>,
    /// The number of chats that were read; `None`: nothing was read yet.
    read: Option<usize>,
}

impl Switchboard {
    /// Everything that is kept about a visitor who is online or has once written. Times are those
    /// of this zone (`Europe/Berlin`), otherwise of the business hours of the visitor's site,
    /// otherwise UTC. The audit log records the export.
    ///
    /// Refused with [`Refused::NotFound`]. For administrators only.
    pub async fn export_visitor(
        &self,
        who: &SignedIn,
        visitor: VisitorId,
        zone: &str,
    ) -> Result<Result<Export, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let here = self.live.whereabouts_of(who.account, visitor).map(|(site, _)| site);
        let entry = self.entry_by(who, Action::VisitorExported);
        let (account, at) = (who.account, entry.at);
        let work = ExportWork { visitor, is_here: here.is_some(), entry };
        if let Err(refused) = self.administer(who, work).await? {
            return Ok(Err(refused));
        }
        let mut tx = self.store.read().await?;
        let zone = zone_of(&mut tx, account, visitor, here, zone).await?;
        let rows = sql!(
            &mut tx,
            fetch_all as (Uuid, i64),
            "select id, asked_at from chat where account_id = $1 and visitor_id = $2 order by asked_at, id",
            account.0,
            visitor.0,
        )?;
        let named = |(id, asked_at): (Uuid, i64)| {
            let day = clock(&zone, Timestamp(asked_at), "%Y-%m-%d");
            (ChatId(id), format!("chats/{day} {}", id.simple()))
        };
        let chats = rows.into_iter().map(named).collect();
        Ok(Ok(Export { switchboard: self.clone(), account, visitor, zone, at, chats, read: None }))
    }
}

impl Export {
    /// A name for the archive, without an ending: only ASCII letters, digits, spaces and `-`.
    pub fn file_name(&self) -> String {
        format!("{} Visitor {}", clock(&self.zone, self.at, "%Y-%m-%d"), self.visitor.short())
    }

    /// The next files; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Vec<ExportedFile>>, Error> {
        let Some(read) = self.read else {
            self.read = Some(0);
            return self.about().await.map(Some);
        };
        let Some((chat, name)) = self.chats.get(read).cloned() else { return Ok(None) };
        self.read = Some(read + 1);
        self.chat(chat, &name).await.map(Some)
    }

    /// A time as in RFC 3339, on the clocks of the zone.
    fn time(&self, at: Timestamp) -> String {
        clock(&self.zone, at, "%Y-%m-%dT%H:%M:%S%:z")
    }
}

/// The zone of this name, otherwise that of the business hours where the visitor wrote or is.
async fn zone_of(
    tx: &mut Tx,
    account: AccountId,
    visitor: VisitorId,
    here: Option<SiteId>,
    name: &str,
) -> Result<TimeZone, Error> {
    if let Ok(zone) = TimeZone::get(name) {
        return Ok(zone);
    }
    let kept = sql!(
        &mut *tx,
        fetch_optional as (Uuid,),
        "select site_id from visitor where account_id = $1 and id = $2",
        account.0,
        visitor.0,
    )?;
    let Some(site) = kept.map(|(site,)| SiteId(site)).or(here) else { return Ok(TimeZone::UTC) };
    let site = site::one_of(tx, account, site).await?;
    let hours = site.as_ref().and_then(|site| site.settings.hours.as_ref());
    Ok(hours.and_then(|hours| TimeZone::get(&hours.zone).ok()).unwrap_or(TimeZone::UTC))
}

fn clock(zone: &TimeZone, at: Timestamp, format: &str) -> String {
    // Times beyond the year 9999 cannot be written.
    let moment = Instant::from_millisecond(at.0).unwrap_or(Instant::UNIX_EPOCH);
    moment.to_zoned_datetime(zone.clone()).strftime(format).to_string()
}

/// Records the export.
struct ExportWork {
    visitor: VisitorId,
    is_here: bool,
    entry: Entry,
}

#[async_trait]
impl Write for ExportWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        if !self.is_here && !visitor::is_kept(tx, self.entry.account, self.visitor).await? {
            return Ok(Err(Refused::NotFound));
        }
        self.entry.keep(tx, &self.visitor.short(), Vec::new()).await?;
        Ok(Ok(()))
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}

/// JSON that people can read as well.
fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value)
        .unwrap_or_else(|error| unreachable!("it has nothing that JSON lacks: {error}"))
}
