//! Database reads beside a socket's loop.

use std::future::pending;

use tokio::task::JoinHandle;

use super::End;

/// A read in a task of its own. It continues while its socket is busy sending, and completes even
/// if the socket closes. If the loop polled it itself, an unpolled future would keep its database
/// connection from others, and a dropped one would leave its transaction open.
pub(crate) struct Reading<T>(Option<JoinHandle<T>>);

impl<T: Send + 'static> Reading<T> {
    pub(crate) fn none() -> Reading<T> {
        Reading(None)
    }

    pub(crate) fn begin(read: impl Future<Output = T> + Send + 'static) -> Reading<T> {
        Reading(Some(tokio::spawn(read)))
    }

    pub(crate) fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// The result, once; never completes if there is no read. Cancel safe.
    pub(crate) async fn done(&mut self) -> Result<T, End> {
        let Some(task) = &mut self.0 else { return pending().await };
        let read = task.await;
        self.0 = None;
        read.map_err(|_| End::Trouble)
    }

    pub(crate) async fn finish(mut self) -> Result<T, End> {
        self.done().await
    }
}
