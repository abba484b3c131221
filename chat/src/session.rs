//! Signing in and out. A session is a row; the cookie holds its secret, the row only a hash of it.
//! Use of sessions is recorded in `session/used.rs`.

mod rows;
mod used;

use std::{
    net::IpAddr,
    sync::{MutexGuard, PoisonError},
};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;
use wire::{AccountId, OperatorId, OperatorRef, Timestamp, administration::Action};

use crate::{
    Error, PasswordError, Refused, SignedIn, Switchboard,
    audit::{Entry, changed},
    bus::Event,
    column::value_of,
    limits::{Guesser, Guesses},
    live::Live,
    mail::{address::normal, for_mail_servers},
    operator::{self, Login},
    operators::SetPassword,
    password::LONGEST,
    security, sip,
    store::{Tx, Write, sql},
};

use used::IDLE;
pub(crate) use {
    rows::{end_all, hash_of},
    used::Used,
};

/// How long a session lasts, in seconds.
pub const LASTS_SECONDS: i64 = 30 * 24 * 60 * 60;
/// The most browsers that are remembered for an operator, the latest ones.
const DEVICES: i64 = 20;
/// When to try again if too many people sign in at once.
const BUSY_SECONDS: u64 = 2;

/// Where a request came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The network address.
    pub address: IpAddr,
    /// Whether it came over TLS, so that cookies can be restricted to that.
    pub secure: bool,
}

/// A session that has just begun.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The secret for the cookie; it is shown here and never again.
    pub token: String,
    /// How long the session lasts, in seconds.
    pub lasts_seconds: i64,
    /// A longer-lived secret by which the browser is known the next time; `None` if it already has
    /// one.
    pub device: Option<String>,
}

/// Why a sign-in failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SignInError {
    /// The address or the password is wrong: nobody learns which.
    #[error("the e-mail address or the password is not right")]
    Wrong,
    /// The password is right but was set by somebody else: the operator must choose a new one
    /// ([`Switchboard::sign_in_with_own_password`]).
    #[error("choose a password of your own")]
    MustChange,
    /// The password is right, but the newly chosen one is not accepted.
    #[error(transparent)]
    BadPassword(PasswordError),
    /// The password is right, but the account is deactivated (manual A7).
    #[error("this account is deactivated")]
    Deactivated,
    /// The newly chosen password is the one that they were given.
    #[error("this is the password that was given to you")]
    SamePassword,
    /// There were too many attempts.
    #[error("too many tries; wait {retry_after_seconds} seconds")]
    TooMany {
        /// When to try again.
        retry_after_seconds: u64,
    },
    /// An internal error.
    #[error(transparent)]
    Internal(#[from] Error),
}

