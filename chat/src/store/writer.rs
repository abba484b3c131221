//! The one writer: batched, not delayed.
//!
//! Works arrive in a bounded queue. The writer takes all that are there, runs them in one
//! transaction and commits once (group commit). While it commits, the next ones gather, so
//! throughput grows with load and a single work does not wait. After the commit, and in the order
//! of the works, the live part publishes what happened; then each caller gets its answer. So nobody
//! learns of anything that is not durable, and everybody on this node learns of it in the same
//! order. Publishing is a task of its own (`tell_all`), which runs alongside the next commit, at
//! most one batch behind.
//!
//! Adjacent works of one kind in a batch run together, so that frequent kinds can do all of them in
//! a few statements ([`Write::run_all`]).
//!
//! When one work of a batch fails, the batch is rolled back and each work runs again alone, so a
//! work that cannot succeed does not harm the others. When the storage fails, the whole batch
//! fails, because each work would fail in the same way. A *refusal* is not a failure: it is a
//! work's output.

use std::{
    any::{Any, TypeId},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use futures::future::BoxFuture;
use tokio::{
    sync::{
        mpsc::{self, error::SendError},
        oneshot,
    },
    task::unconstrained,
};

use super::{Tx, database::Database, sql};
use crate::{Error, live::Live};

/// The length of the queue; further callers wait to get into it.
const QUEUE: usize = 2_048;
/// The most works that share a commit; as many as the rows of a [`super::Many`].
pub(super) const BATCH: usize = 1_024;

/// Something to be written. It may run twice (the first time rolled back), so it consumes nothing
/// of itself, and it decides on refusals before it writes.
///
/// It is boxed, so that what it does is compiled only here. Otherwise every crate that calls a
/// method of [`crate::Switchboard`] would compile all works and their queries once more.
#[async_trait]
pub(crate) trait Write: Send + Sync + 'static {
    /// What the caller gets.
    type Output: Send + Sync + 'static;

    /// Runs within the transaction.
    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error>;

    /// Runs several works with the same effect as one after the other, and gives their outputs in
    /// order.
    async fn run_all(works: &[&Self], tx: &mut Tx) -> Result<Vec<Self::Output>, Error> {
        let mut outputs = Vec::with_capacity(works.len());
        for work in works {
            outputs.push(work.run(tx).await?);
        }
        Ok(outputs)
    }

    /// Publishes what was committed.
    fn announce(&self, output: &Self::Output, live: &Live);
}

#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Box<dyn Queued>>,
    fails: Fails,
}

/// Whether the storage failed at the last write.
#[derive(Clone, Debug, Default)]
struct Fails(Arc<AtomicBool>);

impl Fails {
    fn note(&self, outcome: &Result<(), Error>) {
        let fails = match outcome {
            Ok(()) => false,
            Err(error) if error.is_storage_failure() => true,
            // It says nothing about the storage.
            Err(_) => return,
        };
        self.0.store(fails, Ordering::Relaxed);
    }
}

impl Writer {
    pub(crate) fn start(database: Database, live: Live) -> Writer {
        let (queue, works) = mpsc::channel(QUEUE);
        let fails = Fails::default();
        tokio::spawn(write_all(database, live, works, fails.clone()));
        Writer { queue, fails }
    }

    /// Whether writes are stored: judged by the last one, and if that failed, by a test write.
    pub(crate) async fn can_write(&self) -> bool {
        !self.fails.0.load(Ordering::Relaxed) || self.write(Probe).await.is_ok()
    }

    pub(crate) async fn write<W: Write>(&self, work: W) -> Result<W::Output, Error> {
        let (reply, answer) = oneshot::channel();
        let queued = Box::new(Waiting { work, output: None, reply });
        // Works enter the queue in the order in which they are first polled. Sockets that begin
        // several requests at once rely on it. Tokio's budget would now and then put one of them
        // behind later ones.
        unconstrained(self.queue.send(queued)).await.map_err(|_| Error::Closed)?;
        answer.await.map_err(|_| Error::Closed)?
    }

    /// Waits until all works that are in the queue now are done.
    pub(crate) async fn finish(&self) {
        // An empty work returns when all before it are done; a closed queue is done as well.
        let _ = self.write(Nothing).await;
    }
}

async fn write_all(database: Database, live: Live, mut works: mpsc::Receiver<Box<dyn Queued>>, fails: Fails) {
    let (outcomes, told) = mpsc::channel(1);
    tokio::spawn(tell_all(live, told));
    let mut batch = Vec::with_capacity(BATCH);
    while works.recv_many(&mut batch, BATCH).await > 0 {
        let told = match commit(&database, &fails, &mut batch).await {
            Err(error) if batch.len() > 1 && !error.is_storage_failure() => {
                one_by_one(&database, &fails, batch.drain(..), &outcomes).await
            }
            outcome => outcomes.send(batch.drain(..).map(|work| (work, outcome.clone())).collect()).await,
        };
        if told.is_err() {
            // The runtime is shutting down.
            return;
        }
    }
}

