//! An account's own mail server as it is stored: its password sealed.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wire::{
    AccountId,
    mail::{KeptPassword, MailServer},
};

use super::outgoing::Outgoing;
use crate::{
    Error, Sources, Switchboard,
    column::{from_json, json_of},
    live::Live,
    secrets::Secrets,
    store::{Tx, Write, sql},
};

const PURPOSE: &str = "mail server";

/// The column `account.mail_server`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) server: MailServer,
    /// In clear, as earlier versions stored it; empty: there is none, or it is sealed.
    #[serde(default)]
    password: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
}

#[derive(Clone, Default, PartialEq, Eq)]
pub(super) enum Password {
    #[default]
    Missing,
    Known(String),
    /// It was sealed with another key.
    Unreadable,
}

impl Kept {
    pub(super) fn new(server: MailServer, sealed: Option<String>) -> Kept {
        Kept { server, password: String::new(), sealed }
    }

    /// Another server with the same password.
    pub(super) fn with_server(&self, server: MailServer) -> Kept {
        Kept { server, ..self.clone() }
    }

    pub(super) fn has_password(&self) -> bool {
        self.sealed.is_some() || !self.password.is_empty()
    }

    pub(super) fn password(&self, secrets: &Secrets, account: AccountId) -> Password {
        match &self.sealed {
            Some(sealed) => {
                secrets.open(sealed, PURPOSE, account).map_or(Password::Unreadable, Password::Known)
            }
            None if self.password.is_empty() => Password::Missing,
            None => Password::Known(self.password.clone()),
        }
    }

    /// The server with its password; `None`: the password cannot be read.
    pub(super) fn outgoing(self, secrets: &Secrets, account: AccountId) -> Option<Outgoing> {
        let password = match self.password(secrets, account) {
            Password::Missing => String::new(),
            Password::Known(password) => password,
            Password::Unreadable => return None,
        };
        Some(Outgoing { server: self.server, password })
    }
}

/// The stored mail server passwords that are not sealed with the present key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoredPasswords {
    /// The number of accounts whose password is in clear: there is no key to seal it with.
    pub in_clear: usize,
    /// The number of accounts whose password cannot be read: it was sealed with another key.
    pub unreadable: usize,
}

impl Switchboard {
    /// Seals the mail server passwords that an earlier version, or one without a key, stored in
    /// clear.
    pub async fn seal_mail_passwords(&self) -> Result<StoredPasswords, Error> {
        let mut tx = self.store.read().await?;
        let rows = sql!(
            &mut tx,
            fetch_all as (Uuid, String),
            "select id, mail_server from account where mail_server is not null",
        )?;
        drop(tx);
        let mut found = StoredPasswords::default();
        for (account, before) in rows {
            let account = account.into();
            let mut kept: Kept = from_json(&before, "account.mail_server")?;
            if kept.password(&self.secrets, account) == Password::Unreadable {
                found.unreadable += 1;
            }
            if kept.password.is_empty() {
                continue;
            }
            match seal(&self.secrets, &kept.password, account, &self.sources) {
                Some(sealed) => {
                    kept = Kept::new(kept.server, Some(sealed));
                    self.store.write(SealWork { account, before, after: json_of(&kept) }).await?;
                }
                None => found.in_clear += 1,
            }
        }
        Ok(found)
    }

    /// The account's own mail server, and whether there is a password for it.
    pub(super) async fn own_mail_server(
        &self,
        tx: &mut Tx,
        account: AccountId,
    ) -> Result<(Option<MailServer>, KeptPassword), Error> {
        let Some(kept) = of(tx, account).await? else { return Ok((None, KeptPassword::Missing)) };
        let password = match kept.password(&self.secrets, account) {
            Password::Missing => KeptPassword::Missing,
            Password::Known(_) => KeptPassword::Kept,
            Password::Unreadable => KeptPassword::Unreadable,
        };
        Ok((Some(kept.server), password))
    }
}

/// A password in its stored form; `None`: there is no key.
pub(super) fn seal(
    secrets: &Secrets,
    password: &str,
    account: AccountId,
    sources: &Sources,
) -> Option<String> {
    secrets.seal(password, PURPOSE, account, sources)
}

pub(super) async fn of(tx: &mut Tx, account: AccountId) -> Result<Option<Kept>, Error> {
    let (kept,) = sql!(
        tx,
        fetch_one as (Option<String>,),
        "select mail_server from account where id = $1",
        account.0,
    )?;
    kept.map(|kept| from_json(&kept, "account.mail_server")).transpose()
}

pub(super) async fn store(tx: &mut Tx, account: AccountId, kept: Option<&Kept>) -> Result<(), Error> {
    let kept = kept.map(json_of);
    sql!(tx, execute, "update account set mail_server = $2 where id = $1", account.0, kept).map(|_| ())
}

struct SealWork {
    account: AccountId,
    before: String,
    after: String,
}

#[async_trait]
impl Write for SealWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        sql!(
            tx,
            execute,
            "update account set mail_server = $3 where id = $1 and mail_server = $2",
            self.account.0,
            self.before.as_str(),
            self.after.as_str(),
        )
        .map(|_| ())
    }

    fn announce(&self, (): &(), _: &Live) {}
}