impl Switchboard {
    /// Begins a session for a person who knows the password. `device`: the browser's secret from an
    /// earlier [`NewSession::device`].
    ///
    /// # Errors
    /// Why no session begins.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        from: IpAddr,
        device: Option<&str>,
    ) -> Result<NewSession, SignInError> {
        self.begin_session(email, password, None, from, device).await
    }

    /// Begins a session with a password that was set by somebody else, and replaces it with one of
    /// the operator's own.
    ///
    /// # Errors
    /// Why no session begins.
    pub async fn sign_in_with_own_password(
        &self,
        email: &str,
        given: &str,
        own: &str,
        from: IpAddr,
        device: Option<&str>,
    ) -> Result<NewSession, SignInError> {
        self.begin_session(email, given, Some(own), from, device).await
    }

    async fn begin_session(
        &self,
        email: &str,
        password: &str,
        own: Option<&str>,
        from: IpAddr,
        device: Option<&str>,
    ) -> Result<NewSession, SignInError> {
        let email = normal(email);
        let device = match device.map(hash_of) {
            Some(device) if self.is_known(&email, device).await? => Some(device),
            _ => None,
        };
        let guesser = match device {
            Some(device) => Guesser::Known(device, &email),
            None => Guesser::Stranger(from, &email),
        };
        let now = self.sources.now();
        if let Err(wait) = self.guesses().begin(guesser, now) {
            self.throttled(&email, from);
            return Err(SignInError::TooMany { retry_after_seconds: wait.unsigned_abs().div_ceil(1_000) });
        }
        let proved = self.prove(&email, password, from, device.is_some()).await;
        if !matches!(proved, Err(SignInError::Wrong)) {
            self.guesses().give_back(guesser);
        }
        let login = proved?;
        // Only a person who knows the password learns this.
        if !login.is_active {
            security::deactivated(login.account, login.operator, from);
            return Err(SignInError::Deactivated);
        }
        match own {
            Some(own) if own == password => return Err(SignInError::SamePassword),
            Some(own) => self.choose_password(&login, own).await?,
            None if login.must_change_password => return Err(SignInError::MustChange),
            None => {}
        }
        let Login { account, operator, .. } = login;
        let (token, new_device) = (self.secret(), device.is_none().then(|| self.secret()));
        let device = new_device.as_deref().map(hash_of).or(device).unwrap_or_default();
        let (session, is_known) = (hash_of(&token), new_device.is_none());
        let entry = self.entry(account, None, Action::SignedIn);
        self.store.write(Begin { account, operator, session, device, from, is_known, entry, now }).await?;
        security::signed_in(account, operator, from, is_known);
        Ok(NewSession { token, lasts_seconds: LASTS_SECONDS, device: new_device })
    }

    /// The operator whose password it is.
    async fn prove(
        &self,
        email: &str,
        password: &str,
        from: IpAddr,
        is_known: bool,
    ) -> Result<Login, SignInError> {
        // However many people guess at once, an operator who signs in waits only for a few of them.
        let _turn = match is_known {
            true => None,
            false => Some(
                self.passwords.turn().ok_or(SignInError::TooMany { retry_after_seconds: BUSY_SECONDS })?,
            ),
        };
        let mut tx = self.store.read().await?;
        let found = operator::by_email(&mut tx, email).await?;
        drop(tx);
        let hash = found.as_ref().map(|login| login.password_hash.clone());
        let is_right = password.len() <= LONGEST && self.passwords.verify(password.to_owned(), hash).await?;
        let whose = found.as_ref().map(|login| (login.account, login.operator));
        found.filter(|_| is_right).ok_or_else(|| {
            security::sign_in_refused(whose, from);
            if let Some((account, operator)) = whose {
                self.note_guess(account, operator, Action::SignInRefused, from, 1);
            }
            SignInError::Wrong
        })
    }

    /// Sets another password for an operator who has just proved their identity.
    async fn choose_password(&self, login: &Login, own: &str) -> Result<(), SignInError> {
        let Login { account, operator, .. } = *login;
        let name = operator::name_of(&mut self.store.read().await?, account, operator).await?;
        let by = name.map(|name| OperatorRef { id: operator, name });
        let entry = self.entry(account, by, Action::PasswordSet);
        let set = SetPassword { operator, password: own.to_owned(), must_change: false, keep: None };
        match self.set_password_as(entry, set).await? {
            Ok(()) => Ok(()),
            Err(Refused::BadPassword(bad)) => Err(SignInError::BadPassword(bad)),
            // The operator was deleted a moment ago.
            Err(_) => Err(SignInError::Wrong),
        }
    }

    /// Records that too many wrong passwords were tried, the last one for this address. It is
    /// logged now and then.
    fn throttled(&self, email: &str, from: IpAddr) {
        let Some(times) = security::throttled(from) else { return };
        let (switchboard, email) = (self.clone(), email.to_owned());
        tokio::spawn(async move {
            let Ok(mut tx) = switchboard.store.read().await else { return };
            if let Ok(Some(Login { account, operator, .. })) = operator::by_email(&mut tx, &email).await {
                switchboard.note_guess(account, operator, Action::SignInThrottled, from, times);
            }
        });
    }

    /// Whether an operator with this address has signed in on this device before.
    async fn is_known(&self, email: &str, device: [u8; 32]) -> Result<bool, Error> {
        let mut tx = self.store.read().await?;
        let row = sql!(
            &mut tx,
            fetch_optional as (i64,),
            "select k.seen_at from known_device k join operator o on o.id = k.operator_id
             where o.email in ($1, $3) and o.deleted_at is null and k.token_hash = $2",
            email,
            device.as_slice(),
            for_mail_servers(email),
        )?;
        Ok(row.is_some())
    }

    pub(crate) fn guesses(&self) -> MutexGuard<'_, Guesses> {
        // A panic leaves the counts consistent, so a poisoned lock is safe to use.
        self.guesses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.sources.bytes::<32>())
    }

    /// The operator of this cookie's secret, while the session lasts.
    pub async fn signed_in(&self, token: &str) -> Result<Option<SignedIn>, Error> {
        let session = hash_of(token);
        let mut tx = self.store.read().await?;
        let row = sql!(
            &mut tx,
            fetch_optional as (Uuid, Uuid, String, String),
            "select s.account_id, s.operator_id, o.screen_name, o.role from session s join operator o on o.id = s.operator_id
             where s.token_hash = $1 and s.expires_at > $2 and (s.seen_at is null or s.seen_at > $3)
                   and o.deleted_at is null and o.deactivated_at is null",
            session.as_slice(),
            self.sources.now().0,
            self.sources.now().plus_millis(-IDLE).0,
        )?;
        row.map(|(account, operator, name, role)| {
            let role = value_of(&role, "operator.role")?;
            Ok(SignedIn { account: account.into(), operator: operator.into(), name, role, session })
        })
        .transpose()
    }

    /// Whether this session still lasts.
    pub async fn is_signed_in(&self, who: &SignedIn) -> Result<bool, Error> {
        let mut tx = self.store.read().await?;
        let row = sql!(
            &mut tx,
            fetch_optional as (i64,),
            "select s.expires_at from session s join operator o on o.id = s.operator_id
             where s.account_id = $1 and s.token_hash = $2 and s.expires_at > $3
                   and (s.seen_at is null or s.seen_at > $4) and o.deleted_at is null and o.deactivated_at is null",
            who.account.0,
            who.session.as_slice(),
            self.sources.now().0,
            self.sources.now().plus_millis(-IDLE).0,
        )?;
        Ok(row.is_some())
    }

    /// Ends this session. Its consoles close; if it was the operator's last session, they are
    /// absent at once.
    pub async fn sign_out(&self, who: &SignedIn) -> Result<(), Error> {
        let entry = self.entry_by(who, Action::SignedOut);
        self.store.write(End { who: who.clone(), entry, now: self.sources.now() }).await?;
        security::signed_out(who);
        Ok(())
    }
}

