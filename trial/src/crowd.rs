//! Many visitors and operators at once, writing until they have written enough.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use fastrand::Rng;
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep},
};
use wire::{ChatId, MessageId, Seq};

use crate::{
    client,
    database::Database,
    installation::Installation,
    invariants::{Record, Report},
    operator::{Desk, Operator},
    visitor::{self, Person, Visitor},
};

/// How long a crowd may take to converge after it stopped writing and the faults stopped.
const SETTLING: Duration = Duration::from_secs(60);

/// The size of a crowd and how it writes.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many visitors.
    pub visitors: usize,
    /// How many operators, including the administrator.
    pub operators: usize,
    /// How many messages they write in total, refused ones not counted.
    pub messages: u64,
    /// The mean pause between two messages of one visitor. With zero, each follows as soon as the
    /// previous one is acknowledged.
    pub visitor_pause: Duration,
    /// The same for an operator.
    pub operator_pause: Duration,
    /// The seed of everything random.
    pub seed: u64,
}

/// A message that a client was told is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// The message's chat.
    pub chat: ChatId,
    /// The message's id.
    pub id: MessageId,
    /// Its number in the chat.
    pub seq: Seq,
}

/// What all clients of a crowd share.
pub struct Orders {
    addresses: Vec<String>,
    left_to_write: AtomicU64,
    acknowledged: AtomicU64,
    connections: AtomicU64,
    repeated: AtomicU64,
    ended: watch::Sender<bool>,
}

/// A running crowd.
pub struct Crowd {
    orders: Arc<Orders>,
    visitors: Vec<(Arc<Mutex<Person>>, JoinHandle<()>)>,
    operators: Vec<(Arc<Mutex<Desk>>, JoinHandle<()>)>,
}

impl Orders {
    /// Where a client connects; a failed attempt moves on to the next node.
    pub(crate) fn address(&self, client: usize, failures: u32) -> &str {
        &self.addresses[(client + failures as usize) % self.addresses.len()]
    }

    /// Takes one message from the remaining count; false if none is left.
    pub(crate) fn take_one(&self) -> bool {
        self.left_to_write.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    /// This many messages were refused for good: others are written in their place.
    pub(crate) fn some_refused(&self, count: u64) {
        self.left_to_write.fetch_add(count, Relaxed);
    }

    pub(crate) fn one_acknowledged(&self) {
        self.acknowledged.fetch_add(1, Relaxed);
    }

    pub(crate) fn one_connected(&self) {
        self.connections.fetch_add(1, Relaxed);
    }

    pub(crate) fn some_repeated(&self, count: usize) {
        self.repeated.fetch_add(count as u64, Relaxed);
    }

    /// Returns when the crowd is stopped. Cancel safe.
    pub(crate) async fn ended(&self) {
        // An error means that the sender is gone, which is the end as well.
        let _ = self.ended.subscribe().wait_for(|ended| *ended).await;
    }
}

impl Crowd {
    /// Signs the operators in and starts everybody. `addresses` are where clients connect: the
    /// nodes' own, or those of proxies in front of them.
    pub async fn gather(
        installation: &Installation,
        addresses: Vec<String>,
        plan: &Plan,
    ) -> anyhow::Result<Crowd> {
        ensure!(plan.operators > 0, "nobody would accept a chat");
        let mut rng = Rng::with_seed(plan.seed);
        let site = installation.site_key().await?;
        let mut cookies = vec![installation.sign_in(crate::installation::ADMINISTRATOR).await?];
        for email in installation.add_operators(plan.operators - 1).await? {
            cookies.push(installation.sign_in(&email).await?);
        }
        let orders = Arc::new(Orders {
            addresses,
            left_to_write: AtomicU64::new(plan.messages),
            acknowledged: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            repeated: AtomicU64::new(0),
            ended: watch::Sender::new(false),
        });
        let operators = cookies.into_iter().enumerate().map(|(nr, cookie)| {
            let desk = Arc::new(Mutex::new(Desk::new(rng.fork())));
            let operator = Operator { desk: desk.clone(), cookie, pause: plan.operator_pause };
            (desk, tokio::spawn(client::live(operator, orders.clone(), nr)))
        });
        let operators = operators.collect();
        let visitors = (0..plan.visitors).map(|nr| {
            let person = Arc::new(Mutex::new(Person::new(&site, nr, rng.fork())));
            let visitor = Visitor { person: person.clone(), pause: plan.visitor_pause };
            (person, tokio::spawn(visitor::live(visitor, orders.clone(), nr)))
        });
        let visitors = visitors.collect();
        Ok(Crowd { orders, visitors, operators })
    }

