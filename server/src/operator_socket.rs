//! `GET /operator`: the operator's protocol (`wire::operator`). The session's cookie says who it is.

use std::future::ready;

use axum::{
    Extension,
    extract::{State, WebSocketUpgrade},
    http::HeaderMap,
    response::Response,
};
use chat::{Console, ForConsole, SignedIn, Speaker, Switchboard, bus::Lagged};
use futures::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesOrdered};
use tokio::time::{MissedTickBehavior, interval};
use wire::operator::{Command, Done, Refusal, Request, Snapshot, ToOperator};

use crate::{
    rate::{Rate, Verdict},
    serve::Served,
    socket::{self, End, PING, Reading, Socket, UNDER_WAY},
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
    served: &mut Served,
) -> Result<(), End> {
    let mut rate = Rate::new(served.config.frames_per_second);
    let mut ping = interval(PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let who = console.who.clone();
    // Polled for the first time in the order in which they were pushed, so the writer gets them in the client's order.
    // They may wait unpolled while something is sent, so none of them holds a connection to the database itself.
    let mut answers: FuturesOrdered<BoxFuture<'_, Option<ToOperator>>> = FuturesOrdered::new();
    let mut snapshot = read_snapshot(switchboard, &who);
    let mut session: Reading<bool> = Reading::none();
    loop {
        // In this order: first what is ready is gathered, then it is sent, and only then is anything waited for. What
        // happens while a snapshot is read waits until that is sent: the snapshot is older.
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
                    ForConsole::Ignore => {}
                    ForConsole::SignOut => return Err(End::SignedOut),
                },
            },
            request = socket.receive::<Request>(), if answers.len() < UNDER_WAY => {
                let Request { nr, command } = request?;
                match rate.count() {
                    Verdict::Take => {
                        let done = carry_out(switchboard, &who, command);
                        let reply = async move { Some(ToOperator::Reply { nr, result: done.await }) };
                        answers.push_back(reply.boxed());
                    }
                    Verdict::Refuse => {
                        let result = Err(Refusal::TooFast);
                        answers.push_back(ready(Some(ToOperator::Reply { nr, result })).boxed());
                    }
                    Verdict::Close => return Err(End::TooFast),
                }
            }
            () = ready(()), if socket.has_unsent => socket.flush().await?,
            _ = ping.tick() => {
                socket.ping().await?;
                session = is_still_signed_in(switchboard, &who);
            }
            // A session that ran out, or was ended on another node, ends here at the latest.
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

/// What his console shows of the operator himself; nothing if it cannot be read: the next snapshot has it.
fn read_me(switchboard: &Switchboard, who: &SignedIn) -> BoxFuture<'static, Option<ToOperator>> {
    let (switchboard, who) = (switchboard.clone(), who.clone());
    let me = Reading::begin(async move { switchboard.me(&who).await });
    async move {
        match me.finish().await {
            Ok(Ok(me)) => Some(ToOperator::Me(me)),
            Ok(Err(error)) => {
                tracing::error!(%error, "an operator's details could not be read");
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
                // The database's trouble is no reason to sign anybody out.
                tracing::error!(%error, "a session could not be looked up");
                true
            }
        }
    })
}

/// Does what a command asks. A `Say` comes back after its commit, never before. What only writes waits for the writer
/// here, in its order; what reads is a task of its own.
async fn carry_out(switchboard: &Switchboard, who: &SignedIn, command: Command) -> Result<Done, Refusal> {
    let speaker = || Speaker::Operator(who.clone());
    let outcome = match command {
        Command::Accept { chat } => switchboard.accept(who, chat).await.map(|done| done.map(|()| Done::Ok)),
        Command::Say { chat, id, content } => {
            let said = switchboard.say(speaker(), chat, id, content).await;
            said.map(|said| {
                said.map(|stored| Done::Said {
                    seq: stored.place.map(|(_, seq)| seq).unwrap_or_default(),
                    at: stored.at,
                })
            })
        }
        Command::Typing { chat, on } => {
            let (switchboard, who) = (switchboard.clone(), who.clone());
            let told = Reading::begin(async move { switchboard.operator_types(&who, chat, on).await });
            told.finish().await.map_err(|_| Refusal::TryAgain)?.map(|()| Ok(Done::Ok))
        }
        Command::Close { chat } => {
            switchboard.close(speaker(), chat).await.map(|done| done.map(|()| Done::Ok))
        }
        Command::CatchUp { chat, span } => {
            let (switchboard, speaker) = (switchboard.clone(), speaker());
            let read = Reading::begin(async move { switchboard.catch_up(&speaker, chat, span).await });
            let messages = read.finish().await.map_err(|_| Refusal::TryAgain)?;
            messages.map(|found| found.map(|(messages, more)| Done::Messages { messages, more }))
        }
        Command::Invite { visitor, chat, id, text } => {
            switchboard.invite(who, visitor, chat, id, &text).await.map(|done| done.map(|()| Done::Ok))
        }
        Command::Offer { chat, to, kind } => {
            let (switchboard, who) = (switchboard.clone(), who.clone());
            let offered = Reading::begin(async move { switchboard.offer(&who, chat, to, kind).await });
            offered.finish().await.map_err(|_| Refusal::TryAgain)?.map(|done| done.map(|()| Done::Ok))
        }
        Command::Take { chat } => switchboard.take(who, chat).await.map(|done| done.map(|()| Done::Ok)),
        Command::Refuse { chat } => switchboard.refuse(who, chat).await.map(|done| done.map(|()| Done::Ok)),
        Command::Join { chat } => switchboard.join(who, chat).await.map(|done| done.map(|()| Done::Ok)),
        Command::Leave { chat } => switchboard.leave(who, chat).await.map(|done| done.map(|()| Done::Ok)),
        Command::Mark { chat, marks } => {
            switchboard.mark(speaker(), chat, marks).await.map(|done| done.map(|()| Done::Ok))
        }
        Command::Talk { with } => switchboard.talk(who, with).await.map(|talk| talk.map(Done::Talk)),
        Command::Decisions { chat } => {
            let (switchboard, who) = (switchboard.clone(), who.clone());
            let read = Reading::begin(async move { switchboard.decisions(&who, chat).await });
            read.finish().await.map_err(|_| Refusal::TryAgain)?.map(|read| read.map(Done::Decisions))
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
