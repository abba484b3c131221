//! The SIP clients that are signed in. Each is a row, so that connectionless clients survive a
//! restart, and any node can list them and sign them out.

use async_trait::async_trait;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use wire::{
    AccountId, OperatorId, Timestamp,
    administration::{Action, Change},
    sip::SipDeviceView,
};

use super::{Credential, may_manage};
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::Entry,
    bus::Event,
    column::value_of,
    live::Live,
    operator,
    store::{Tx, Write, sql},
};

/// The most clients that an operator may have at once.
const MOST: i64 = 10;

/// A signed-in SIP client, as its gateway reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The gateway that it is connected to, by a unique name.
    pub gateway: String,
    /// `udp`, `tcp`, `tls`, `ws` or `wss`.
    pub transport: String,
    /// Its network address and port.
    pub peer: String,
    /// What distinguishes it from the operator's other clients.
    pub device: String,
    /// The address at which it wants to be reached, as it wrote it.
    pub contact: String,
    /// Our host, as its operator has entered it.
    pub host: String,
    /// The name of the program.
    pub agent: String,
    /// When its sign-in expires, unless it or its gateway renews it.
    pub expires_at: Timestamp,
}

impl Switchboard {
    /// Signs in a client that has proved the password, or renews its sign-in. Refused if the
    /// password has changed, if the client was signed out from the console, or if the operator has
    /// too many clients.
    pub async fn sign_in_sip(
        &self,
        credential: &Credential,
        device: Device,
    ) -> Result<Result<SignedIn, Refused>, Error> {
        let session = session_of(credential.operator, &device.device);
        let (credential, now) = (credential.clone(), self.sources.now());
        let from = device.peer.clone();
        let signed_in = self.store.write(SignInWork { credential, device, session, now }).await?;
        Ok(signed_in.map(|(who, is_new)| {
            if is_new {
                self.note_sip_sign_in(&who, &from);
            }
            who
        }))
    }

    /// Renews these clients until then.
    pub async fn renew_sip(&self, sessions: Vec<[u8; 32]>, until: Timestamp) -> Result<(), Error> {
        self.store.write(RenewWork { sessions, until }).await
    }

    /// This client has signed out or is gone. Other clients stay.
    pub async fn sign_out_sip(&self, who: &SignedIn) -> Result<(), Error> {
        self.store.write(LeaveWork { account: who.account, session: who.session }).await
    }

    /// Signs out one of the operator's own clients, or for an administrator any client. It stays
    /// signed out until the password changes.
    pub async fn sign_out_sip_device(
        &self,
        who: &SignedIn,
        operator: OperatorId,
        session: [u8; 32],
    ) -> Result<Result<(), Refused>, Error> {
        if !may_manage(who, operator) {
            return Ok(Err(Refused::NotAllowed));
        }
        let entry = self.entry_by(who, Action::SipDeviceSignedOut);
        self.store.write(SignOutWork { operator, session, entry }).await
    }

    /// The present identity of a signed-in client: the operator's name and role may have changed.
    pub async fn sip_signed_in(&self, session: [u8; 32]) -> Result<Option<SignedIn>, Error> {
        let now = self.sources.now();
        signed_in(&mut self.store.read().await?, session, now).await
    }

    /// The connectionless clients of a gateway, with their user names. They stay signed in when the
    /// gateway restarts.
    pub async fn sip_devices_on(&self, gateway: &str) -> Result<Vec<(SignedIn, String, Device)>, Error> {
        let (mut tx, now) = (self.store.read().await?, self.sources.now());
        let rows = sql!(
            &mut tx,
            fetch_all as (Vec<u8>, String, String, String, String, String, String, i64),
            "select d.session, c.user_name, d.peer, d.device, d.contact, d.host, d.agent, d.expires_at
             from sip_device d join sip_credential c on c.operator_id = d.operator_id
             where d.gateway = $1 and d.transport = 'udp' and d.expires_at > $2 order by d.since",
            gateway,
            now.0,
        )?;
        let mut all = Vec::with_capacity(rows.len());
        for (session, user, peer, device, contact, host, agent, expires_at) in rows {
            let Some(who) = signed_in(&mut tx, session_from(session)?, now).await? else { continue };
            let (gateway, transport) = (gateway.to_owned(), "udp".to_owned());
            let expires_at = Timestamp(expires_at);
            all.push((
                who,
                user,
                Device { gateway, transport, peer, device, contact, host, agent, expires_at },
            ));
        }
        Ok(all)
    }
}

