//! An operator's account is read and changed (manual A5), and gets another password.

use async_trait::async_trait;
use wire::{
    AccountId, OperatorId, Role, Timestamp,
    administration::{Action, Change, OperatorAccount},
    routing::CHAT_LIMITS,
    text,
};

use super::{is_last_administrator, reset};
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::{Entry, changed},
    bus::Event,
    column::{text_of, value_of},
    live::Live,
    mail::address::{self, normal},
    operator, password, security, session, snooze,
    store::{Tx, Write, lock_account, sql},
};

/// An operator's account as an administrator enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditOperator {
    /// The version that was seen.
    pub version: i64,
    /// The address that the operator signs in with. No other operator of this installation has it.
    pub email: String,
    /// The name that visitors see (manual B17).
    pub screen_name: String,
    /// What they may do.
    pub role: Role,
    /// The most chats that they have at once when requests are queued; `None`: the account's
    /// default.
    pub chat_limit: Option<u32>,
    /// Whether they may read the ended chats of their departments, although they took no part in
    /// them.
    pub department_archive: bool,
}

pub(crate) struct SetPassword {
    pub(crate) operator: OperatorId,
    pub(crate) password: String,
    /// Whether the next sign-in asks for a new password.
    pub(crate) must_change: bool,
    /// The session that stays open.
    pub(crate) keep: Option<[u8; 32]>,
}

impl Switchboard {
    /// An operator's account, for an administrator.
    pub async fn operator_account(
        &self,
        who: &SignedIn,
        id: OperatorId,
    ) -> Result<Result<OperatorAccount, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let mut tx = self.store.read().await?;
        Ok(read(&mut tx, who.account, id).await?.ok_or(Refused::NotFound))
    }

    /// Changes an operator's account, unless somebody else has changed it since it was read. If the
    /// role or the name changes, the operator's consoles reconnect.
    pub async fn edit_operator(
        &self,
        who: &SignedIn,
        id: OperatorId,
        edit: EditOperator,
    ) -> Result<Result<(), Refused>, Error> {
        let email = match address::clean(&edit.email) {
            Ok(email) => normal(&email),
            Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
        };
        let screen_name = match text::name(&edit.screen_name) {
            Ok(name) => name,
            Err(bad) => return Ok(Err(Refused::BadName(bad))),
        };
        if edit.chat_limit.is_some_and(|limit| !CHAT_LIMITS.contains(&limit)) {
            return Ok(Err(Refused::OutOfRange));
        }
        let edit = EditOperator { email, screen_name, ..edit };
        let entry = self.entry_by(who, Action::OperatorChanged);
        self.administer(who, EditWork { id, edit, entry }).await.map(|edited| edited.map(|_| ()))
    }

    /// Sets another password for an operator, which they may have to change when they sign in.
    /// Their sessions end. An administrator who sets their own password keeps the present session
    /// and need not change it again.
    pub async fn set_operator_password(
        &self,
        who: &SignedIn,
        operator: OperatorId,
        password: String,
        must_change: bool,
    ) -> Result<Result<(), Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let must_change = must_change && operator != who.operator;
        let set = SetPassword { operator, password, must_change, keep: Some(who.session) };
        self.set_password_as(self.entry_by(who, Action::PasswordSet), set).await
    }

    pub(crate) async fn set_password_as(
        &self,
        entry: Entry,
        set: SetPassword,
    ) -> Result<Result<(), Refused>, Error> {
        let SetPassword { operator: id, password, must_change, keep } = set;
        let owner = read(&mut self.store.read().await?, entry.account, id).await?;
        let Some(owner) = owner else { return Ok(Err(Refused::NotFound)) };
        if let Err(bad) = password::check_policy(&password, [&owner.screen_name, &owner.email]) {
            return Ok(Err(Refused::BadPassword(bad)));
        }
        let hash = self.passwords.hash(password, self.sources.bytes()).await?;
        let set =
            self.store.write(PasswordWork { id, hash, must_change, keep, entry: entry.clone() }).await?;
        if set.is_ok() {
            security::password_set(&entry, id);
        }
        Ok(set.map(|_| ()))
    }
}

/// The account of an operator who is not deleted.
pub(super) async fn read(
    tx: &mut Tx,
    account: AccountId,
    id: OperatorId,
) -> Result<Option<OperatorAccount>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (String, String, String, Option<i64>, i64, Option<i64>, i64),
        "select email, screen_name, role, chat_limit, department_archive, deactivated_at, version from operator
         where account_id = $1 and id = $2 and deleted_at is null",
        account.0,
        id.0,
    )?;
    let Some((email, screen_name, role, chat_limit, department_archive, deactivated_at, version)) = row
    else {
        return Ok(None);
    };
    let chat_limit = chat_limit.map(u32::try_from).transpose();
    Ok(Some(OperatorAccount {
        id,
        email,
        screen_name,
        role: value_of(&role, "operator.role")?,
        chat_limit: chat_limit.map_err(|_| Error::UnknownValue("operator.chat_limit"))?,
        department_archive: department_archive == 1,
        departments: operator::departments_of(tx, account, id).await?,
        deactivated_at: deactivated_at.map(Timestamp),
        version,
    }))
}

pub(super) struct EditWork {
    pub(super) id: OperatorId,
    pub(super) edit: EditOperator,
    pub(super) entry: Entry,
}

