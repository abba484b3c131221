//! A full load for a console to display: visitors who browse, come and go, chats with an operator,
//! one very long chat.
//!
//! It prints `ready` when everybody is connected, keeps changing, and ends when its standard input
//! does.
#![expect(clippy::print_stdout, reason = "the word is this command's answer")]

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use chat::Sources;
use clap::Args;
use futures::{StreamExt, TryStreamExt, stream};
use tokio::{
    io::{AsyncReadExt, stdin},
    sync::mpsc::{UnboundedSender, unbounded_channel},
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};
use wire::{
    ChatId,
    frame::{from_postcard, to_postcard},
    visitor::{Ask, FromVisitor, Page, Say, ToVisitor},
};

use crate::{
    client::Client,
    people::{Operator, says_hello},
    table::progress,
};

/// How many connect at the same time.
const AT_ONCE: usize = 64;
/// How many messages of the long chat are in flight at a time.
const UNDER_WAY: usize = 64;
/// One in this many changes is a visitor who leaves and is replaced by another.
const COMES_AND_GOES: usize = 10;

#[derive(Args)]
pub(crate) struct Crowd {
    /// Where the server listens: 127.0.0.1:8080
    #[arg(long)]
    address: String,
    /// The key of the site
    #[arg(long)]
    site: String,
    /// The operator who accepts the chats
    #[arg(long)]
    email: String,
    /// Their password
    #[arg(long)]
    password: String,
    /// How many visitors are on the site
    #[arg(long, default_value_t = 10_000)]
    visitors: usize,
    /// How many changes they make a second: another page, or one leaves and another comes
    #[arg(long, default_value_t = 200)]
    changes: u32,
    /// How many of them are in a chat
    #[arg(long, default_value_t = 500)]
    chats: usize,
    /// How many messages the first of these chats has
    #[arg(long, default_value_t = 100_000)]
    messages: usize,
}

pub(crate) async fn run(crowd: Crowd) -> Result<()> {
    ensure!(crowd.chats <= crowd.visitors, "there are more chats than visitors");
    progress(&format!("{} visitors come", crowd.visitors));
    let mut clients: Vec<Client> = stream::iter(0..crowd.visitors)
        .map(|_| says_hello(&crowd.address, &crowd.site))
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    crowd.talk(&mut clients).await?;
    let mut house = House { clients: JoinSet::new(), doors: Vec::new() };
    clients.into_iter().for_each(|client| house.enters(client));
    println!("ready");

    let mut ticks = interval(Duration::from_secs(1) / crowd.changes.max(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut input = stdin();
    let mut ended = [0; 1];
    for change in 0.. {
        tokio::select! {
            read = input.read(&mut ended) => match read? {
                0 => return Ok(()),
                _ => continue,
            },
            _ = ticks.tick() => house.change(&crowd, change).await?,
        }
    }
    Ok(())
}

impl Crowd {
    /// The first visitors ask, the operator accepts, and the very first sends many messages.
    async fn talk(&self, clients: &mut [Client]) -> Result<()> {
        progress(&format!("{} of them ask for a chat", self.chats));
        let mut operator = Operator::signs_in(&self.address, &self.email, &self.password).await?;
        let mut first = None;
        for (nr, client) in clients.iter_mut().take(self.chats).enumerate() {
            let (chat, id) = (Sources::system().id(), Sources::system().id());
            let (name, text) = (format!("Visitor {nr}"), "Is the green one in stock?".to_owned());
            let ask = FromVisitor::Ask(Ask {
                chat,
                name,
                department: None,
                id,
                text,
                email: String::new(),
                answers: vec![],
            });
            client.send(to_postcard(&ask)).await?;
            stored(client).await?;
            operator.accept(chat).await?;
            first.get_or_insert(chat);
        }
        // A socket that nobody reads must not receive what follows.
        drop(operator);
        if let (Some(chat), Some(client)) = (first, clients.first_mut()) {
            progress(&format!("one of them says {} things", self.messages));
            let mut open = 0;
            for nr in 0..self.messages {
                client.feed(to_postcard(&say(chat, nr))).await?;
                open += 1;
                if open == UNDER_WAY || nr + 1 == self.messages {
                    client.flush().await?;
                    while open > 0 {
                        stored(client).await?;
                        open -= 1;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Everybody's sockets. A task for each reads it, and also sends what comes through its channel.
struct House {
    clients: JoinSet<()>,
    doors: Vec<UnboundedSender<Vec<u8>>>,
}

impl House {
    fn enters(&mut self, mut client: Client) {
        let (door, mut frames) = unbounded_channel::<Vec<u8>>();
        self.doors.push(door);
        self.clients.spawn(async move {
            loop {
                tokio::select! {
                    heard = client.next() => if heard.is_err() { return },
                    frame = frames.recv() => match frame {
                        Some(frame) => if client.send(frame).await.is_err() { return },
                        None => return,
                    },
                }
            }
        });
    }

    async fn change(&mut self, crowd: &Crowd, change: usize) -> Result<()> {
        // Visitors with a chat stay; the others take turns, so that changes are all over the list.
        let others = self.doors.len().saturating_sub(crowd.chats);
        if others == 0 {
            return Ok(());
        }
        let nr = crowd.chats + change * 7_919 % others;
        if change.is_multiple_of(COMES_AND_GOES) {
            self.doors.swap_remove(nr);
            self.enters(says_hello(&crowd.address, &crowd.site).await?);
        } else {
            let page = Page {
                url: format!("https://shop.example/green/shoes/{change}"),
                title: format!("Green shoes, page {change}"),
                referrer: String::new(),
            };
            self.doors[nr]
                .send(to_postcard(&FromVisitor::Page(page)))
                .ok()
                .context("a visitor was thrown out")?;
        }
        Ok(())
    }
}

fn say(chat: ChatId, nr: usize) -> FromVisitor {
    // Of varying length, like real messages.
    let text = format!("{nr}: {}", "and one more thing about the green one, ".repeat(1 + nr % 5));
    FromVisitor::Say(Say { chat, id: Sources::system().id(), text })
}

/// Waits until the server has stored something from this visitor.
async fn stored(client: &mut Client) -> Result<()> {
    loop {
        match from_postcard::<ToVisitor>(&client.answer().await?) {
            Ok(ToVisitor::Stored(_)) => return Ok(()),
            Ok(ToVisitor::Refused { why, .. }) => bail!("a visitor was refused: {why:?}"),
            Ok(_) => {}
            Err(_) => bail!("a frame to a visitor could not be understood"),
        }
    }
}
