//! The life of an operator's client, whose rules are not in the crate `client` yet: it connects, talks, loses the connection
//! and comes back.

use std::{convert::Infallible, sync::Arc, time::Duration};

use fastrand::Rng;
use tokio::{select, time::sleep};

use crate::{
    crowd::Orders,
    socket::{Lost, Socket},
};

/// Somebody who keeps what they have from one connection to the next.
pub(crate) trait Client {
    /// Which socket it is.
    const PATH: &'static str;
    /// The first and the longest wait before it connects again, in milliseconds.
    const WAITS: (u64, u64);

    /// What proves who it is, if the socket asks for that.
    fn cookie(&self) -> Option<&str>;

    /// From the open socket to the first news.
    fn begin(&self, socket: &mut Socket) -> impl Future<Output = Result<(), Lost>> + Send;

    /// From there until the connection is lost.
    fn talk(
        &self,
        orders: &Orders,
        socket: &mut Socket,
    ) -> impl Future<Output = Result<Infallible, Lost>> + Send;

    /// The connection is gone, or did not come about: so many tries in a row have failed. How long to wait now.
    fn lost(&self, orders: &Orders, failures: u32) -> Duration;
}

/// Connects again and again, and talks, until the crowd is sent home. `nr` spreads the clients over the nodes.
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

/// The wait before another try to connect: longer each time, half of it left to chance.
pub(crate) fn backoff(rng: &mut Rng, (first, longest): (u64, u64), failures: u32) -> Duration {
    let whole = (first << failures.min(16)).min(longest);
    Duration::from_millis(whole / 2 + rng.u64(0..=whole / 2))
}