#[async_trait]
impl Write for EditWork {
    /// Whether the operator's consoles must reconnect.
    type Output = Result<bool, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, edit) = (self.entry.account, &self.edit);
        lock_account(tx, account).await?;
        let Some(before) = read(tx, account, self.id).await? else { return Ok(Err(Refused::NotFound)) };
        if before.version != edit.version {
            return Ok(Err(Refused::Stale));
        }
        if before.role == Role::Administrator
            && edit.role != Role::Administrator
            && is_last_administrator(tx, account, self.id).await?
        {
            return Ok(Err(Refused::LastAdministrator));
        }
        if before.email != edit.email && operator::is_email_taken(tx, &edit.email).await? {
            return Ok(Err(Refused::EmailTaken));
        }
        let changes = changes(&before, edit);
        if changes.is_empty() {
            return Ok(Ok(false));
        }
        sql!(
            tx,
            execute,
            "update operator set email = $3, screen_name = $4, role = $5, chat_limit = $6,
                    department_archive = $7, version = version + 1
             where account_id = $1 and id = $2",
            account.0,
            self.id.0,
            edit.email.as_str(),
            edit.screen_name.as_str(),
            text_of(&edit.role),
            edit.chat_limit.map(i64::from),
            i64::from(edit.department_archive),
        )?;
        if before.email != edit.email {
            reset::take_back(tx, account, self.id).await?;
        }
        if edit.role != Role::Administrator {
            snooze::keep_own(tx, account, self.id).await?;
        }
        self.entry.keep(tx, &before.screen_name, changes).await?;
        Ok(Ok(before.role != edit.role || before.screen_name != edit.screen_name))
    }

    fn announce(&self, edited: &Self::Output, live: &Live) {
        let Ok(is_somebody_else) = edited else { return };
        live.tell_consoles(self.entry.account, Event::Colleagues);
        if *is_somebody_else {
            live.tell_operator(self.entry.account, self.id, Event::SomebodyElse(self.id));
        }
    }
}

fn changes(before: &OperatorAccount, after: &EditOperator) -> Vec<Change> {
    let limit = |limit: Option<u32>| limit.map(|limit| limit.to_string()).unwrap_or_default();
    let word = |on: bool| if on { "on".to_owned() } else { "off".to_owned() };
    changed([
        ("e-mail address", before.email.clone(), after.email.clone()),
        ("screen name", before.screen_name.clone(), after.screen_name.clone()),
        ("role", before.role.name().into(), after.role.name().into()),
        ("chats at most", limit(before.chat_limit), limit(after.chat_limit)),
        ("reads their departments' chats", word(before.department_archive), word(after.department_archive)),
    ])
}

pub(super) struct PasswordWork {
    pub(super) id: OperatorId,
    pub(super) hash: String,
    pub(super) must_change: bool,
    /// The session that stays open.
    pub(super) keep: Option<[u8; 32]>,
    pub(super) entry: Entry,
}

pub(super) struct PasswordIsSet {
    ended: Vec<[u8; 32]>,
    /// Whether it is the first password of an invited operator, who gets requests from now on.
    has_come: bool,
}

#[async_trait]
impl Write for PasswordWork {
    type Output = Result<PasswordIsSet, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        let Some(name) = operator::name_of(tx, account, self.id).await? else {
            return Ok(Err(Refused::NotFound));
        };
        let invited = sql!(
            &mut *tx,
            fetch_optional as (i64,),
            "select created_at from operator where account_id = $1 and id = $2 and invited_at is not null",
            account.0,
            self.id.0,
        )?;
        // Until now nobody used the account, so no fee is counted for that time (`fees/seats.rs`).
        if let Some((created_at,)) = invited {
            sql!(
                &mut *tx,
                execute,
                "insert into deactivation (account_id, operator_id, since, until) values ($1, $2, $3, $4)
                 on conflict (operator_id, since, until) do nothing",
                account.0,
                self.id.0,
                created_at,
                self.entry.at.0,
            )?;
        }
        sql!(
            &mut *tx,
            execute,
            "update operator set password_hash = $3, must_change_password = $4, password_is_made = 0, invited_at = null
             where account_id = $1 and id = $2",
            account.0,
            self.id.0,
            self.hash.as_str(),
            i64::from(self.must_change),
        )?;
        reset::take_back(tx, account, self.id).await?;
        self.entry.keep(tx, &name, Vec::new()).await?;
        let ended = session::end_all(tx, account, self.id, self.keep).await?;
        Ok(Ok(PasswordIsSet { ended, has_come: invited.is_some() }))
    }

    fn announce(&self, set: &Self::Output, live: &Live) {
        let Ok(PasswordIsSet { ended, has_come }) = set else { return };
        for session in ended {
            live.tell_consoles(self.entry.account, Event::SignedOut(*session));
        }
        if *has_come {
            live.routing_changed(self.entry.account);
        }
    }
}

impl From<&OperatorAccount> for EditOperator {
    /// An edit that changes nothing.
    fn from(account: &OperatorAccount) -> EditOperator {
        EditOperator {
            version: account.version,
            email: account.email.clone(),
            screen_name: account.screen_name.clone(),
            role: account.role,
            chat_limit: account.chat_limit,
            department_archive: account.department_archive,
        }
    }
}