struct Begin {
    account: AccountId,
    operator: OperatorId,
    session: [u8; 32],
    device: [u8; 32],
    from: IpAddr,
    /// Whether they have signed in with this device before.
    is_known: bool,
    entry: Entry,
    now: Timestamp,
}

#[async_trait]
impl Write for Begin {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        // Each sign-in cleans up the operator's expired sessions.
        sql!(
            tx,
            execute,
            "delete from session where account_id = $1 and operator_id = $2 and expires_at <= $3",
            self.account.0,
            self.operator.0,
            self.now.0,
        )?;
        sql!(
            tx,
            execute,
            "insert into known_device (account_id, operator_id, token_hash, seen_at) values ($1, $2, $3, $4)
             on conflict (operator_id, token_hash) do update set seen_at = excluded.seen_at",
            self.account.0,
            self.operator.0,
            self.device.as_slice(),
            self.now.0,
        )?;
        sql!(
            tx,
            execute,
            "delete from known_device where operator_id = $1 and token_hash not in
             (select token_hash from known_device where operator_id = $1 order by seen_at desc limit $2)",
            self.operator.0,
            DEVICES,
        )?;
        sql!(
            tx,
            execute,
            "insert into session (token_hash, account_id, operator_id, created_at, expires_at)
             values ($1, $2, $3, $4, $5)",
            self.session.as_slice(),
            self.account.0,
            self.operator.0,
            self.now.0,
            self.now.plus_millis(LASTS_SECONDS * 1000).0,
        )?;
        let name = operator::name_of(tx, self.account, self.operator).await?.unwrap_or_default();
        let entry = Entry { by: Some(OperatorRef { id: self.operator, name }), ..self.entry.clone() };
        let browser = if self.is_known { String::new() } else { "not used before".to_owned() };
        entry.keep(tx, &self.from.to_string(), changed([("browser", String::new(), browser)])).await
    }

    fn announce(&self, (): &(), _: &Live) {}
}

struct End {
    who: SignedIn,
    entry: Entry,
    now: Timestamp,
}

#[async_trait]
impl Write for End {
    /// Whether it was the operator's last session and no SIP client is signed in.
    type Output = bool;

    async fn run(&self, tx: &mut Tx) -> Result<bool, Error> {
        sql!(
            tx,
            execute,
            "delete from session where account_id = $1 and token_hash = $2",
            self.who.account.0,
            self.who.session.as_slice(),
        )?;
        self.entry.keep(tx, "", Vec::new()).await?;
        let (left,) = sql!(
            tx,
            fetch_one as (i64,),
            "select count(*) from session where account_id = $1 and operator_id = $2",
            self.who.account.0,
            self.who.operator.0,
        )?;
        Ok(left == 0 && !sip::has_device(tx, self.who.account, self.who.operator, self.now).await?)
    }

    fn announce(&self, was_last: &bool, live: &Live) {
        if *was_last {
            live.operator_gone(self.who.account, self.who.operator);
        }
        live.tell_consoles(self.who.account, Event::SignedOut(self.who.session));
    }
}