/// The session id of a client. Nobody can choose it to equal another's.
fn session_of(operator: OperatorId, device: &str) -> [u8; 32] {
    Sha256::new().chain_update("sip").chain_update(operator.0).chain_update(device).finalize().into()
}

fn session_from(bytes: Vec<u8>) -> Result<[u8; 32], Error> {
    bytes.try_into().map_err(|_| Error::UnknownValue("sip_device.session"))
}

async fn signed_in(tx: &mut Tx, session: [u8; 32], now: Timestamp) -> Result<Option<SignedIn>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (Uuid, Uuid, String, String),
        "select d.account_id, d.operator_id, o.screen_name, o.role
         from sip_device d join operator o on o.id = d.operator_id
         where d.session = $1 and d.expires_at > $2 and o.deleted_at is null and o.deactivated_at is null",
        session.as_slice(),
        now.0,
    )?;
    row.map(|(account, operator, name, role)| {
        let role = value_of(&role, "operator.role")?;
        Ok(SignedIn { account: account.into(), operator: operator.into(), name, role, session })
    })
    .transpose()
}

/// The clients, as the operator's profile shows them.
pub(super) async fn views_of(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
    now: Timestamp,
) -> Result<Vec<SipDeviceView>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Vec<u8>, String, String, String, i64),
        "select session, agent, transport, peer, since from sip_device
         where account_id = $1 and operator_id = $2 and expires_at > $3 order by since desc, session",
        account.0,
        operator.0,
        now.0,
    )?;
    rows.into_iter()
        .map(|(session, agent, transport, peer, since)| {
            Ok(SipDeviceView {
                session: session_from(session)?,
                agent,
                transport,
                peer,
                since: Timestamp(since),
            })
        })
        .collect()
}

/// Whether the operator is signed in with a SIP client on any node.
pub(crate) async fn has_device(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
    now: Timestamp,
) -> Result<bool, Error> {
    let row = sql!(
        tx,
        fetch_optional as (i32,),
        "select 1 from sip_device where account_id = $1 and operator_id = $2 and expires_at > $3 limit 1",
        account.0,
        operator.0,
        now.0,
    )?;
    Ok(row.is_some())
}

/// Ends all clients of the operator and returns them. Those that were shut out may sign in again.
pub(crate) async fn end_all(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
) -> Result<Vec<[u8; 32]>, Error> {
    sql!(
        &mut *tx,
        execute,
        "delete from sip_shut_out where account_id = $1 and operator_id = $2",
        account.0,
        operator.0,
    )?;
    let ended = sql!(
        tx,
        fetch_all as (Vec<u8>,),
        "delete from sip_device where account_id = $1 and operator_id = $2 returning session",
        account.0,
        operator.0,
    )?;
    ended.into_iter().map(|(session,)| session_from(session)).collect()
}

struct SignInWork {
    credential: Credential,
    device: Device,
    session: [u8; 32],
    now: Timestamp,
}

