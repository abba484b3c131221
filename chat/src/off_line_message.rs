//! Offline messages: what visitors leave while nobody is available (manual A11).
//!
//! | module | holds |
//! |---|---|
//! | `off_line_message/work.rs` | operators assign, answer and complete them |
//! | `off_line_message/answers.rs` | the answers |

mod answers;
mod work;

use std::cmp::Reverse;

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, DepartmentId, OffLineMessageId, OperatorId, OperatorRef, Timestamp,
    ban::BannedSee,
    mail::LetterView,
    operator::{MOST_OFF_LINE, OffLineAlert, OffLineAnswer, OffLineMessageView, OffLineNews},
    rates::{Rated, Rates},
    text::{self, BadText},
    visitor::{OffLineForm, Stored},
};

use crate::{
    Error, Refused, Seat, SignedIn, Sources, Switchboard, account, ask,
    bus::Event,
    column::value_of,
    limits::Floods,
    live::Live,
    mail::{self, address, letter},
    routing::departments,
    store::{Tx, Write, sql},
    visitor,
};

pub(crate) use work::reopen;

const LISTED: i64 = MOST_OFF_LINE as i64;

/// A query for [`Row`]s, with the text after its `from`.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select m.id, m.site_id, m.visitor_id, m.name, m.email, m.body, m.department, m.page, m.at, m.read_at, m.consent,
                    m.owner_id, o.screen_name as owner_name, m.state, m.state_at, m.state_by,
                    b.screen_name as state_by_name, m.version
             from off_line_message m left join operator o on o.id = m.owner_id
                                     left join operator b on b.id = m.state_by ",
            $rest
        )
    };
}

impl Switchboard {
    /// Stores a visitor's offline message, writes an email to each of its recipients and notifies
    /// the consoles. Repeating it changes nothing.
    pub async fn leave_message(
        &self,
        seat: Seat,
        form: OffLineForm,
    ) -> Result<Result<Stored, Refused>, Error> {
        let name = match text::optional(&form.name, text::name) {
            Ok(name) => name,
            Err(bad) => return Ok(Err(Refused::BadName(bad))),
        };
        let email = match address::clean(&form.email) {
            Ok(email) => email,
            Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
        };
        let text = match text::message(&form.text) {
            Ok(text) => text,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        let redactor = self.redactor(seat.account).await?;
        let (name, text) = (redactor.text(name), redactor.text(text));
        let email = match redactor.whole(email, BadText::NotAnEmail) {
            Ok(email) => email,
            Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
        };
        if self.ban_on(seat).await? == Some(BannedSee::Nothing) {
            return Ok(Err(Refused::Banned));
        }
        let site = self.caches.sites.of(seat.account, seat.site, &self.store).await?;
        let consent = ask::agreed(&site.settings.welcome_screen, &form.answers, 0);
        let whereabouts = self.live.whereabouts_of(seat.account, seat.visitor);
        let page = whereabouts.map(|(_, page)| page.url).unwrap_or_default();
        let at = self.sources.now();
        let form = OffLineForm { name, email, text, ..form };
        let stored = Stored { id: form.id.into(), place: None, at };
        let (sources, is_installations) = (self.sources.clone(), self.mail.is_some());
        let gathering = self.gathering;
        let (rates, floods) = (site.settings.rates, self.live.floods().clone());
        let work =
            Leave { seat, form, consent, page, rates, floods, gathering, at, sources, is_installations };
        self.store.write(work).await.map(|left| left.map(|_| stored))
    }

    /// The account's offline messages, newest first: at most [`MOST_OFF_LINE`], with open ones
    /// preferred.
    pub async fn off_line_messages(&self, who: &SignedIn) -> Result<Vec<OffLineMessageView>, Error> {
        let (account, is_installations) = (who.account, self.mail.is_some());
        let mut tx = self.store.read().await?;
        let rows = sql!(
            &mut tx,
            fetch_all as Row,
            select!(
                "where m.account_id = $1
                 order by case when m.state = 'open' then 0 else 1 end, m.at desc, m.id desc limit $2"
            ),
            account.0,
            LISTED,
        )?;
        let mut letters = letter::about_listed(&mut tx, account, LISTED, is_installations).await?;
        let mut answers = answers::to_listed(&mut tx, account, LISTED, is_installations).await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let id: OffLineMessageId = row.id.into();
            let letters = letters.remove(&id).unwrap_or_default();
            views.push(row.view(letters, answers.remove(&id).unwrap_or_default())?);
        }
        views.sort_by_key(|view| Reverse((view.at, view.id)));
        Ok(views)
    }

    /// Whether email of this operator's account goes out, so that offline messages can be answered.
    pub async fn has_mail(&self, who: &SignedIn) -> Result<bool, Error> {
        account::mails(&mut self.store.read().await?, who.account, self.mail.is_some()).await
    }

