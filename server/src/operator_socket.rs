//! `GET /operator`: the operator's protocol (`wire::operator`). The session cookie identifies the
//! operator. Their commands are in `commands.rs`.

mod commands;

use std::{future::ready, net::IpAddr};

use axum::{
    Extension,
    extract::{State, WebSocketUpgrade},
    http::HeaderMap,
    response::Response,
};
use chat::{Caller, Console, ForConsole, SignedIn, Switchboard, bus::Lagged};
use futures::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesOrdered};
use tokio::time::{MissedTickBehavior, interval};
use wire::operator::{Refusal, Request, Snapshot, ToOperator};

use crate::{
    caller::{agent, note_use},
    socket::{self, End, PING, Reading, Received, Socket, UNDER_WAY},
    state::Served,
};

/// A console's network address, and its browser's user agent.
type From = (IpAddr, String);

pub(crate) async fn open(
    State(served): State<Served>,
    Extension(caller): Extension<Caller>,
    who: Option<Extension<SignedIn>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let from = (caller.address, agent(&headers));
    socket::open(&served.clone(), caller, &headers, upgrade, async move |mut socket| {
        // A close code rather than a status, because a browser's script never sees the status of an
        // upgrade.
        let end = match who {
            Some(Extension(who)) => talk(&mut socket, served, who, from).await,
            None => End::SignedOut,
        };
        socket.close(end).await;
    })
}

async fn talk(socket: &mut Socket, mut served: Served, who: SignedIn, from: From) -> End {
    let switchboard = served.switchboard.clone();
    let mut console = match switchboard.open_console(who).await {
        Ok(console) => console,
        Err(error) => {
            tracing::error!(%error, "a console could not be opened");
            return End::Trouble;
        }
    };
    match serve(socket, &switchboard, &mut console, &from, &mut served).await {
        Ok(()) => End::Stopping,
        Err(End::SignedOut) => {
            console.sign_out();
            End::SignedOut
        }
        Err(end) => end,
    }
}

async fn serve(
    socket: &mut Socket,
    switchboard: &Switchboard,
    console: &mut Console,
    (address, agent): &From,
    served: &mut Served,
) -> Result<(), End> {
    let mut ping = interval(PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let who = console.who.clone();
    // The futures are first polled in the order in which they are pushed, so the writer gets
    // commands in the client's order. They may wait unpolled during a send, so none of them holds a
    // database connection itself.
    let mut answers: FuturesOrdered<BoxFuture<'_, Option<ToOperator>>> = FuturesOrdered::new();
    let mut snapshot = read_snapshot(switchboard, &who);
    let mut session: Reading<bool> = Reading::none();
    loop {
        // In this order: ready values are gathered first, then sent, and only then does the loop
        // wait. Events during the loading of a snapshot wait until it is sent, because the snapshot
        // is older.
        tokio::select! {
            biased;
            snapshot = snapshot.done() => send_snapshot(socket, snapshot?).await?,
            Some(answer) = answers.next(), if !answers.is_empty() => {
                if let Some(answer) = answer {
                    socket.send(&answer).await?;
                }
            }
            event = console.events.next(), if snapshot.is_none() => match event {
                Err(Lagged) => snapshot = read_snapshot(switchboard, &who),
                Ok(event) => match Switchboard::for_console(&who, &event) {
                    ForConsole::Send(value) => socket.send(&*value).await?,
                    ForConsole::Me => answers.push_back(read_me(switchboard, &who)),
                    ForConsole::Colleagues => {
                        answers.push_back(read_me(switchboard, &who));
                        answers.push_back(read_colleagues(switchboard, &who));
                    }
                    ForConsole::Sites => answers.push_back(read_sites(switchboard, &who)),
                    ForConsole::OffLineOpen => answers.push_back(count_off_line(switchboard, &who)),
                    ForConsole::Tags => answers.push_back(read_tags(switchboard, &who)),
                    ForConsole::Ignore => {}
                    ForConsole::SignOut => return Err(End::SignedOut),
                    ForConsole::Anew => return Err(End::Anew),
                },
            },
            request = socket.receive(), if answers.len() < UNDER_WAY && !socket.is_full() => match request? {
                Received::Take(Request { nr, command }) => {
                    let done = commands::carry_out(switchboard, &who, command);
                    let reply = async move { Some(ToOperator::Reply { nr, result: done.await }) };
                    answers.push_back(reply.boxed());
                }
                Received::Refuse(Request { nr, .. }) => {
                    let result = Err(Refusal::TooFast);
                    answers.push_back(ready(Some(ToOperator::Reply { nr, result })).boxed());
                }
            },
            () = ready(()), if socket.has_unsent() => socket.flush().await?,
            _ = ping.tick() => {
                socket.ping().await?;
                note_use(switchboard, &who, *address, agent.clone());
                session = is_still_signed_in(switchboard, &who);
            }
            // A session that has expired, or was ended on another node, ends here at the latest.
            still = session.done() => if !still? {
                return Err(End::SignedOut);
            },
            () = served.stopped() => return Ok(()),
        }
    }
}

fn read_snapshot(switchboard: &Switchboard, who: &SignedIn) -> Reading<Result<Snapshot, chat::Error>> {
    let (switchboard, who) = (switchboard.clone(), who.clone());
    Reading::begin(async move { switchboard.snapshot(&who).await })
}

async fn send_snapshot(socket: &mut Socket, snapshot: Result<Snapshot, chat::Error>) -> Result<(), End> {
    match snapshot {
        Ok(snapshot) => socket.send(&ToOperator::Snapshot(snapshot)).await,
        Err(error) => {
            tracing::error!(%error, "a snapshot could not be read");
            Err(End::Trouble)
        }
    }
}

fn read_me(switchboard: &Switchboard, who: &SignedIn) -> BoxFuture<'static, Option<ToOperator>> {
    let (switchboard, who) = (switchboard.clone(), who.clone());
    reread(async move { switchboard.me(&who).await.map(ToOperator::Me) })
}

