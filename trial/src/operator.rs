//! An operator at his console, who accepts chats, answers, loses the connection and comes back.
//!
//! `operator/desk.rs` holds what the console knows and how it answers each value; this file its connection.

mod desk;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    select,
    time::{Instant, sleep, sleep_until, timeout},
};
use wire::operator::{Request, ToOperator};

pub use self::desk::Desk;
use crate::{
    crowd::{Orders, backoff, lock, pause},
    socket::{Lost, PATIENCE, Socket},
};

/// The console's waits before it connects again, in milliseconds.
const FIRST_WAIT: u64 = 400;
const LONGEST_WAIT: u64 = 15_000;
/// How often to look when nothing happens.
const IDLE: Duration = Duration::from_millis(500);

/// Connects again and again, and works, until the crowd is sent home.
pub(crate) async fn live(
    desk: Arc<Mutex<Desk>>,
    orders: Arc<Orders>,
    nr: usize,
    cookie: String,
    pause: Duration,
) {
    let mut failures = 0;
    let life = async {
        loop {
            let address = orders.address(nr, failures);
            if let Ok(mut socket) = Socket::connect(address, "/operator", Some(&cookie)).await
                && snapshot(&desk, &mut socket).await.is_ok()
            {
                failures = 0;
                orders.one_connected();
                let Err(Lost(_)) = talk(&desk, &orders, &mut socket, pause).await;
            }
            let wait = {
                let mut desk = lock(&desk);
                desk.lost(&orders);
                backoff(desk.rng(), FIRST_WAIT, LONGEST_WAIT, failures)
            };
            failures += 1;
            sleep(wait).await;
        }
    };
    select! {
        () = life => {}
        () = orders.ended() => {}
    }
}

async fn snapshot(desk: &Mutex<Desk>, socket: &mut Socket) -> Result<(), Lost> {
    let first: ToOperator = timeout(PATIENCE, socket.receive()).await.map_err(|_| Lost(None))??;
    let requests = lock(desk).heard(first);
    send_all(socket, requests).await
}

async fn talk(
    desk: &Mutex<Desk>,
    orders: &Orders,
    socket: &mut Socket,
    mean: Duration,
) -> Result<std::convert::Infallible, Lost> {
    let mut act_at = Instant::now() + pause(lock(desk).rng(), mean);
    loop {
        let requests = {
            let mut desk = lock(desk);
            desk.report(orders);
            if desk.is_overdue() {
                return Err(Lost(None));
            }
            if Instant::now() >= act_at {
                act_at = Instant::now() + pause(desk.rng(), mean).max(Duration::from_micros(100));
                desk.act(orders)
            } else {
                Vec::new()
            }
        };
        send_all(socket, requests).await?;
        select! {
            value = socket.receive() => {
                let requests = lock(desk).heard(value?);
                send_all(socket, requests).await?;
            }
            () = sleep_until(act_at.min(Instant::now() + IDLE)) => {}
        }
    }
}

async fn send_all(socket: &mut Socket, requests: Vec<Request>) -> Result<(), Lost> {
    for request in requests {
        socket.send(&request).await?;
    }
    Ok(())
}
