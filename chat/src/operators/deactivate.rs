//! An operator's account is deactivated, and activated again (manual A7). A deactivated account
//! cannot sign in, gets no requests and costs no fee; all its data stays as it is.

use async_trait::async_trait;
use wire::{
    OperatorId, OperatorRef, Role,
    administration::{Action, OperatorAccount},
};

use super::{delete::Gone, edit::read, is_last_administrator, reset};
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::Entry,
    live::Live,
    session, sip,
    store::{Tx, Write, lock_account, sql},
};

impl Switchboard {
    /// Deactivates an operator's account. Its sessions end, in browsers and in SIP clients, and its
    /// chats go to others as when it is deleted. An account that is already deactivated keeps its
    /// date.
    ///
    /// Refused with [`Refused::Yourself`], [`Refused::LastAdministrator`] or [`Refused::NotFound`].
    /// For administrators only.
    pub async fn deactivate_operator(
        &self,
        who: &SignedIn,
        id: OperatorId,
    ) -> Result<Result<(), Refused>, Error> {
        if who.operator == id {
            return Ok(Err(Refused::Yourself));
        }
        let entry = self.entry_by(who, Action::OperatorDeactivated);
        match self.administer(who, DeactivateWork { id, entry }).await? {
            Ok(Gone { name, .. }) => self.take_all_from(who.account, OperatorRef { id, name }).await.map(Ok),
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// Activates it again. From now on its password is valid, its fee counts, and it gets requests.
    /// Refused with [`Refused::NotFound`]. For administrators only.
    pub async fn activate_operator(
        &self,
        who: &SignedIn,
        id: OperatorId,
    ) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::OperatorActivated);
        self.administer(who, ActivateWork { id, entry }).await
    }
}

struct DeactivateWork {
    id: OperatorId,
    entry: Entry,
}

#[async_trait]
impl Write for DeactivateWork {
    type Output = Result<Gone, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, id) = (self.entry.account, self.id);
        lock_account(tx, account).await?;
        let Some(before) = read(tx, account, id).await? else { return Ok(Err(Refused::NotFound)) };
        let OperatorAccount { screen_name: name, role, deactivated_at, .. } = before;
        if deactivated_at.is_some() {
            return Ok(Ok(Gone { name, sessions: Vec::new(), had_off_line: false }));
        }
        if role == Role::Administrator && is_last_administrator(tx, account, id).await? {
            return Ok(Err(Refused::LastAdministrator));
        }
        // Even if the rest fails, an operator without a sign of life loses their chats.
        sql!(
            &mut *tx,
            execute,
            "update operator set deactivated_at = $3, seen_at = 0, version = version + 1
             where account_id = $1 and id = $2",
            account.0,
            id.0,
            self.entry.at.0,
        )?;
        reset::take_back(tx, account, id).await?;
        self.entry.keep(tx, &name, Vec::new()).await?;
        let mut sessions = session::end_all(tx, account, id, None).await?;
        sessions.extend(sip::end_all(tx, account, id).await?);
        Ok(Ok(Gone { name, sessions, had_off_line: false }))
    }

    fn announce(&self, deactivated: &Self::Output, live: &Live) {
        if let Ok(gone) = deactivated {
            gone.announce(self.entry.account, self.id, live);
        }
    }
}

struct ActivateWork {
    id: OperatorId,
    entry: Entry,
}

#[async_trait]
impl Write for ActivateWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, id) = (self.entry.account, self.id);
        lock_account(tx, account).await?;
        let Some(before) = read(tx, account, id).await? else { return Ok(Err(Refused::NotFound)) };
        let OperatorAccount { screen_name, deactivated_at: Some(since), .. } = before else {
            return Ok(Ok(()));
        };
        sql!(
            &mut *tx,
            execute,
            "insert into deactivation (account_id, operator_id, since, until) values ($1, $2, $3, $4)
             on conflict (operator_id, since, until) do nothing",
            account.0,
            id.0,
            since.0,
            self.entry.at.0,
        )?;
        sql!(
            &mut *tx,
            execute,
            "update operator set deactivated_at = null, version = version + 1 where account_id = $1 and id = $2",
            account.0,
            id.0,
        )?;
        // A sign-in at the moment of the deactivation has left a session that was never valid.
        session::end_all(tx, account, id, None).await?;
        sip::end_all(tx, account, id).await?;
        self.entry.keep(tx, &screen_name, Vec::new()).await?;
        Ok(Ok(()))
    }

    fn announce(&self, activated: &Self::Output, live: &Live) {
        if activated.is_ok() {
            live.routing_changed(self.entry.account);
        }
    }
}
