//! Where an operator is signed in, and which of these sessions are in use. An unused session ends
//! early.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use wire::{AccountId, OperatorId, Timestamp, administration::Action, session::SessionView, text};

use super::end_all;
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::{Entry, changed},
    bus::Event,
    live::Live,
    security,
    store::{Tx, Write, sql},
};

/// How long an unused session lasts, in milliseconds: two weeks.
pub(super) const IDLE: i64 = 14 * 24 * 60 * 60 * 1_000;
/// How often the use of a session is stored, in milliseconds.
const NOTED: i64 = 10 * 60 * 1_000;
/// Above this number of entries, those are forgotten whose next use is stored anyway.
const TIDY_AT: usize = 10_000;

/// Recently used sessions: their address, and when it was stored.
#[derive(Clone, Debug, Default)]
pub(crate) struct Used(Arc<Mutex<HashMap<[u8; 32], Noted>>>);

#[derive(Clone, Copy, Debug)]
struct Noted {
    from: IpAddr,
    at: Timestamp,
}

impl Used {
    /// Whether this use must be stored.
    fn is_news(&self, session: [u8; 32], address: IpAddr, now: Timestamp) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |one: &Noted| now.millis_since(one.at) < NOTED;
        if noted.get(&session).is_some_and(|one| one.from == address && is_recent(one)) {
            return false;
        }
        if noted.len() > TIDY_AT {
            noted.retain(|_, one| is_recent(one));
        }
        noted.insert(session, Noted { from: address, at: now });
        true
    }
}

impl Switchboard {
    /// Records that this session is in use, from this address and by a browser with this name. It
    /// is stored now and then.
    pub async fn session_is_used(&self, who: &SignedIn, address: IpAddr, agent: &str) -> Result<(), Error> {
        let now = self.sources.now();
        if !self.used.is_news(who.session, address, now) {
            return Ok(());
        }
        let (address, agent) = (address.to_string(), text::page(agent));
        self.store.write(UsedWork { session: who.session, address, agent, now }).await
    }

    /// The operator's sessions, latest used first.
    pub async fn sessions(&self, who: &SignedIn) -> Result<Vec<SessionView>, Error> {
        let now = self.sources.now();
        let mut tx = self.store.read().await?;
        let rows = sql!(
            &mut tx,
            fetch_all as (Vec<u8>, String, String, i64, Option<i64>),
            "select token_hash, agent, address, created_at, seen_at from session
             where account_id = $1 and operator_id = $2 and expires_at > $3 and (seen_at is null or seen_at > $4)
             order by coalesce(seen_at, created_at) desc, token_hash",
            who.account.0,
            who.operator.0,
            now.0,
            now.plus_millis(-IDLE).0,
        )?;
        rows.into_iter()
            .map(|(hash, agent, address, since, last)| {
                let session = hash.try_into().map_err(|_| Error::UnknownValue("session.token_hash"))?;
                let (since, last) = (Timestamp(since), last.map(Timestamp));
                Ok(SessionView { session, is_this: session == who.session, agent, address, since, last })
            })
            .collect()
    }

    /// Ends one session of this operator.
    pub async fn end_session(&self, who: &SignedIn, session: [u8; 32]) -> Result<Result<(), Refused>, Error> {
        let ended = self.end_sessions(who, Which::This(session)).await?;
        if ended.is_empty() {
            return Ok(Err(Refused::NotFound));
        }
        security::signed_out(who);
        Ok(Ok(()))
    }

    /// Ends all sessions of this operator except for the present one.
    pub async fn end_other_sessions(&self, who: &SignedIn) -> Result<(), Error> {
        let ended = self.end_sessions(who, Which::AllBut(who.session)).await?;
        if !ended.is_empty() {
            security::signed_out(who);
        }
        Ok(())
    }

    async fn end_sessions(&self, who: &SignedIn, which: Which) -> Result<Vec<[u8; 32]>, Error> {
        let entry = self.entry_by(who, Action::SignedOut);
        self.store.write(EndWork { operator: who.operator, which, entry }).await
    }
}

struct UsedWork {
    session: [u8; 32],
    address: String,
    agent: String,
    now: Timestamp,
}

#[async_trait]
impl Write for UsedWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        sql!(
            tx,
            execute,
            "update session set seen_at = $2, address = $3, agent = $4 where token_hash = $1",
            self.session.as_slice(),
            self.now.0,
            self.address.as_str(),
            self.agent.as_str(),
        )
        .map(|_| ())
    }

    fn announce(&self, (): &(), _: &Live) {}
}

enum Which {
    This([u8; 32]),
    AllBut([u8; 32]),
}

struct EndWork {
    operator: OperatorId,
    which: Which,
    entry: Entry,
}

#[async_trait]
impl Write for EndWork {
    /// The sessions that have ended.
    type Output = Vec<[u8; 32]>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, operator) = (self.entry.account, self.operator);
        let ended = match self.which {
            Which::AllBut(session) => end_all(tx, account, operator, Some(session)).await?,
            Which::This(session) => end_this(tx, account, operator, session).await?.into_iter().collect(),
        };
        if !ended.is_empty() {
            let browsers = ended.len().to_string();
            self.entry.keep(tx, "", changed([("browsers", String::new(), browsers)])).await?;
        }
        Ok(ended)
    }

    fn announce(&self, ended: &Self::Output, live: &Live) {
        for session in ended {
            live.tell_consoles(self.entry.account, Event::SignedOut(*session));
        }
    }
}

/// Ends one session of an operator, if it exists.
async fn end_this(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
    session: [u8; 32],
) -> Result<Option<[u8; 32]>, Error> {
    let ended = sql!(
        tx,
        execute,
        "delete from session where account_id = $1 and operator_id = $2 and token_hash = $3",
        account.0,
        operator.0,
        session.as_slice(),
    )?;
    Ok((ended > 0).then_some(session))
}