/// A work that was committed, or why it was not.
type Outcome = (Box<dyn Queued>, Result<(), Error>);
type Outcomes = mpsc::Sender<Vec<Outcome>>;

async fn one_by_one(
    database: &Database,
    fails: &Fails,
    works: impl Iterator<Item = Box<dyn Queued>>,
    outcomes: &Outcomes,
) -> Result<(), SendError<Vec<Outcome>>> {
    for mut work in works {
        let outcome = commit(database, fails, std::slice::from_mut(&mut work)).await;
        outcomes.send(vec![(work, outcome)]).await?;
    }
    Ok(())
}

/// Publishes batch after batch.
async fn tell_all(live: Live, mut outcomes: mpsc::Receiver<Vec<Outcome>>) {
    while let Some(batch) = outcomes.recv().await {
        for (work, outcome) in batch {
            match outcome {
                Ok(()) => work.succeed(&live),
                Err(error) => work.fail(error),
            }
        }
    }
}

async fn commit(database: &Database, fails: &Fails, works: &mut [Box<dyn Queued>]) -> Result<(), Error> {
    let outcome = try_commit(database, works).await;
    fails.note(&outcome);
    outcome
}

async fn try_commit(database: &Database, works: &mut [Box<dyn Queued>]) -> Result<(), Error> {
    let mut tx = database.begin_write().await?;
    for neighbours in works.chunk_by_mut(|one, next| one.kind() == next.kind()) {
        let run_all = neighbours[0].run_all();
        if let Err(error) = run_all(neighbours, &mut tx).await {
            // The first error is the one to report; an error of the rollback would follow from it.
            let _ = tx.rollback().await;
            return Err(error);
        }
    }
    tx.commit().await
}

/// Works of different types in one queue.
trait Queued: Any + Send {
    /// Works of the same kind can run together.
    fn kind(&self) -> TypeId;
    /// The function that runs works of this kind.
    fn run_all(&self) -> RunAll;
    fn succeed(self: Box<Self>, live: &Live);
    fn fail(self: Box<Self>, error: Error);
}

type RunAll = for<'a> fn(&'a mut [Box<dyn Queued>], &'a mut Tx) -> BoxFuture<'a, Result<(), Error>>;

struct Waiting<W: Write> {
    work: W,
    output: Option<W::Output>,
    reply: oneshot::Sender<Result<W::Output, Error>>,
}

impl<W: Write> Queued for Waiting<W> {
    fn kind(&self) -> TypeId {
        TypeId::of::<W>()
    }

    fn run_all(&self) -> RunAll {
        |works, tx| Box::pin(run_all::<W>(works, tx))
    }

    fn succeed(self: Box<Self>, live: &Live) {
        let output = self.output.expect("a work that was committed was run");
        self.work.announce(&output, live);
        // The caller may have gone; the write stays.
        let _ = self.reply.send(Ok(output));
    }

    fn fail(self: Box<Self>, error: Error) {
        let _ = self.reply.send(Err(error));
    }
}

/// Runs works that are all of this one kind.
async fn run_all<W: Write>(queued: &mut [Box<dyn Queued>], tx: &mut Tx) -> Result<(), Error> {
    let mut waiting: Vec<&mut Waiting<W>> = queued
        .iter_mut()
        .map(|queued| (&mut **queued as &mut dyn Any).downcast_mut().expect("works of one kind run together"))
        .collect();
    let works: Vec<&W> = waiting.iter().map(|waiting| &waiting.work).collect();
    let outputs = W::run_all(&works, tx).await?;
    assert_eq!(outputs.len(), waiting.len(), "each work has an output");
    for (waiting, output) in waiting.iter_mut().zip(outputs) {
        waiting.output = Some(output);
    }
    Ok(())
}

/// A write that changes nothing in the end, but must be stored.
struct Probe;

#[async_trait]
impl Write for Probe {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        // Up and down again: SQLite does not write an unchanged row.
        for by in [1_i64, -1] {
            let text = "update account set created_at = created_at + $1
                where id = (select id from account order by id limit 1)";
            sql!(tx, execute, text, by)?;
        }
        Ok(())
    }

    fn announce(&self, (): &(), _: &Live) {}
}

struct Nothing;

#[async_trait]
impl Write for Nothing {
    type Output = ();

    async fn run(&self, _: &mut Tx) -> Result<(), Error> {
        Ok(())
    }

    fn announce(&self, (): &(), _: &Live) {}
}
