//! An operator at the console, who accepts chats, answers, loses the connection and comes back.
//!
//! `operator/desk.rs` holds the console's state and its reaction to each value; this file holds its
//! connection.

mod desk;

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    select,
    time::{Instant, sleep_until, timeout},
};
use wire::operator::{Request, ToOperator};

pub use self::desk::Desk;
use crate::{
    client::{Client, backoff},
    crowd::{Orders, lock, pause},
    socket::{Lost, PATIENCE, Socket},
};

/// How often to check when nothing happens.
const IDLE: Duration = Duration::from_millis(500);
/// The shortest pause between two actions.
const HASTE: Duration = Duration::from_micros(100);

pub(crate) struct Operator {
    pub(crate) desk: Arc<Mutex<Desk>>,
    pub(crate) cookie: String,
    /// The mean pause between two actions.
    pub(crate) pause: Duration,
}

impl Client for Operator {
    const PATH: &'static str = "/operator";
    const WAITS: (u64, u64) = (400, 15_000); // the console's

    fn cookie(&self) -> Option<&str> {
        Some(&self.cookie)
    }

    async fn begin(&self, socket: &mut Socket) -> Result<(), Lost> {
        let first: ToOperator = timeout(PATIENCE, socket.receive()).await.map_err(|_| Lost(None))??;
        let requests = lock(&self.desk).heard(first);
        send_all(socket, requests).await
    }

    async fn talk(&self, orders: &Orders, socket: &mut Socket) -> Result<Infallible, Lost> {
        let mut act_at = Instant::now() + pause(lock(&self.desk).rng(), self.pause);
        loop {
            let requests = {
                let mut desk = lock(&self.desk);
                desk.report(orders);
                if desk.is_overdue() {
                    return Err(Lost(None));
                }
                if Instant::now() >= act_at {
                    act_at = Instant::now() + pause(desk.rng(), self.pause).max(HASTE);
                    desk.act(orders)
                } else {
                    Vec::new()
                }
            };
            send_all(socket, requests).await?;
            select! {
                value = socket.receive() => {
                    let requests = lock(&self.desk).heard(value?);
                    send_all(socket, requests).await?;
                }
                () = sleep_until(act_at.min(Instant::now() + IDLE)) => {}
            }
        }
    }

    fn lost(&self, orders: &Orders, failures: u32) -> Duration {
        let mut desk = lock(&self.desk);
        desk.lost(orders);
        backoff(desk.rng(), Self::WAITS, failures)
    }
}

async fn send_all(socket: &mut Socket, requests: Vec<Request>) -> Result<(), Lost> {
    for request in requests {
        socket.send(&request).await?;
    }
    Ok(())
}