fn read_colleagues(switchboard: &Switchboard, who: &SignedIn) -> BoxFuture<'static, Option<ToOperator>> {
    let (switchboard, who) = (switchboard.clone(), who.clone());
    reread(async move { switchboard.colleagues(&who).await.map(ToOperator::Colleagues) })
}

fn read_sites(switchboard: &Switchboard, who: &SignedIn) -> BoxFuture<'static, Option<ToOperator>> {
    let (switchboard, who) = (switchboard.clone(), who.clone());
    reread(async move { switchboard.site_views(&who).await.map(ToOperator::Sites) })
}

/// Counts the offline messages that wait for an answer.
fn count_off_line(switchboard: &Switchboard, who: &SignedIn) -> BoxFuture<'static, Option<ToOperator>> {
    let (switchboard, who) = (switchboard.clone(), who.clone());
    reread(async move { switchboard.open_off_line_messages(&who).await.map(ToOperator::OpenOffLineMessages) })
}

fn read_tags(switchboard: &Switchboard, who: &SignedIn) -> BoxFuture<'static, Option<ToOperator>> {
    let (switchboard, who) = (switchboard.clone(), who.clone());
    reread(async move { switchboard.tags(&who).await.map(ToOperator::Tags) })
}

/// Loads something that has changed. If that fails nothing is sent: the next snapshot has it.
fn reread(
    read: impl Future<Output = Result<ToOperator, chat::Error>> + Send + 'static,
) -> BoxFuture<'static, Option<ToOperator>> {
    let reading = Reading::begin(read);
    async move {
        match reading.finish().await {
            Ok(Ok(value)) => Some(value),
            Ok(Err(error)) => {
                tracing::error!(%error, "what has changed could not be read");
                None
            }
            Err(_) => None,
        }
    }
    .boxed()
}

fn is_still_signed_in(switchboard: &Switchboard, who: &SignedIn) -> Reading<bool> {
    let (switchboard, who) = (switchboard.clone(), who.clone());
    Reading::begin(async move {
        match switchboard.is_signed_in(&who).await {
            Ok(still) => still,
            Err(error) => {
                // A database error does not sign anybody out.
                tracing::error!(%error, "a session could not be looked up");
                true
            }
        }
    })
}