    /// How many of the account's offline messages are open.
    pub async fn open_off_line_messages(&self, who: &SignedIn) -> Result<u32, Error> {
        open(&mut self.store.read().await?, who.account).await
    }

    /// Marks an offline message as read by this operator.
    pub async fn mark_read(
        &self,
        who: &SignedIn,
        message: OffLineMessageId,
    ) -> Result<Result<(), Refused>, Error> {
        let act = Act::Read(who.operator);
        self.change_message(who, message, act).await
    }

    /// Sends an offline message by email again: to those who have not received it, or if all have,
    /// to its present recipients.
    pub async fn resend_off_line_message(
        &self,
        who: &SignedIn,
        message: OffLineMessageId,
    ) -> Result<Result<(), Refused>, Error> {
        self.change_message(who, message, Act::Resend(self.sources.clone())).await
    }

    async fn change_message(
        &self,
        who: &SignedIn,
        message: OffLineMessageId,
        act: Act,
    ) -> Result<Result<(), Refused>, Error> {
        let (now, is_installations) = (self.sources.now(), self.mail.is_some());
        let work = Change { account: who.account, message, act, now, is_installations };
        self.store.write(work).await.map(|view| view.map(|_| ()).ok_or(Refused::NotFound))
    }
}

/// How many of the account's offline messages are open.
pub(crate) async fn open(tx: &mut Tx, account: AccountId) -> Result<u32, Error> {
    let (count,) = sql!(
        tx,
        fetch_one as (i64,),
        "select count(*) from off_line_message where account_id = $1 and state = 'open'",
        account.0,
    )?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// One offline message of the account. Whether the installation has a mail server decides what its
/// emails wait for.
pub(crate) async fn view_of(
    tx: &mut Tx,
    account: AccountId,
    message: OffLineMessageId,
    is_installations: bool,
) -> Result<Option<OffLineMessageView>, Error> {
    let row = sql!(
        tx,
        fetch_optional as Row,
        select!("where m.account_id = $1 and m.id = $2"),
        account.0,
        message.0,
    )?;
    let Some(row) = row else { return Ok(None) };
    let letters = letter::about_message(tx, account, message, is_installations).await?;
    let answers = answers::to_message(tx, account, message, is_installations).await?;
    row.view(letters, answers).map(Some)
}

/// Unassigns all messages of this owner; whether there were any.
pub(crate) async fn put_back_all_of(
    tx: &mut Tx,
    account: AccountId,
    owner: OperatorId,
) -> Result<bool, Error> {
    let put_back = sql!(
        tx,
        execute,
        "update off_line_message set owner_id = null, version = version + 1
         where account_id = $1 and owner_id = $2",
        account.0,
        owner.0,
    )?;
    Ok(put_back > 0)
}

/// What operators should notice about it.
pub(crate) fn alert(view: &OffLineMessageView, why: OffLineNews) -> OffLineAlert {
    let who = if view.name.is_empty() { &view.email } else { &view.name };
    let begins = view.text.lines().next().unwrap_or_default().chars().take(text::MAX_NAME).collect();
    OffLineAlert { message: view.id, who: who.clone(), begins, why }
}

/// Writes an email to each recipient for this site and department. `gathering`: see
/// [`letter::gather`].
async fn send(
    tx: &mut Tx,
    account: AccountId,
    message: OffLineMessageId,
    sources: &Sources,
    gathering: i64,
) -> Result<(), Error> {
    let (site, department) = sql!(
        tx,
        fetch_one as (Uuid, Option<Uuid>),
        "select site_id, department_id from off_line_message where account_id = $1 and id = $2",
        account.0,
        message.0,
    )?;
    let to = mail::recipients(tx, account, site.into(), department.map(DepartmentId)).await?;
    for address in to {
        letter::gather(tx, sources.id(), account, message, &address, sources.now(), gathering).await?;
    }
    Ok(())
}

struct Leave {
    seat: Seat,
    /// Cleaned.
    form: OffLineForm,
    /// What the visitor has agreed to, or why the message is refused.
    consent: Result<String, Refused>,
    page: String,
    rates: Rates,
    floods: Floods,
    gathering: i64,
    at: Timestamp,
    sources: Sources,
    is_installations: bool,
}

#[async_trait]
impl Write for Leave {
    /// The message, and whether it is new.
    type Output = Result<(OffLineMessageView, bool), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, form) = (self.seat.account, &self.form);
        if self.is_his(tx).await? {
            let view = view_of(tx, account, form.id, self.is_installations).await?;
            return Ok(view.map(|view| (view, false)).ok_or(Refused::NotFound));
        }
        // Checked only here: a repeated message was accepted before.
        let consent = match &self.consent {
            Ok(consent) => consent,
            Err(refused) => return Ok(Err(refused.clone())),
        };
        if !self.floods.admit(Rated::OffLineMessage, &self.rates, self.seat, self.at) {
            return Ok(Err(Refused::TooMany));
        }
        // A department that was removed or belongs to another account counts as none.
        let departments = match form.department {
            Some(_) => departments::all_of(tx, account).await?,
            None => Vec::new(),
        };
        let department = departments.into_iter().find(|one| Some(one.id) == form.department);
        let is_new = sql!(
            tx,
            execute,
            "insert into off_line_message (id, account_id, site_id, visitor_id, name, email, body, department_id,
                                           department, page, at, consent)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing",
            form.id.0,
            account.0,
            self.seat.site.0,
            self.seat.visitor.0,
            form.name.as_str(),
            form.email.as_str(),
            form.text.as_str(),
            department.as_ref().map(|department| department.id.0),
            department.as_ref().map(|department| department.name.as_str()),
            self.page.as_str(),
            self.at.0,
            consent.as_str(),
        )?;
        if is_new == 0 {
            // The id belongs to somebody else's message.
            return Ok(Err(Refused::NotFound));
        }
        // From now on the visitor is known: operators can add notes about them and find their
        // chats.
        let name = Some(form.name.as_str()).filter(|name| !name.is_empty());
        visitor::keep(tx, account, self.seat.site, self.seat.visitor, name, self.at).await?;
        send(tx, account, form.id, &self.sources, self.gathering).await?;
        let view = view_of(tx, account, form.id, self.is_installations).await?;
        Ok(view.map(|view| (view, true)).ok_or(Refused::NotFound))
    }

    fn announce(&self, left: &Self::Output, live: &Live) {
        let Ok((view, is_new)) = left else { return };
        let account = self.seat.account;
        tell(account, view, live);
        if *is_new {
            live.tell_consoles(account, Event::OffLineOpen);
            live.tell_consoles(account, Event::OffLineAlert(None, alert(view, OffLineNews::Left)));
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
            self.form.id.0,
        )?;
        Ok(row.is_some())
    }
}

