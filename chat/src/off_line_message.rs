//! What visitors leave while nobody is available (manual A11).

use uuid::Uuid;
use wire::{
    AccountId, OffLineMessageId, OperatorId, SiteId, Timestamp,
    operator::OffLineMessageView,
    text,
    visitor::{OffLineForm, Stored},
};

use crate::{
    Error, Refused, Seat, SignedIn, Switchboard,
    bus::Event,
    live::Live,
    store::{Tx, Write, sql},
};

/// How many the console lists at most, the newest.
const LISTED: i64 = 500;

impl Switchboard {
    /// Stores a visitor's off-line message and tells the consoles. Repeating it changes nothing.
    pub async fn leave_message(
        &self,
        seat: Seat,
        form: OffLineForm,
    ) -> Result<Result<Stored, Refused>, Error> {
        let name = match form.name.trim() {
            "" => String::new(),
            name => match text::name(name) {
                Ok(name) => name,
                Err(bad) => return Ok(Err(Refused::BadName(bad))),
            },
        };
        let email = match text::email(&form.email) {
            Ok(email) => email,
            Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
        };
        let text = match text::message(&form.text) {
            Ok(text) => text,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        let whereabouts = self.live.whereabouts_of(seat.account, seat.visitor);
        let page = whereabouts.map(|(_, page)| page.url).unwrap_or_default();
        let at = self.sources.now();
        let message =
            OffLineMessageView { id: form.id, site: seat.site, name, email, text, page, at, read: false };
        let stored = Stored { id: form.id.into(), place: None, at };
        self.store.write(Leave { seat, message }).await.map(|left| left.map(|()| stored))
    }

    /// The account's off-line messages, the newest first.
    pub async fn off_line_messages(&self, who: &SignedIn) -> Result<Vec<OffLineMessageView>, Error> {
        let mut tx = self.store.read().await?;
        let rows = sql!(
            &mut tx,
            fetch_all as Row,
            "select id, site_id, name, email, body, page, at, read_at from off_line_message
             where account_id = $1 order by at desc, id desc limit $2",
            who.account.0,
            LISTED,
        )?;
        Ok(rows.into_iter().map(Row::view).collect())
    }

    /// This operator has read an off-line message.
    pub async fn mark_read(
        &self,
        who: &SignedIn,
        message: OffLineMessageId,
    ) -> Result<Result<(), Refused>, Error> {
        let work =
            MarkRead { account: who.account, operator: who.operator, message, now: self.sources.now() };
        self.store.write(work).await.map(|view| view.map(|_| ()).ok_or(Refused::NotFound))
    }
}

/// How many of the account's off-line messages nobody has read.
pub(crate) async fn unread(tx: &mut Tx, account: AccountId) -> Result<u32, Error> {
    let (count,) = sql!(
        tx,
        fetch_one as (i64,),
        "select count(*) from off_line_message where account_id = $1 and read_at is null",
        account.0,
    )?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

struct Leave {
    seat: Seat,
    message: OffLineMessageView,
}

impl Write for Leave {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let left = sql!(
            tx,
            execute,
            "insert into off_line_message (id, account_id, site_id, visitor_id, name, email, body, page, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing",
            self.message.id.0,
            self.seat.account.0,
            self.seat.site.0,
            self.seat.visitor.0,
            self.message.name.as_str(),
            self.message.email.as_str(),
            self.message.text.as_str(),
            self.message.page.as_str(),
            self.message.at.0,
        )?;
        // He left it before, or the id is that of a message which is none of his business.
        let is_there = left > 0 || self.is_his(tx).await?;
        Ok(if is_there { Ok(()) } else { Err(Refused::NotFound) })
    }

    fn announce(&self, left: &Self::Output, live: &Live) {
        if left.is_ok() {
            live.tell_consoles(self.seat.account, Event::OffLineMessage(self.message.clone()));
        }
    }
}

impl Leave {
    async fn is_his(&self, tx: &mut Tx) -> Result<bool, Error> {
        let row = sql!(
            tx,
            fetch_optional as (i32,),
            "select 1 from off_line_message where account_id = $1 and visitor_id = $2 and id = $3",
            self.seat.account.0,
            self.seat.visitor.0,
            self.message.id.0,
        )?;
        Ok(row.is_some())
    }
}

struct MarkRead {
    account: AccountId,
    operator: OperatorId,
    message: OffLineMessageId,
    now: Timestamp,
}

impl Write for MarkRead {
    type Output = Option<OffLineMessageView>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        sql!(
            tx,
            execute,
            "update off_line_message set read_at = $3, read_by = $4
             where account_id = $1 and id = $2 and read_at is null",
            self.account.0,
            self.message.0,
            self.now.0,
            self.operator.0,
        )?;
        let row = sql!(
            tx,
            fetch_optional as Row,
            "select id, site_id, name, email, body, page, at, read_at from off_line_message
             where account_id = $1 and id = $2",
            self.account.0,
            self.message.0,
        )?;
        Ok(row.map(Row::view))
    }

    fn announce(&self, view: &Self::Output, live: &Live) {
        if let Some(view) = view {
            live.tell_consoles(self.account, Event::OffLineMessage(view.clone()));
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(try_from = "Uuid")]
    id: OffLineMessageId,
    #[sqlx(try_from = "Uuid")]
    site_id: SiteId,
    name: String,
    email: String,
    body: String,
    page: String,
    at: i64,
    read_at: Option<i64>,
}

impl Row {
    fn view(self) -> OffLineMessageView {
        OffLineMessageView {
            id: self.id,
            site: self.site_id,
            name: self.name,
            email: self.email,
            text: self.body,
            page: self.page,
            at: Timestamp(self.at),
            read: self.read_at.is_some(),
        }
    }
}
