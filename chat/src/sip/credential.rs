//! The password for SIP clients. It is generated and shown once. A person who finds it on a
//! telephone can talk to visitors, but cannot sign in to the console, and its stored form is of no
//! use elsewhere.

use async_trait::async_trait;
use md5::{Digest, Md5};
use uuid::Uuid;
use wire::{
    AccountId, OperatorId, Timestamp,
    administration::Action,
    sip::{NewSipPassword, SipInfo},
};

use super::{device, may_manage};
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::Entry,
    bus::Event,
    live::Live,
    mail::address::normal,
    operator::{self, Login},
    store::{Tx, Write, lock_installation, sql},
};

/// The realm of the HA1s. It is not a host name, so that passwords stay valid when the server's
/// host changes.
const REALM: &str = "switchboard";
/// Characters that are not confused when typed.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// What a client must prove.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The account of the operator.
    pub account: AccountId,
    /// The operator who is then signed in.
    pub operator: OperatorId,
    /// MD5 over the user, the realm and the password.
    pub ha1: String,
    /// The version of the operator's password that it belongs to.
    pub version: i64,
}

/// The stored form of a password (RFC 2617, 3.2.2.2), in hexadecimal.
pub fn ha1(user: &str, realm: &str, password: &str) -> String {
    Md5::digest(format!("{user}:{realm}:{password}")).iter().map(|b| format!("{b:02x}")).collect()
}

impl Switchboard {
    /// The realm in which clients are challenged.
    pub fn sip_realm(&self) -> &'static str {
        REALM
    }

    /// All that an operator needs to set up a SIP client; for themselves, or for an administrator.
    pub async fn sip_info(
        &self,
        who: &SignedIn,
        operator: OperatorId,
    ) -> Result<Result<SipInfo, Refused>, Error> {
        if !may_manage(who, operator) {
            return Ok(Err(Refused::NotAllowed));
        }
        let Some(server) = &self.sip else { return Ok(Err(Refused::NotFound)) };
        let mut tx = self.store.read().await?;
        if operator::name_of(&mut tx, who.account, operator).await?.is_none() {
            return Ok(Err(Refused::NotFound));
        }
        let row = sql!(
            &mut tx,
            fetch_optional as (String, i64),
            "select user_name, made_at from sip_credential where account_id = $1 and operator_id = $2",
            who.account.0,
            operator.0,
        )?;
        let (user, made_at) = row.map(|(user, at)| (user, Timestamp(at))).unzip();
        let devices = device::views_of(&mut tx, who.account, operator, self.sources.now()).await?;
        Ok(Ok(SipInfo { server: (**server).clone(), user, made_at, devices }))
    }

    /// Generates a password for the operator's SIP clients, which is shown now and never again. The
    /// old one becomes invalid, and the clients that use it are signed out.
    pub async fn make_sip_password(
        &self,
        who: &SignedIn,
        operator: OperatorId,
    ) -> Result<Result<NewSipPassword, Refused>, Error> {
        if !may_manage(who, operator) {
            return Ok(Err(Refused::NotAllowed));
        }
        self.make_sip_password_as(self.entry_by(who, Action::SipPasswordSet), operator).await
    }

    /// The same at the terminal, for the operator who signs in to the console with this address.
    pub async fn make_sip_password_by_hand(
        &self,
        email: &str,
    ) -> Result<Result<NewSipPassword, Refused>, Error> {
        let mut tx = self.store.read().await?;
        let found = operator::by_email(&mut tx, &normal(email)).await?;
        drop(tx);
        let Some(Login { account, operator, .. }) = found else { return Ok(Err(Refused::NotFound)) };
        self.make_sip_password_as(self.entry(account, None, Action::SipPasswordSet), operator).await
    }

    async fn make_sip_password_as(
        &self,
        entry: Entry,
        operator: OperatorId,
    ) -> Result<Result<NewSipPassword, Refused>, Error> {
        let password = letters(&self.sources.bytes::<20>());
        let end = letters(&self.sources.bytes::<5>());
        let work = MakeWork { operator, end, password: password.clone(), entry };
        let made = self.store.write(work).await?;
        Ok(made.map(|Made { user, .. }| NewSipPassword { user, password }))
    }

    /// What a client with this user name must prove; `None`: no operator who may sign in has it.
    pub async fn sip_credential(&self, user: &str) -> Result<Option<Credential>, Error> {
        let mut tx = self.store.read().await?;
        let row = sql!(
            &mut tx,
            fetch_optional as (Uuid, Uuid, String, i64),
            "select c.account_id, c.operator_id, c.ha1, c.version
             from sip_credential c join operator o on o.id = c.operator_id
             where c.user_name = $1 and c.realm = $2 and o.deleted_at is null and o.deactivated_at is null",
            user.to_lowercase(),
            REALM,
        )?;
        Ok(row.map(|(account, operator, ha1, version)| Credential {
            account: account.into(),
            operator: operator.into(),
            ha1,
            version,
        }))
    }
}

struct MakeWork {
    operator: OperatorId,
    /// The end of a new user name, if the operator has none yet.
    end: String,
    password: String,
    entry: Entry,
}

struct Made {
    user: String,
    /// The sessions of the clients that were signed out.
    ended: Vec<[u8; 32]>,
}

#[async_trait]
impl Write for MakeWork {
    type Output = Result<Made, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        // User names are unique in the whole installation.
        lock_installation(tx).await?;
        let Some(name) = operator::name_of(tx, account, self.operator).await? else {
            return Ok(Err(Refused::NotFound));
        };
        let before = sql!(
            tx,
            fetch_optional as (String, i64),
            "select user_name, version from sip_credential where account_id = $1 and operator_id = $2",
            account.0,
            self.operator.0,
        )?;
        let (user, version) = match before {
            Some((user, version)) => (user, version + 1),
            None => (free_user(tx, &name, &self.end).await?, 1),
        };
        sql!(
            tx,
            execute,
            "insert into sip_credential (operator_id, account_id, user_name, realm, ha1, version, made_at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (operator_id) do update set realm = excluded.realm, ha1 = excluded.ha1,
                 version = excluded.version, made_at = excluded.made_at",
            self.operator.0,
            account.0,
            user.as_str(),
            REALM,
            ha1(&user, REALM, &self.password),
            version,
            self.entry.at.0,
        )?;
        self.entry.keep(tx, &name, Vec::new()).await?;
        let ended = device::end_all(tx, account, self.operator).await?;
        Ok(Ok(Made { user, ended }))
    }

    fn announce(&self, made: &Self::Output, live: &Live) {
        for session in made.iter().flat_map(|made| &made.ended) {
            live.tell_consoles(self.entry.account, Event::SignedOut(*session));
        }
    }
}

/// A free user name: the operator's name in plain characters, and random letters. Some clients
/// accept only these letters, digits and the hyphen.
async fn free_user(tx: &mut Tx, name: &str, end: &str) -> Result<String, Error> {
    let plain: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).take(20).collect();
    let begin = if plain.is_empty() { "operator" } else { &plain };
    let mut user = format!("{begin}-{end}");
    while sql!(
        &mut *tx,
        fetch_optional as (i32,),
        "select 1 from sip_credential where user_name = $1",
        user.as_str()
    )?
    .is_some()
    {
        user.push('2');
    }
    Ok(user)
}

fn letters(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect()
}