enum Act {
    Read(OperatorId),
    Resend(Sources),
}

struct Change {
    account: AccountId,
    message: OffLineMessageId,
    act: Act,
    now: Timestamp,
    is_installations: bool,
}

#[async_trait]
impl Write for Change {
    type Output = Option<OffLineMessageView>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        if view_of(tx, self.account, self.message, self.is_installations).await?.is_none() {
            return Ok(None);
        }
        match &self.act {
            Act::Read(by) => {
                sql!(
                    tx,
                    execute,
                    "update off_line_message set read_at = $3, read_by = $4
                     where account_id = $1 and id = $2 and read_at is null",
                    self.account.0,
                    self.message.0,
                    self.now.0,
                    by.0,
                )?;
            }
            Act::Resend(sources) => {
                if !letter::try_again(tx, self.account, self.message, self.now).await? {
                    send(tx, self.account, self.message, sources, 0).await?;
                }
            }
        }
        view_of(tx, self.account, self.message, self.is_installations).await
    }

    fn announce(&self, view: &Self::Output, live: &Live) {
        if let Some(view) = view {
            tell(self.account, view, live);
        }
    }
}

/// Notifies the consoles; some of its emails may wait to be sent.
fn tell(account: AccountId, view: &OffLineMessageView, live: &Live) {
    live.tell_consoles(account, Event::OffLineMessage(view.clone()));
    live.letters_wait();
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: Uuid,
    site_id: Uuid,
    visitor_id: Uuid,
    name: String,
    email: String,
    body: String,
    department: Option<String>,
    page: String,
    at: i64,
    read_at: Option<i64>,
    consent: String,
    owner_id: Option<Uuid>,
    owner_name: Option<String>,
    state: String,
    state_at: Option<i64>,
    state_by: Option<Uuid>,
    state_by_name: Option<String>,
    version: i64,
}

impl Row {
    fn view(
        self,
        letters: Vec<LetterView>,
        answers: Vec<OffLineAnswer>,
    ) -> Result<OffLineMessageView, Error> {
        let operator = |id: Option<Uuid>, name: Option<String>| {
            id.zip(name).map(|(id, name)| OperatorRef { id: id.into(), name })
        };
        Ok(OffLineMessageView {
            id: self.id.into(),
            visitor: self.visitor_id.into(),
            site: self.site_id.into(),
            name: self.name,
            email: self.email,
            text: self.body,
            department: self.department,
            page: self.page,
            consent: self.consent,
            at: Timestamp(self.at),
            read: self.read_at.is_some(),
            letters,
            owner: operator(self.owner_id, self.owner_name),
            state: value_of(&self.state, "off_line_message.state")?,
            state_at: self.state_at.map(Timestamp),
            state_by: operator(self.state_by, self.state_by_name),
            answers,
            version: self.version,
        })
    }
}