#[async_trait]
impl Write for SignInWork {
    /// The operator, and whether the client was not signed in before.
    type Output = Result<(SignedIn, bool), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (Credential { account, operator, version, .. }, device) = (&self.credential, &self.device);
        let is_good = sql!(
            &mut *tx,
            fetch_optional as (i32,),
            "select 1 from sip_credential where account_id = $1 and operator_id = $2 and version = $3",
            account.0,
            operator.0,
            *version,
        )?;
        if is_good.is_none() {
            return Ok(Err(Refused::NotAllowed));
        }
        let is_shut_out = sql!(
            &mut *tx,
            fetch_optional as (i32,),
            "select 1 from sip_shut_out where account_id = $1 and session = $2",
            account.0,
            self.session.as_slice(),
        )?;
        if is_shut_out.is_some() {
            return Ok(Err(Refused::ShutOut));
        }
        // Each sign-in cleans up the operator's expired clients.
        sql!(
            &mut *tx,
            execute,
            "delete from sip_device where account_id = $1 and operator_id = $2 and expires_at <= $3",
            account.0,
            operator.0,
            self.now.0,
        )?;
        let (others,) = sql!(
            &mut *tx,
            fetch_one as (i64,),
            "select count(*) from sip_device where account_id = $1 and operator_id = $2 and session <> $3",
            account.0,
            operator.0,
            self.session.as_slice(),
        )?;
        if others >= MOST {
            return Ok(Err(Refused::TooMany));
        }
        let is_new = signed_in(&mut *tx, self.session, self.now).await?.is_none();
        sql!(
            &mut *tx,
            execute,
            "insert into sip_device (session, account_id, operator_id, gateway, transport, peer, device, contact, host,
                 agent, since, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
             on conflict (session) do update set gateway = excluded.gateway, transport = excluded.transport,
                 peer = excluded.peer, contact = excluded.contact, host = excluded.host, agent = excluded.agent,
                 expires_at = excluded.expires_at",
            self.session.as_slice(),
            account.0,
            operator.0,
            device.gateway.as_str(),
            device.transport.as_str(),
            device.peer.as_str(),
            device.device.as_str(),
            device.contact.as_str(),
            device.host.as_str(),
            device.agent.as_str(),
            self.now.0,
            device.expires_at.0,
        )?;
        // Without a row the account is deleted or deactivated.
        let who = signed_in(tx, self.session, self.now).await?;
        Ok(who.map(|who| (who, is_new)).ok_or(Refused::NotAllowed))
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}

struct RenewWork {
    sessions: Vec<[u8; 32]>,
    until: Timestamp,
}

#[async_trait]
impl Write for RenewWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        for session in &self.sessions {
            sql!(
                &mut *tx,
                execute,
                "update sip_device set expires_at = $2 where session = $1",
                session.as_slice(),
                self.until.0,
            )?;
        }
        Ok(())
    }

    fn announce(&self, (): &(), _: &Live) {}
}

struct LeaveWork {
    account: AccountId,
    session: [u8; 32],
}

#[async_trait]
impl Write for LeaveWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        sql!(
            tx,
            execute,
            "delete from sip_device where account_id = $1 and session = $2",
            self.account.0,
            self.session.as_slice(),
        )
        .map(|_| ())
    }

    fn announce(&self, (): &(), _: &Live) {}
}

struct SignOutWork {
    operator: OperatorId,
    session: [u8; 32],
    entry: Entry,
}

#[async_trait]
impl Write for SignOutWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        let ended = sql!(
            &mut *tx,
            fetch_optional as (String, String),
            "delete from sip_device where account_id = $1 and operator_id = $2 and session = $3 returning agent, peer",
            account.0,
            self.operator.0,
            self.session.as_slice(),
        )?;
        let name = operator::name_of(tx, account, self.operator).await?;
        let (Some((agent, peer)), Some(name)) = (ended, name) else { return Ok(Err(Refused::NotFound)) };
        // Clients sign in again by themselves, so they are shut out.
        sql!(
            &mut *tx,
            execute,
            "insert into sip_shut_out (session, account_id, operator_id) values ($1, $2, $3)
             on conflict (session) do nothing",
            self.session.as_slice(),
            account.0,
            self.operator.0,
        )?;
        let before = format!("{agent} at {peer}");
        let change = Change { what: "SIP client".into(), before, after: String::new() };
        self.entry.keep(tx, &name, vec![change]).await?;
        Ok(Ok(()))
    }

    fn announce(&self, done: &Self::Output, live: &Live) {
        if done.is_ok() {
            live.tell_consoles(self.entry.account, Event::SignedOut(self.session));
        }
    }
}
