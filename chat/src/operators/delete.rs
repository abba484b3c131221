//! An operator is deleted (manual A6). Their seat becomes free and their sessions end; their chats,
//! notes and messages stay readable under their name.

use async_trait::async_trait;
use wire::{
    AccountId, ChatState, OperatorId, OperatorRef, Role, Timestamp,
    administration::{Action, Change},
};

use super::is_last_administrator;
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::Entry,
    bus::Event,
    column::value_of,
    conversation,
    life::Step,
    live::Live,
    off_line_message, picture, session, sip,
    step::Actor,
    store::{Tx, Write, lock_account, sql},
};

impl Switchboard {
    /// Deletes an operator. Chats that only they had become requests again; chats that they shared
    /// go on without them.
    pub async fn delete_operator(
        &self,
        who: &SignedIn,
        id: OperatorId,
    ) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::OperatorDeleted);
        let gone = match self
            .administer(who, DeleteWork { id, entry, now: self.sources.now(), only_invited: false })
            .await?
        {
            Ok(Gone { name, .. }) => OperatorRef { id, name },
            Err(refused) => return Ok(Err(refused)),
        };
        // If this is interrupted, `tend.rs` completes it: the operator has no sign of life.
        self.take_all_from(who.account, gone).await.map(Ok)
    }

    /// Returns the chats that only this operator had to the requests; the chats that they shared go
    /// on without them.
    pub(super) async fn take_all_from(&self, account: AccountId, gone: OperatorRef) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        let open = conversation::open_ones(&mut tx, account).await?;
        drop(tx);
        for chat in open {
            let is_offered = chat.offer.as_ref().is_some_and(|offer| offer.to.id == gone.id);
            let has_it = chat.operators().any(|operator| operator.id == gone.id);
            let step = match chat.state {
                _ if is_offered => Step::Refuse(gone.id),
                ChatState::Requesting if has_it => Step::Refuse(gone.id),
                _ if has_it => Step::Lose(gone.clone()),
                _ => continue,
            };
            // A refusal means that somebody was faster.
            let _ = self.step(account, chat.id, Actor::Time, step).await?;
        }
        Ok(())
    }
}

pub(super) struct DeleteWork {
    pub(super) id: OperatorId,
    pub(super) entry: Entry,
    pub(super) now: Timestamp,
    /// Only an operator who has not accepted their invitation.
    pub(super) only_invited: bool,
}

/// A deleted or deactivated operator.
pub(super) struct Gone {
    pub(super) name: String,
    /// Their sessions in browsers and SIP clients, which have ended.
    pub(super) sessions: Vec<[u8; 32]>,
    /// Whether offline messages were assigned to them, which are unassigned now.
    pub(super) had_off_line: bool,
}

impl Gone {
    /// They are absent at once and get no more requests.
    pub(super) fn announce(&self, account: AccountId, operator: OperatorId, live: &Live) {
        live.operator_gone(account, operator);
        for session in &self.sessions {
            live.tell_consoles(account, Event::SignedOut(*session));
        }
        if self.had_off_line {
            live.tell_consoles(account, Event::OffLineMessages);
        }
        live.routing_changed(account);
    }
}

#[async_trait]
impl Write for DeleteWork {
    type Output = Result<Gone, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, id) = (self.entry.account, self.id);
        lock_account(tx, account).await?;
        let row = sql!(
            tx,
            fetch_optional as (String, String, String, Option<i64>),
            "select email, screen_name, role, invited_at from operator
             where account_id = $1 and id = $2 and deleted_at is null",
            account.0,
            id.0,
        )?;
        let Some((email, name, role, invited_at)) = row else { return Ok(Err(Refused::NotFound)) };
        if self.only_invited && invited_at.is_none() {
            return Ok(Err(Refused::NotFound));
        }
        if invited_at.is_none()
            && value_of::<Role>(&role, "operator.role")? == Role::Administrator
            && is_last_administrator(tx, account, id).await?
        {
            return Ok(Err(Refused::LastAdministrator));
        }
        // Their address is free for somebody else. Without a sign of life they lose their chats
        // even if the rest fails.
        sql!(
            tx,
            execute,
            "update operator set deleted_at = $3, email = $4, password_hash = '', seen_at = 0, version = version + 1
             where account_id = $1 and id = $2",
            account.0,
            id.0,
            self.now.0,
            id.to_string(),
        )?;
        for what_was_his in [
            "delete from department_operator where account_id = $1 and operator_id = $2",
            "delete from url_rule_operator where account_id = $1 and operator_id = $2",
            "delete from canned where account_id = $1 and operator_id = $2",
            "delete from remark where account_id = $1 and operator_id = $2",
            "delete from preference where account_id = $1 and operator_id = $2",
            "delete from word where account_id = $1 and operator_id = $2",
            "delete from sound where account_id = $1 and operator_id = $2",
            "delete from known_device where account_id = $1 and operator_id = $2",
            "delete from password_reset where account_id = $1 and operator_id = $2",
            "delete from sip_credential where account_id = $1 and operator_id = $2",
            "delete from saved_view where account_id = $1 and operator_id = $2 and is_shared = 0",
            "delete from snooze where account_id = $1 and operator_id = $2",
        ] {
            sql!(tx, execute, what_was_his, account.0, id.0)?;
        }
        // What they said keeps their name, and shows their initials.
        picture::remove(tx, account, id.0).await?;
        let had_off_line = off_line_message::put_back_all_of(tx, account, id).await?;
        let change = Change { what: "e-mail address".into(), before: email, after: String::new() };
        self.entry.keep(tx, &name, vec![change]).await?;
        let mut sessions = session::end_all(tx, account, id, None).await?;
        sessions.extend(sip::end_all(tx, account, id).await?);
        Ok(Ok(Gone { name, sessions, had_off_line }))
    }

    fn announce(&self, deleted: &Self::Output, live: &Live) {
        if let Ok(gone) = deleted {
            gone.announce(self.entry.account, self.id, live);
        }
    }
}
