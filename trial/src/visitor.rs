//! A visitor with an open panel, who writes, reads, loses the connection and comes back.
//!
//! The panel's decisions come from [`client::visitor`], the state machine that ships: when it
//! connects, what it sends and repeats, what it asks for again. `visitor/person.rs` holds the
//! person who writes in it; this file carries out its effects over a real socket.

mod person;

use std::{
    convert::Infallible,
    future::pending,
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use client::visitor::Effect;
use tokio::{
    select,
    time::{Instant, sleep_until},
};
use wire::visitor::{FromVisitor, ToVisitor};

pub use self::person::Person;
pub(crate) use self::person::text;
use crate::{
    crowd::{Orders, lock, pause},
    socket::{Lost, Socket},
};

const PATH: &str = "/visitor";

pub(crate) struct Visitor {
    pub(crate) person: Arc<Mutex<Person>>,
    /// The mean pause between two messages.
    pub(crate) pause: Duration,
}

/// The connection, one at a time.
enum Line {
    Down,
    Opening(Pin<Box<dyn Future<Output = anyhow::Result<Socket>> + Send>>),
    Open(Box<Socket>),
    /// It broke while something was sent.
    Broken,
}

/// What happens to the connection.
enum Event {
    Opened,
    Received(Box<ToVisitor>),
    Closed(Option<u16>),
}

/// Uses the panel until the crowd is stopped. `nr` spreads the visitors over the nodes.
pub(crate) async fn live(visitor: Visitor, orders: Arc<Orders>, nr: usize) {
    select! {
        never = visitor.live(&orders, nr) => match never {},
        () = orders.ended() => {}
    }
}

impl Visitor {
    async fn live(&self, orders: &Orders, nr: usize) -> Infallible {
        let mut line = Line::Down;
        let mut tries = 0;
        let mut write_at = Instant::now() + pause(lock(&self.person).rng(), self.pause);
        loop {
            let (effects, due) = {
                let mut person = lock(&self.person);
                if Instant::now() >= write_at && person.write(orders) {
                    write_at = Instant::now() + pause(person.rng(), self.pause);
                }
                (person.settle(orders), person.due(write_at))
            };
            for effect in effects {
                match effect {
                    Effect::Connect => {
                        let address = orders.address(nr, tries).to_owned();
                        line = Line::open(address);
                        tries += 1;
                    }
                    Effect::Disconnect => line = Line::Down,
                    Effect::Send(frame) => line.send(&frame).await,
                    // The person handles these.
                    Effect::Persist { .. } | Effect::Unread(_) | Effect::Go(_) | Effect::Reload => {}
                }
            }
            let event = select! {
                event = line.next() => Some(event),
                () = sleep_until(due) => None,
            };
            let mut person = lock(&self.person);
            match event {
                Some(Event::Opened) => person.connected(),
                Some(Event::Received(frame)) => {
                    if matches!(*frame, ToVisitor::Welcome(_)) {
                        // When this connection is lost, the next node is tried.
                        tries = 1;
                    }
                    person.received(orders, *frame);
                }
                Some(Event::Closed(code)) => person.disconnected(orders, code),
                None => {}
            }
        }
    }
}

impl Line {
    fn open(address: String) -> Line {
        Line::Opening(Box::pin(async move { Socket::connect(&address, PATH, None).await }))
    }

    /// Sends a frame if the connection is open. If it is not, the next event says so.
    async fn send(&mut self, frame: &FromVisitor) {
        if let Line::Open(socket) = self
            && socket.send(frame).await.is_err()
        {
            *self = Line::Broken;
        }
    }

    /// Waits for the next event. Cancel safe.
    async fn next(&mut self) -> Event {
        match self {
            Line::Down => pending().await,
            Line::Opening(opening) => {
                let opened = opening.as_mut().await;
                match opened {
                    Ok(socket) => {
                        *self = Line::Open(Box::new(socket));
                        Event::Opened
                    }
                    Err(_) => self.closed(None),
                }
            }
            Line::Open(socket) => {
                let received = socket.receive().await;
                match received {
                    Ok(frame) => Event::Received(Box::new(frame)),
                    Err(Lost(code)) => self.closed(code),
                }
            }
            Line::Broken => self.closed(None),
        }
    }

    fn closed(&mut self, code: Option<u16>) -> Event {
        *self = Line::Down;
        Event::Closed(code)
    }
}
