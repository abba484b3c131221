//! An operator who has forgotten their password has a link sent to the address that they sign in
//! with, and sets a new password by it. The link is created when its email leaves, and is valid
//! once and for an hour.

use std::{net::IpAddr, sync::Arc, sync::PoisonError};

use async_trait::async_trait;
use uuid::Uuid;
use wire::{AccountId, OperatorId, OperatorRef, Timestamp, administration::Action};

use super::edit::PasswordWork;
use crate::{
    Error, Refused, Switchboard, account,
    audit::Entry,
    live::Live,
    mail::{
        address::normal,
        letter::{self, About},
    },
    operator, password, security,
    session::hash_of,
    store::{Tx, Write, sql},
};

/// How long a link is valid, in milliseconds.
const LASTS: i64 = 60 * 60 * 1_000;

impl Switchboard {
    /// Sets the public address of the server, such as `https://chat.example.org`, for links in
    /// emails. Without it no link to a new password is sent: the host name in a request is chosen
    /// by its sender.
    pub fn at_public_url(mut self, url: &str) -> Switchboard {
        self.public_url = Some(Arc::from(url));
        self
    }

    /// Whether links to a new password can be sent at all.
    pub fn sends_links(&self) -> bool {
        self.public_url.is_some()
    }

    /// Sends a link to a new password to the operator with this address, if there is one and email
    /// is set up. The sender of the request learns neither, not even from the response time.
    pub fn ask_for_reset(&self, email: &str, from: IpAddr) {
        let (email, now) = (normal(email), self.sources.now());
        let is_free = self.resets.lock().unwrap_or_else(PoisonError::into_inner).take(&email, from, now);
        if !is_free || !self.sends_links() {
            return;
        }
        let switchboard = self.clone();
        tokio::spawn(async move {
            if let Err(error) = switchboard.write_reset_letter(&email, from, now).await {
                tracing::error!(%error, "a letter with a link to a new password could not be written");
            }
        });
    }

    async fn write_reset_letter(&self, email: &str, from: IpAddr, now: Timestamp) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        let login =
            operator::by_email(&mut tx, email).await?.filter(|login| login.is_active && !login.is_invited);
        let Some(login) = login else { return Ok(()) };
        if !account::mails(&mut tx, login.account, self.mail.is_some()).await? {
            return Ok(());
        }
        drop(tx);
        let operator::Login { account, operator, .. } = login;
        self.note_guess(account, operator, Action::PasswordResetAsked, from, 1);
        let id = self.sources.id();
        self.store.write(LetterWork { id, account, operator, to: email.to_owned(), now }).await
    }

    /// The link for an email that leaves now; it replaces the one before. `None`: the server does
    /// not know its public address. If the account was deactivated meanwhile, the link does not
    /// work.
    pub(crate) async fn reset_link(
        &self,
        account: AccountId,
        operator: OperatorId,
    ) -> Result<Option<String>, Error> {
        let Some(url) = &self.public_url else { return Ok(None) };
        let (token, until) = (self.secret(), self.sources.now().plus_millis(LASTS));
        self.store.write(LinkWork { account, operator, token: hash_of(&token), until }).await?;
        Ok(Some(format!("{url}/sign-in/new-password?token={token}")))
    }

    /// Sets a password for the operator of this link, which also accepts an invitation. The link is
    /// used up and all their sessions end.
    ///
    /// Refused with [`Refused::NotFound`] if the link is not or no longer valid, or with
    /// [`Refused::BadPassword`].
    pub async fn reset_password(&self, token: &str, new: String) -> Result<Result<(), Refused>, Error> {
        let (token, now) = (hash_of(token), self.sources.now());
        let mut tx = self.store.read().await?;
        let row = sql!(
            &mut tx,
            fetch_optional as (Uuid, Uuid, String, String),
            "select o.account_id, o.id, o.screen_name, o.email
             from password_reset r join operator o on o.id = r.operator_id
             where r.token_hash = $1 and r.expires_at > $2 and o.deleted_at is null and o.deactivated_at is null",
            token.as_slice(),
            now.0,
        )?;
        drop(tx);
        let Some((account, operator, name, email)) = row else { return Ok(Err(Refused::NotFound)) };
        if let Err(bad) = password::check_policy(&new, [&name, &email]) {
            return Ok(Err(Refused::BadPassword(bad)));
        }
        let hash = self.passwords.hash(new, self.sources.bytes()).await?;
        let by = OperatorRef { id: operator.into(), name };
        let entry = self.entry(account.into(), Some(by), Action::PasswordSet);
        let id = operator.into();
        let set = PasswordWork { id, hash, must_change: false, keep: None, entry: entry.clone() };
        let done = self.store.write(ResetWork { token, set, now }).await?;
        if done.is_ok() {
            security::password_set(&entry, id);
        }
        Ok(done.map(|_| ()))
    }
}

/// Makes the link of this hash valid until then; it replaces the one before.
pub(super) async fn put_link(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
    token: &[u8; 32],
    until: Timestamp,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into password_reset (operator_id, account_id, token_hash, expires_at) values ($1, $2, $3, $4)
         on conflict (operator_id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at",
        operator.0,
        account.0,
        token.as_slice(),
        until.0,
    )
    .map(|_| ())
}

/// Makes the operator's link invalid.
pub(super) async fn take_back(tx: &mut Tx, account: AccountId, operator: OperatorId) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "delete from password_reset where account_id = $1 and operator_id = $2",
        account.0,
        operator.0,
    )
    .map(|_| ())
}

struct LetterWork {
    id: wire::LetterId,
    account: AccountId,
    operator: OperatorId,
    to: String,
    now: Timestamp,
}

#[async_trait]
impl Write for LetterWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        let about = About::PasswordReset(self.operator);
        letter::write(tx, self.id, self.account, about, &self.to, self.now).await
    }

    fn announce(&self, (): &(), live: &Live) {
        live.letters_wait();
    }
}

struct LinkWork {
    account: AccountId,
    operator: OperatorId,
    token: [u8; 32],
    until: Timestamp,
}

#[async_trait]
impl Write for LinkWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        put_link(tx, self.account, self.operator, &self.token, self.until).await
    }

    fn announce(&self, (): &(), _: &Live) {}
}

struct ResetWork {
    token: [u8; 32],
    set: PasswordWork,
    now: Timestamp,
}

#[async_trait]
impl Write for ResetWork {
    type Output = <PasswordWork as Write>::Output;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let Entry { account, .. } = self.set.entry;
        let used = sql!(
            &mut *tx,
            execute,
            "delete from password_reset where account_id = $1 and token_hash = $2 and expires_at > $3",
            account.0,
            self.token.as_slice(),
            self.now.0,
        )?;
        if used == 0 {
            // Somebody has used it meanwhile.
            return Ok(Err(Refused::NotFound));
        }
        self.set.run(tx).await
    }

    fn announce(&self, ended: &Self::Output, live: &Live) {
        self.set.announce(ended, live);
    }
}