    /// How many messages have been acknowledged.
    pub fn acknowledged(&self) -> u64 {
        self.orders.acknowledged.load(Relaxed)
    }

    /// Whether everything is written and acknowledged.
    pub fn has_finished(&self) -> bool {
        self.orders.left_to_write.load(Relaxed) == 0
            && self.visitors.iter().all(|(person, _)| lock(person).is_idle())
            && self.operators.iter().all(|(desk, _)| lock(desk).is_idle())
    }

    /// Stops new messages.
    pub fn write_no_more(&self) {
        self.orders.left_to_write.store(0, Relaxed);
    }

    /// Fails if a client has panicked.
    pub fn is_well(&self) -> anyhow::Result<()> {
        let ended = |task: &JoinHandle<()>| task.is_finished();
        if self.visitors.iter().any(|(_, task)| ended(task))
            || self.operators.iter().any(|(_, task)| ended(task))
        {
            bail!("a client has ended before its time, see its panic above");
        }
        Ok(())
    }

    /// Waits until everything is acknowledged and every client has what is stored, stops everybody,
    /// and returns their records. A client that does not converge by itself is an error, too.
    pub async fn settle(self, database: &Database) -> anyhow::Result<(Vec<Record>, Report)> {
        let deadline = Instant::now() + SETTLING;
        loop {
            self.is_well()?;
            let late = match self.has_finished() {
                true => self.who_lacks_something(database).await?,
                false => Some(self.who_has_not_finished()),
            };
            let Some(late) = late else { break };
            ensure!(Instant::now() < deadline, "after {SETTLING:?} without faults {late}");
            sleep(Duration::from_millis(200)).await;
        }
        self.orders.ended.send_replace(true);
        let report = Report {
            acknowledged: self.acknowledged(),
            connections: self.orders.connections.load(Relaxed),
            repeated: self.orders.repeated.load(Relaxed),
            ..Report::default()
        };
        let mut records = Vec::new();
        for (nr, (person, task)) in self.visitors.into_iter().enumerate() {
            task.await.context("a visitor's client has panicked")?;
            records.push(lock(&person).record(format!("visitor {nr}")));
        }
        for (nr, (desk, task)) in self.operators.into_iter().enumerate() {
            task.await.context("an operator's client has panicked")?;
            records.push(lock(&desk).record(format!("operator {nr}")));
        }
        Ok((records, report))
    }

    fn who_has_not_finished(&self) -> String {
        let visitors: Vec<_> = self
            .visitors
            .iter()
            .filter(|(person, _)| !lock(person).is_idle())
            .map(|(p, _)| lock(p).plight())
            .collect();
        let operators: Vec<_> = self
            .operators
            .iter()
            .filter(|(desk, _)| !lock(desk).is_idle())
            .map(|(d, _)| lock(d).plight())
            .collect();
        format!(
            "{} messages are unwritten; waiting: {visitors:?} {operators:?}",
            self.orders.left_to_write.load(Relaxed)
        )
    }

    async fn who_lacks_something(&self, database: &Database) -> anyhow::Result<Option<String>> {
        for chat in database.chats().await? {
            let has_all = |log: Option<Seq>| log.is_none_or(|last| last == chat.last_seq);
            let visitors = self.visitors.iter().map(|(person, _)| lock(person).last_of(chat.id));
            let operators = self.operators.iter().map(|(desk, _)| lock(desk).last_of(chat.id));
            if let Some(last) = visitors.chain(operators).find(|last| !has_all(*last)) {
                return Ok(Some(format!(
                    "chat {} has {} messages and a client stands at {}",
                    chat.id,
                    chat.last_seq.0,
                    last.unwrap_or_default().0
                )));
            }
        }
        Ok(None)
    }
}

pub(crate) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    // A client that has panicked fails the test by itself.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A pause around this mean: sometimes none, sometimes long.
pub(crate) fn pause(rng: &mut Rng, mean: Duration) -> Duration {
    mean.mul_f64(rng.f64() * 2.0)
}
