//! The life cycle of an operator's client, whose rules are not in the crate `client` yet: it
//! connects, exchanges frames, loses the connection and comes back.

use std::{convert::Infallible, sync::Arc, time::Duration};

use fastrand::Rng;
use tokio::{select, time::sleep};

use crate::{
    crowd::Orders,
    socket::{Lost, Socket},
};

/// A client that keeps its state from one connection to the next.
pub(crate) trait Client {
    const PATH: &'static str;
    /// The first and the longest wait before a reconnect, in milliseconds.
    const WAITS: (u64, u64);

    /// The session cookie, if the socket needs one.
    fn cookie(&self) -> Option<&str>;

    /// From the open socket to the first frame of news.
    fn begin(&self, socket: &mut Socket) -> impl Future<Output = Result<(), Lost>> + Send;

    /// From there until the connection is lost.
    fn talk(
        &self,
        orders: &Orders,
        socket: &mut Socket,
    ) -> impl Future<Output = Result<Infallible, Lost>> + Send;

    /// The connection is lost or was never made; `failures` attempts in a row have failed. Returns
    /// the wait before the next.
    fn lost(&self, orders: &Orders, failures: u32) -> Duration;
}

/// Connects again and again, and exchanges frames, until the crowd stops. `nr` spreads the clients
/// over the nodes.
pub(crate) async fn live<C: Client>(client: C, orders: Arc<Orders>, nr: usize) {
    let mut failures = 0;
    let life = async {
        loop {
            let address = orders.address(nr, failures);
            if let Ok(mut socket) = Socket::connect(address, C::PATH, client.cookie()).await
                && client.begin(&mut socket).await.is_ok()
            {
                failures = 0;
                orders.one_connected();
                let Err(Lost(_)) = client.talk(&orders, &mut socket).await;
            }
            let wait = client.lost(&orders, failures);
            failures += 1;
            sleep(wait).await;
        }
    };
    select! {
        () = life => {}
        () = orders.ended() => {}
    }
}

/// The wait before the next attempt: exponential, half of it random.
pub(crate) fn backoff(rng: &mut Rng, (first, longest): (u64, u64), failures: u32) -> Duration {
    let whole = (first << failures.min(16)).min(longest);
    Duration::from_millis(whole / 2 + rng.u64(0..=whole / 2))
}
