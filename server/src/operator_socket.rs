//! `GET /operator`: the operator's protocol (`wire::operator`). The session's cookie says who it is.

use std::future::ready;

use axum::{
    Extension,
    extract::{State, WebSocketUpgrade},
    http::HeaderMap,
    response::Response,
};
use chat::{Console, ForConsole, SignedIn, Speaker, Switchboard, bus::Lagged};
use futures::{StreamExt, future::BoxFuture, stream::FuturesOrdered};
use tokio::time::{MissedTickBehavior, interval};
use wire::{
    operator::{Command, Done, Refusal, Request, ToOperator},
    visitor::Say,
};

use crate::{
    rate::{Rate, Verdict},
    serve::Served,
    socket::{self, End, PING, Socket, UNDER_WAY},
};

pub(crate) async fn open(
    State(served): State<Served>,
    who: Option<Extension<SignedIn>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    socket::open(&headers, upgrade, async move |mut socket| {
        // Said in a close code rather than by a status: a browser's script never sees the status of an upgrade.
        let end = match who {
            Some(Extension(who)) => talk(&mut socket, served, who).await,
            None => End::SignedOut,
        };
        socket.close(end).await;
    })
}

async fn talk(socket: &mut Socket, mut served: Served, who: SignedIn) -> End {
    let switchboard = served.switchboard.clone();
    let mut console = match switchboard.open_console(who).await {
        Ok(console) => console,
        Err(error) => {
            tracing::error!(%error, "a console could not be opened");
            return End::Trouble;
        }
    };
    match serve(socket, &switchboard, &mut console, &mut served).await {
        Ok(()) => End::Stopping,
        Err(end) => end,
    }
}

async fn serve(
    socket: &mut Socket,
    switchboard: &Switchboard,
    console: &mut Console,
    served: &mut Served,
) -> Result<(), End> {
    send_snapshot(socket, switchboard, &console.who).await?;
    let mut rate = Rate::new(served.config.frames_per_second);
    let mut ping = interval(PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let who = console.who.clone();
    // Polled for the first time in the order in which they were pushed, so the writer gets them in the client's order.
    let mut answers: FuturesOrdered<BoxFuture<'_, ToOperator>> = FuturesOrdered::new();
    loop {
        // In this order: first what is ready is gathered, then it is sent, and only then is anything waited for.
        tokio::select! {
            biased;
            Some(answer) = answers.next(), if !answers.is_empty() => socket.send(&answer).await?,
            event = console.events.next() => match event {
                Err(Lagged) => send_snapshot(socket, switchboard, &console.who).await?,
                Ok(event) => match switchboard.for_console(&console.who, &event).await {
                    Ok(ForConsole::Send(value)) => socket.send(&*value).await?,
                    Ok(ForConsole::Ignore) => {}
                    Ok(ForConsole::SignOut) => return Err(End::SignedOut),
                    Err(error) => {
                        tracing::error!(%error, "an event could not be told");
                        return Err(End::Trouble);
                    }
                },
            },
            request = socket.receive::<Request>(), if answers.len() < UNDER_WAY => {
                let Request { nr, command } = request?;
                match rate.count() {
                    Verdict::Take => {
                        let done = carry_out(switchboard, &who, command);
                        answers.push_back(Box::pin(async move {
                            ToOperator::Reply { nr, result: done.await }
                        }));
                    }
                    Verdict::Refuse => {
                        let result = Err(Refusal::TooFast);
                        answers.push_back(Box::pin(ready(ToOperator::Reply { nr, result })));
                    }
                    Verdict::Close => return Err(End::TooFast),
                }
            }
            () = ready(()), if socket.has_unsent => socket.flush().await?,
            _ = ping.tick() => {
                socket.ping().await?;
                // A session that ran out, or was ended on another node, ends here at the latest.
                if !is_still_signed_in(switchboard, &console.who).await {
                    return Err(End::SignedOut);
                }
            }
            () = served.stopped() => return Ok(()),
        }
    }
}

async fn send_snapshot(socket: &mut Socket, switchboard: &Switchboard, who: &SignedIn) -> Result<(), End> {
    match switchboard.snapshot(who).await {
        Ok(snapshot) => socket.send(&ToOperator::Snapshot(snapshot)).await,
        Err(error) => {
            tracing::error!(%error, "a snapshot could not be read");
            Err(End::Trouble)
        }
    }
}

async fn is_still_signed_in(switchboard: &Switchboard, who: &SignedIn) -> bool {
    match switchboard.is_signed_in(who).await {
        Ok(still) => still,
        Err(error) => {
            // The database's trouble is no reason to sign anybody out.
            tracing::error!(%error, "a session could not be looked up");
            true
        }
    }
}

/// Does what a command asks. A `Say` comes back after its commit, never before.
async fn carry_out(switchboard: &Switchboard, who: &SignedIn, command: Command) -> Result<Done, Refusal> {
    let speaker = || Speaker::Operator(who.clone());
    let outcome = match command {
        Command::Accept { chat } => switchboard.accept(who, chat).await.map(|done| done.map(|()| Done::Ok)),
        Command::Say { chat, id, text } => {
            let said = switchboard.say(speaker(), Say { chat, id, text }).await;
            said.map(|said| {
                said.map(|stored| Done::Said {
                    seq: stored.place.map(|(_, seq)| seq).unwrap_or_default(),
                    at: stored.at,
                })
            })
        }
        Command::Typing { chat, on } => {
            switchboard.operator_types(who, chat, on).await.map(|()| Ok(Done::Ok))
        }
        Command::Close { chat } => {
            switchboard.close(speaker(), chat).await.map(|done| done.map(|()| Done::Ok))
        }
        Command::CatchUp { chat, after } => {
            let messages = switchboard.catch_up(&speaker(), chat, after).await;
            messages.map(|found| found.map(|(messages, more)| Done::Messages { messages, more }))
        }
        Command::SetStatus(status) => switchboard.set_status(who, status).await.map(|()| Ok(Done::Ok)),
        Command::MarkRead { message } => {
            switchboard.mark_read(who, message).await.map(|done| done.map(|()| Done::Ok))
        }
    };
    match outcome {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(refused)) => Err(refused.into()),
        Err(error) => {
            tracing::error!(%error, "an operator's command failed");
            Err(Refusal::TryAgain)
        }
    }
}
