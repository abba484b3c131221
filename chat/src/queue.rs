//! Queueing: requests are assigned one at a time to the least busy operator who is free
//! (manual B18).
//!
//! A round looks at an account's requests in the order in which they were asked for, and at the
//! load of its operators. `queue/assign.rs` chooses the operator. A write assigns the request under
//! the account's lock, so that several nodes never exceed an operator's limit. An operator who does
//! not accept a request in time, or is no longer available, loses it to the next one. Waiting
//! visitors see their position.
//!
//! Queued or not, a request that came by a URL rule goes to others when none of the rule's
//! operators is there (`queue/otherwise.rs`). A request that waits too long is reported to
//! administrators, who can accept it whomever it goes to.
//!
//! Who is free is what this node has heard from the others; who has gone is what the database says.
//! So a node that is cut off from the others assigns requests to its own operators only, and takes
//! nothing away from theirs.

mod assign;
mod change;
mod load;
mod otherwise;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use uuid::Uuid;
use wire::{AccountId, ChatId, ChatState, MessageId, OperatorId, Timestamp, VisitorId};

use crate::{
    Error, Switchboard,
    bus::Event,
    conversation,
    life::Step,
    live::Live,
    routing::{decision, plan::Plan},
    step::{self, Taken},
    store::{Tx, Write, lock_account, lock_chats, sql},
};
use assign::Waiting;
use change::Change;
use load::{Load, loads};

pub(crate) use change::Standing;
pub(crate) use load::candidates_for;

/// The positions that the visitors connected to this node were told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<AccountId, HashMap<ChatId, u32>>>>);

impl Switchboard {
    /// Waits until something has happened that may let a request go on; then
    /// [`Switchboard::settle`] should be called.
    pub async fn unsettled(&self) {
        self.live.unsettled().await;
    }

    /// Runs one round over every account: assigns requests to operators and tells waiting visitors
    /// their position. Called about once a second on every node, and when something has happened.
    pub async fn settle(&self) -> Result<(), Error> {
        let now = self.sources.now();
        let mut tx = self.store.read().await?;
        let accounts = sql!(
            &mut tx,
            fetch_all as (Uuid,),
            "select distinct c.account_id from chat c join account a on a.id = c.account_id
             where c.state = 'requesting' and (a.queueing = 1 or c.routed is not null or c.is_overdue <> case
                   when a.overdue_after_seconds > 0 and c.asked_at + 1000 * a.overdue_after_seconds <= $1 then 1
                   else 0 end)",
            now.0,
        )?;
        drop(tx);
        let accounts: HashSet<_> = accounts.into_iter().map(|(account,)| AccountId(account)).collect();
        for account in &accounts {
            self.settle_account(*account).await?;
        }
        self.places.retain(&accounts);
        Ok(())
    }

    async fn settle_account(&self, account: AccountId) -> Result<(), Error> {
        let now = self.sources.now();
        let available = self.live.available(account);
        let mut tx = self.store.read().await?;
        let queue = Queue::read(&mut tx, account, now).await?;
        drop(tx);
        // Most rounds change nothing and need no write.
        if !queue.changes(&available, now).is_empty() {
            let round = Round { account, available, unused: self.sources.id(), now };
            self.store.write(round).await?;
        }
        self.tell_places(
            account,
            if queue.plan.queueing.on { assign::places(&queue.waiting) } else { Vec::new() },
        );
        Ok(())
    }

    /// Tells each waiting visitor their position if it has changed. Each node tells those who are
    /// connected to it.
    fn tell_places(&self, account: AccountId, places: Vec<(ChatId, VisitorId, u32)>) {
        let new = places.iter().map(|(chat, _, place)| (*chat, *place)).collect();
        let old = self.places.replace(account, new);
        for (chat, visitor, place) in places {
            if old.get(&chat) != Some(&place) {
                self.live.tell_visitor_here(visitor, Event::Place(place));
            }
        }
    }
}

struct Queue {
    plan: Plan,
    waiting: Vec<Waiting>,
    loads: Vec<Load>,
}

impl Queue {
    async fn read(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<Queue, Error> {
        let mut decisions = decision::of_requests(tx, account).await?;
        let waiting = conversation::requests(tx, account).await?.into_iter().map(|chat| {
            let decisions = decisions.remove(&chat.id).unwrap_or_default();
            Waiting { chat, decisions }
        });
        Ok(Queue {
            plan: Plan::read(tx, account).await?,
            waiting: waiting.collect(),
            loads: loads(tx, account, now).await?,
        })
    }

    /// The changes of a round; empty if all is settled.
    fn changes(&self, available: &HashSet<OperatorId>, now: Timestamp) -> Vec<Change> {
        let Queue { plan, waiting, loads } = self;
        let mut changes: Vec<_> = waiting.iter().map(|request| Change::none(&request.chat)).collect();
        otherwise::reroute(&mut changes, plan, loads, available, now);
        if plan.queueing.on {
            let within = i64::from(plan.queueing.answer_within_seconds) * 1_000;
            assign::assign(&mut changes, waiting, loads, available, within, now);
        } else {
            assign::let_all_go(&mut changes);
        }
        let after = i64::from(plan.queueing.overdue_after_seconds) * 1_000;
        assign::tell_overdue(&mut changes, waiting, after, now);
        changes.retain(|change| !change.is_none());
        changes
    }
}

/// Writes the result of a round, computed again under the lock.
struct Round {
    account: AccountId,
    available: HashSet<OperatorId>,
    /// Assigning a request adds no message to the chat.
    unused: MessageId,
    now: Timestamp,
}

#[async_trait]
impl Write for Round {
    type Output = Vec<Taken>;

    async fn run(&self, tx: &mut Tx) -> Result<Vec<Taken>, Error> {
        let account = self.account;
        lock_account(tx, account).await?;
        let changes = Queue::read(tx, account, self.now).await?.changes(&self.available, self.now);
        let chats: Vec<_> = changes.iter().map(|change| change.chat.0).collect();
        lock_chats(tx, &chats).await?;
        let mut all = Vec::new();
        for Change { chat, from, to, decisions } in changes {
            let Some(before) = conversation::find(tx, account, chat).await? else { continue };
            // Before it was locked, somebody may have accepted or declined it.
            if before.state != ChatState::Requesting || Standing::of(&before) != from {
                continue;
            }
            if to != from {
                let step = Step::Assign(to.operator.clone());
                // A request can always be assigned; assigning it to the same operator changes
                // nothing.
                let _ = step::take(tx, account, before.clone(), step, self.unused, self.now).await?;
                conversation::stand(tx, account, chat, &to).await?;
                all.extend(Taken::reread(tx, account, before).await?);
            }
            for decision in decisions {
                decision::keep(tx, account, chat, &decision).await?;
            }
        }
        Ok(all)
    }

    fn announce(&self, all: &Vec<Taken>, live: &Live) {
        all.iter().for_each(|taken| taken.announce(self.account, live));
    }
}

impl Places {
    /// The position of this chat, if its visitor waits and it is known.
    pub(crate) fn of(&self, account: AccountId, chat: ChatId) -> Option<u32> {
        self.known().get(&account)?.get(&chat).copied()
    }

    fn replace(&self, account: AccountId, places: HashMap<ChatId, u32>) -> HashMap<ChatId, u32> {
        self.known().insert(account, places).unwrap_or_default()
    }

    fn retain(&self, accounts: &HashSet<AccountId>) {
        self.known().retain(|account, _| accounts.contains(account));
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<AccountId, HashMap<ChatId, u32>>> {
        // Each statement leaves the map consistent, so a poisoned lock is safe to use.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
