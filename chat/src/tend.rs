//! What time does: offers, invitations and requests expire; snoozed chats come back (`snooze.rs`);
//! an operator who has vanished loses their chats; bans that have ended are removed (`ban.rs`); the
//! statement of an ended month is frozen (`fees/freeze.rs`); an interrupted erasure goes on
//! (`erase/visitor.rs`), and what is too old goes (`retention.rs`).
//!
//! Every node does this, and each step is taken once, whoever is first. Presence is judged by signs
//! of life in the database rather than by what the nodes tell each other, so a node that is cut off
//! takes nobody's chats away.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use uuid::Uuid;
use wire::{AccountId, ChatState, OperatorId, OperatorRef, Timestamp, VisitorId};

use crate::{
    Error, Switchboard,
    column::value_of,
    facts,
    life::Step,
    live::Live,
    step::{AWAY, Actor},
    store::{Tx, Write, sql},
};

/// How often a node signs for those who are connected to it, in milliseconds.
const SIGNS: i64 = 20 * 1_000;
/// The number of chats that one round looks at.
const ROUND: i64 = 200;

/// The unbroken series of this node's signs. After a break (the node or the database was down)
/// nobody has signed for a while, which says nothing of who is online. The node then judges nobody
/// until all have had time to come back.
#[derive(Debug, Default)]
pub(crate) struct Signed(Mutex<Option<Unbroken>>);

#[derive(Clone, Copy, Debug)]
struct Unbroken {
    since: Timestamp,
    last: Timestamp,
}

impl Switchboard {
    /// Runs one round; must be called about once a second on every node.
    pub async fn tend(&self) -> Result<(), Error> {
        let now = self.sources.now();
        self.live.tell_floods();
        if self.signed.is_time(now) {
            let operators = self.live.operators_here();
            let visitors = self.live.visitors_here();
            self.store.write(SignWork { operators, visitors, now }).await?;
            self.signed.sign(now);
        }
        self.run_out(now).await?;
        if self.signed.may_judge(now) {
            self.give_back(now).await?;
        }
        self.let_snoozed_come_back(now).await?;
        self.open_and_close().await?;
        self.keep_sights(now).await?;
        self.tidy_bans(now).await?;
        self.settle().await?;
        self.go_on_erasing(now).await?;
        self.keep_to_rules(now).await?;
        self.freeze_statements(now).await
    }

    /// Lets what is due expire.
    async fn run_out(&self, now: Timestamp) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        let due = sql!(
            &mut tx,
            fetch_all as (Uuid, Uuid, String),
            "select account_id, id, state from chat where due_at <= $1 order by due_at limit $2",
            now.0,
            ROUND,
        )?;
        drop(tx);
        for (account, chat, state) in due {
            let step = match value_of(&state, "chat.state")? {
                ChatState::Requesting if !self.signed.may_judge(now) => continue,
                ChatState::Requesting => Step::Miss,
                ChatState::Invited => Step::Withdraw,
                _ => Step::RunOut,
            };
            // A refusal means that somebody was faster.
            let _ = self.step(account.into(), chat.into(), Actor::Due, step).await?;
        }
        Ok(())
    }

    /// Takes the chats from operators without a sign of life.
    async fn give_back(&self, now: Timestamp) -> Result<(), Error> {
        let mut tx = self.store.read().await?;
        let long_ago = now.plus_millis(-AWAY);
        let lost = sql!(
            &mut tx,
            fetch_all as (Uuid, Uuid, Uuid, String),
            "select c.account_id, c.id, o.id, o.screen_name
             from chat c join operator o on o.id = c.operator_id
             where c.state in ('invited', 'active') and coalesce(o.seen_at, c.asked_at) < $1
             union all
             select c.account_id, c.id, o.id, o.screen_name
             from chat c join participant p on p.chat_id = c.id join operator o on o.id = p.operator_id
             where c.state in ('invited', 'active') and c.visitor_id is not null
                   and coalesce(o.seen_at, p.joined_at) < $1
             limit $2",
            long_ago.0,
            ROUND,
        )?;
        drop(tx);
        for (account, chat, operator, name) in lost {
            let who = OperatorRef { id: operator.into(), name };
            let _ = self.step(account.into(), chat.into(), Actor::Time, Step::Lose(who)).await?;
        }
        Ok(())
    }

    /// Signs for an operator who has just opened a console.
    pub(crate) async fn sign_for(&self, operator: OperatorId) -> Result<(), Error> {
        let now = self.sources.now();
        self.store.write(SignWork { operators: vec![operator], visitors: Vec::new(), now }).await
    }
}

impl Signed {
    fn is_time(&self, now: Timestamp) -> bool {
        self.unbroken().is_none_or(|signs| now.millis_since(signs.last) >= SIGNS)
    }

    fn sign(&self, now: Timestamp) {
        let mut unbroken = self.unbroken();
        let goes_on = unbroken.filter(|signs| now.millis_since(signs.last) < AWAY);
        *unbroken = Some(Unbroken { since: goes_on.map_or(now, |signs| signs.since), last: now });
    }

    /// Whether everybody who is online has had time to sign.
    fn may_judge(&self, now: Timestamp) -> bool {
        self.unbroken().is_some_and(|signs| now.millis_since(signs.since) >= AWAY)
    }

    fn unbroken(&self) -> MutexGuard<'_, Option<Unbroken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Signs for those who are connected to this node.
struct SignWork {
    operators: Vec<OperatorId>,
    /// The visitors who are asking for a chat.
    visitors: Vec<(AccountId, VisitorId)>,
    now: Timestamp,
}

#[async_trait]
impl Write for SignWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        for operator in &self.operators {
            sql!(tx, execute, "update operator set seen_at = $2 where id = $1", operator.0, self.now.0)?;
            facts::is_connected(tx, *operator, self.now).await?;
        }
        for (account, visitor) in &self.visitors {
            sql!(
                tx,
                execute,
                "update chat set due_at = $3
                 where account_id = $1 and visitor_id = $2 and state = 'requesting'",
                account.0,
                visitor.0,
                self.now.plus_millis(AWAY).0,
            )?;
        }
        Ok(())
    }

    fn announce(&self, (): &(), _: &Live) {}
}
