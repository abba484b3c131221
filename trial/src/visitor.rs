//! A visitor with an open panel, who writes, reads, loses the connection and comes back.
//!
//! `visitor/panel.rs` holds what the panel knows and how it answers each frame; this file its connection.

mod panel;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    select,
    time::{Instant, sleep, sleep_until, timeout},
};
use wire::visitor::{FromVisitor, ToVisitor};

pub use self::panel::Panel;
pub(crate) use self::panel::text;
use crate::{
    crowd::{Orders, backoff, lock, pause},
    socket::{Lost, PATIENCE, Socket},
};

/// The panel's waits before it connects again, in milliseconds.
const FIRST_WAIT: u64 = 500;
const LONGEST_WAIT: u64 = 30_000;

/// Connects again and again, and writes, until the crowd is sent home.
pub(crate) async fn live(panel: Arc<Mutex<Panel>>, orders: Arc<Orders>, nr: usize, pause: Duration) {
    let mut failures = 0;
    let life = async {
        loop {
            if let Ok(mut socket) = Socket::connect(orders.address(nr, failures), "/visitor", None).await
                && welcome(&panel, &mut socket).await.is_ok()
            {
                failures = 0;
                orders.one_connected();
                let Err(Lost(_)) = talk(&panel, &orders, &mut socket, pause).await;
            }
            let wait = {
                let mut panel = lock(&panel);
                panel.lost(&orders);
                backoff(panel.rng(), FIRST_WAIT, LONGEST_WAIT, failures)
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

async fn welcome(panel: &Mutex<Panel>, socket: &mut Socket) -> Result<(), Lost> {
    let hello = lock(panel).hello();
    socket.send(&FromVisitor::Hello(hello)).await?;
    loop {
        let frame: ToVisitor = timeout(PATIENCE, socket.receive()).await.map_err(|_| Lost(None))??;
        let is_welcome = matches!(frame, ToVisitor::Welcome(_));
        let answers = lock(panel).heard(frame);
        send_all(socket, answers).await?;
        if is_welcome {
            return Ok(());
        }
    }
}

async fn talk(
    panel: &Mutex<Panel>,
    orders: &Orders,
    socket: &mut Socket,
    mean: Duration,
) -> Result<std::convert::Infallible, Lost> {
    let mut write_at = Instant::now() + pause(lock(panel).rng(), mean);
    loop {
        let (due, next) = {
            let mut panel = lock(panel);
            if Instant::now() >= write_at && panel.may_write() && panel.write(orders) {
                write_at = Instant::now() + pause(panel.rng(), mean);
            }
            if panel.is_overdue() {
                return Err(Lost(None));
            }
            (panel.due(write_at), panel.next(orders))
        };
        send_all(socket, next).await?;
        select! {
            frame = socket.receive() => {
                let answers = lock(panel).heard(frame?);
                send_all(socket, answers).await?;
            }
            () = sleep_until(due) => {}
        }
    }
}

async fn send_all(socket: &mut Socket, frames: Vec<FromVisitor>) -> Result<(), Lost> {
    for frame in frames {
        socket.send(&frame).await?;
    }
    Ok(())
}
