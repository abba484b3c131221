//! A visitor with an open panel, who writes, reads, loses the connection and comes back.
//!
//! `visitor/panel.rs` holds what the panel knows and how it answers each frame; this file its connection.

mod panel;

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    select,
    time::{Instant, sleep_until, timeout},
};
use wire::visitor::{FromVisitor, ToVisitor};

pub use self::panel::Panel;
pub(crate) use self::panel::text;
use crate::{
    client::{Client, backoff},
    crowd::{Orders, lock, pause},
    socket::{Lost, PATIENCE, Socket},
};

/// A visitor's client.
pub(crate) struct Visitor {
    pub(crate) panel: Arc<Mutex<Panel>>,
    /// The mean pause between two messages.
    pub(crate) pause: Duration,
}

impl Client for Visitor {
    const PATH: &'static str = "/visitor";
    const WAITS: (u64, u64) = (500, 30_000); // the panel's

    fn cookie(&self) -> Option<&str> {
        None
    }

    async fn begin(&self, socket: &mut Socket) -> Result<(), Lost> {
        let hello = lock(&self.panel).hello();
        socket.send(&FromVisitor::Hello(hello)).await?;
        loop {
            let frame: ToVisitor = timeout(PATIENCE, socket.receive()).await.map_err(|_| Lost(None))??;
            let is_welcome = matches!(frame, ToVisitor::Welcome(_));
            let answers = lock(&self.panel).heard(frame);
            send_all(socket, answers).await?;
            if is_welcome {
                return Ok(());
            }
        }
    }

    async fn talk(&self, orders: &Orders, socket: &mut Socket) -> Result<Infallible, Lost> {
        let mut write_at = Instant::now() + pause(lock(&self.panel).rng(), self.pause);
        loop {
            let (due, next) = {
                let mut panel = lock(&self.panel);
                if Instant::now() >= write_at && panel.may_write() && panel.write(orders) {
                    write_at = Instant::now() + pause(panel.rng(), self.pause);
                }
                if panel.is_overdue() {
                    return Err(Lost(None));
                }
                (panel.due(write_at), panel.next(orders))
            };
            send_all(socket, next).await?;
            select! {
                frame = socket.receive() => {
                    let answers = lock(&self.panel).heard(frame?);
                    send_all(socket, answers).await?;
                }
                () = sleep_until(due) => {}
            }
        }
    }

    fn lost(&self, orders: &Orders, failures: u32) -> Duration {
        let mut panel = lock(&self.panel);
        panel.lost(orders);
        backoff(panel.rng(), Self::WAITS, failures)
    }
}

async fn send_all(socket: &mut Socket, frames: Vec<FromVisitor>) -> Result<(), Lost> {
    for frame in frames {
        socket.send(&frame).await?;
    }
    Ok(())
}
