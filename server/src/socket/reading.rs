//! Reading from the database beside a socket's loop.

use std::future::pending;

use tokio::task::JoinHandle;

use super::End;

/// A reading that is a task of its own: it goes on while its socket is busy sending, and to its end when the socket is
/// closed. A future of the loop that held a connection to the database while it is not polled would keep it from all
/// others; one that was dropped half-way would leave its transaction open.
pub(crate) struct Reading<T>(Option<JoinHandle<T>>);

impl<T: Send + 'static> Reading<T> {
    /// Nothing is being read.
    pub(crate) fn none() -> Reading<T> {
        Reading(None)
    }

    /// Begins to read.
    pub(crate) fn begin(read: impl Future<Output = T> + Send + 'static) -> Reading<T> {
        Reading(Some(tokio::spawn(read)))
    }

    pub(crate) fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// What was read, once; never if nothing is being read. Cancel safe.
    pub(crate) async fn done(&mut self) -> Result<T, End> {
        let Some(task) = &mut self.0 else { return pending().await };
        let read = task.await;
        self.0 = None;
        read.map_err(|_| End::Trouble)
    }

    /// What was read.
    pub(crate) async fn finish(mut self) -> Result<T, End> {
        self.done().await
    }
}
