//! Operators add notes about a visitor (manual B5, B8) for all their colleagues, and label visitors
//! for themselves (manual B9).

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, NoteId, OperatorRef, SiteId, Timestamp, VisitorId,
    note::{Note, Remark},
    text,
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    bus::Event,
    live::Live,
    store::{Tx, Write, sql},
    visitor,
};

/// The number of labels that an operator's console gets at once, newest first.
const REMARKS: i64 = 1_000;

impl Switchboard {
    /// Adds a note about a visitor who is online or has once written. Repeating it changes nothing.
    pub async fn add_note(
        &self,
        who: &SignedIn,
        visitor: VisitorId,
        id: NoteId,
        text: &str,
    ) -> Result<Result<(), Refused>, Error> {
        let text = match text::message(text) {
            Ok(text) => text,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        let text = self.redactor(who.account).await?.text(text);
        let note = Note { id, visitor, by: who.as_operator(), text, at: self.sources.now() };
        let work = NoteWork { about: self.about(who, visitor), note };
        self.store.write(work).await
    }

    /// Labels a visitor for this operator; an empty label removes it.
    pub async fn set_remark(&self, who: &SignedIn, remark: Remark) -> Result<Result<(), Refused>, Error> {
        let text = match text::optional(&remark.text, text::name) {
            Ok(label) => label,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        let text = self.redactor(who.account).await?.text(text);
        let about = self.about(who, remark.visitor);
        let work = RemarkWork { about, remark: Remark { text, ..remark }, now: self.sources.now() };
        self.store.write(work).await
    }

    fn about(&self, who: &SignedIn, visitor: VisitorId) -> About {
        let site = self.live.whereabouts_of(who.account, visitor).map(|(site, _)| site);
        About { who: who.clone(), visitor, site }
    }
}

/// The notes about a visitor, oldest first.
pub(crate) async fn about(tx: &mut Tx, account: AccountId, visitor: VisitorId) -> Result<Vec<Note>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, Uuid, String, String, i64),
        "select n.id, o.id, o.screen_name, n.body, n.at from note n join operator o on o.id = n.operator_id
         where n.account_id = $1 and n.visitor_id = $2 order by n.at, n.id",
        account.0,
        visitor.0,
    )?;
    let note = |(id, by, name, text, at): (Uuid, Uuid, String, String, i64)| {
        let by = OperatorRef { id: by.into(), name };
        Note { id: id.into(), visitor, by, text, at: Timestamp(at) }
    };
    Ok(rows.into_iter().map(note).collect())
}

/// Whether this note is about this visitor of the account.
async fn is_about(tx: &mut Tx, account: AccountId, visitor: VisitorId, note: NoteId) -> Result<bool, Error> {
    let row = sql!(
        tx,
        fetch_optional as (i32,),
        "select 1 from note where account_id = $1 and visitor_id = $2 and id = $3",
        account.0,
        visitor.0,
        note.0,
    )?;
    Ok(row.is_some())
}

/// This operator's labels of visitors, newest first.
pub(crate) async fn remarks_of(tx: &mut Tx, who: &SignedIn) -> Result<Vec<Remark>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, String),
        "select visitor_id, body from remark where account_id = $1 and operator_id = $2
         order by at desc, visitor_id limit $3",
        who.account.0,
        who.operator.0,
        REMARKS,
    )?;
    Ok(rows.into_iter().map(|(visitor, text)| Remark { visitor: visitor.into(), text }).collect())
}

/// This operator's label of a visitor; empty if there is none.
pub(crate) async fn remark_on(tx: &mut Tx, who: &SignedIn, visitor: VisitorId) -> Result<String, Error> {
    let row = sql!(
        tx,
        fetch_optional as (String,),
        "select body from remark where account_id = $1 and operator_id = $2 and visitor_id = $3",
        who.account.0,
        who.operator.0,
        visitor.0,
    )?;
    Ok(row.map(|(text,)| text).unwrap_or_default())
}

/// The operator, and the visitor whom a note or label is about.
struct About {
    who: SignedIn,
    visitor: VisitorId,
    /// The site that the visitor is browsing now, if they are online.
    site: Option<SiteId>,
}

impl About {
    /// Whether the visitor is online or stored in the account.
    async fn is_known(&self, tx: &mut Tx) -> Result<bool, Error> {
        Ok(self.site.is_some() || visitor::is_kept(tx, self.who.account, self.visitor).await?)
    }

    /// Stores a visitor who is online and has not written yet; whether the account knows them at
    /// all.
    async fn keep(&self, tx: &mut Tx, now: Timestamp) -> Result<bool, Error> {
        let account = self.who.account;
        if visitor::is_kept(tx, account, self.visitor).await? {
            return Ok(true);
        }
        let Some(site) = self.site else { return Ok(false) };
        visitor::keep(tx, account, site, self.visitor, None, now).await.map(|()| true)
    }
}

struct NoteWork {
    about: About,
    note: Note,
}

#[async_trait]
impl Write for NoteWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let Note { id, visitor, by, text, at } = &self.note;
        if !self.about.keep(tx, *at).await? {
            return Ok(Err(Refused::NotFound));
        }
        let added = sql!(
            tx,
            execute,
            "insert into note (id, account_id, visitor_id, operator_id, body, at) values ($1, $2, $3, $4, $5, $6)
             on conflict (id) do nothing",
            id.0,
            self.about.who.account.0,
            visitor.0,
            by.id.0,
            text.as_str(),
            at.0,
        )?;
        // Either it was noted before, or the id belongs to another visitor's note.
        let is_there = added > 0 || is_about(tx, self.about.who.account, *visitor, *id).await?;
        Ok(if is_there { Ok(()) } else { Err(Refused::NotFound) })
    }

    fn announce(&self, noted: &Self::Output, live: &Live) {
        if noted.is_ok() {
            live.tell_consoles(self.about.who.account, Event::Note(self.note.clone()));
        }
    }
}

struct RemarkWork {
    about: About,
    remark: Remark,
    now: Timestamp,
}

#[async_trait]
impl Write for RemarkWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let SignedIn { account, operator, .. } = self.about.who;
        let Remark { visitor, text } = &self.remark;
        if !self.about.is_known(tx).await? {
            return Ok(Err(Refused::NotFound));
        }
        if text.is_empty() {
            sql!(
                tx,
                execute,
                "delete from remark where account_id = $1 and operator_id = $2 and visitor_id = $3",
                account.0,
                operator.0,
                visitor.0,
            )?;
            return Ok(Ok(()));
        }
        self.about.keep(tx, self.now).await?;
        sql!(
            tx,
            execute,
            "insert into remark (operator_id, visitor_id, account_id, body, at) values ($1, $2, $3, $4, $5)
             on conflict (operator_id, visitor_id) do update set body = excluded.body, at = excluded.at",
            operator.0,
            visitor.0,
            account.0,
            text.as_str(),
            self.now.0,
        )?;
        Ok(Ok(()))
    }

    fn announce(&self, labelled: &Self::Output, live: &Live) {
        if labelled.is_ok() {
            let SignedIn { account, operator, .. } = self.about.who;
            live.tell_operator(account, operator, Event::Remark(operator, self.remark.clone()));
        }
    }
}
