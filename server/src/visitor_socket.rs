//! `GET /visitor`: the visitor's protocol (`wire::visitor`).

use std::{future::ready, sync::Arc, time::Duration};

use axum::{
    Extension,
    extract::{State, WebSocketUpgrade},
    http::{HeaderMap, header::USER_AGENT},
    response::Response,
};
use chat::{
    Caller, Seat, Speaker, Switchboard, Visit,
    bus::{Event, Lagged, Subscription},
};
use futures::{StreamExt, future::BoxFuture, stream::FuturesOrdered};
use tokio::time::{MissedTickBehavior, interval, timeout};
use wire::{
    MessageId,
    visitor::{FromVisitor, Refusal, Stored, ToVisitor},
};

use crate::{
    rate::{Rate, Verdict},
    serve::Served,
    socket::{self, End, PING, Socket, UNDER_WAY},
};

/// How long a connection may take to say `Hello`.
const HELLO: Duration = Duration::from_secs(10);

pub(crate) async fn open(
    State(served): State<Served>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    socket::open(&headers, upgrade, async move |mut socket| {
        let end = talk(&mut socket, served, caller.address.to_string(), agent).await;
        socket.close(end).await;
    })
}

async fn talk(socket: &mut Socket, mut served: Served, address: String, agent: String) -> End {
    let switchboard = served.switchboard.clone();
    let hello = match timeout(HELLO, socket.receive()).await {
        Ok(Ok(FromVisitor::Hello(hello))) => hello,
        Ok(Ok(_)) => return End::Malformed,
        Ok(Err(end)) => return end,
        Err(_) => return End::Gone,
    };
    // In a box, and so is all below that reads from the database: its size would else be kept for as long as the
    // connection lasts.
    let mut visit = match Box::pin(switchboard.visit(hello, address, agent)).await {
        Ok(Ok(visit)) => visit,
        Ok(Err(why)) => {
            // Whether it is heard does not matter: the close code says it again.
            let _ = socket.send(&ToVisitor::Refused { id: None, why }).await;
            return End::Refused(match why {
                Refusal::UnknownSite => "no site has this key",
                _ => "the token is not of the right form",
            });
        }
        Err(error) => {
            tracing::error!(%error, "a visitor could not be let in");
            return End::Trouble;
        }
    };
    if let Err(end) = socket.send(&ToVisitor::Welcome(visit.welcome.clone())).await {
        return end;
    }
    match serve(socket, &switchboard, &mut visit, &mut served).await {
        Ok(()) => End::Stopping,
        Err(end) => end,
    }
}

async fn serve(
    socket: &mut Socket,
    switchboard: &Switchboard,
    visit: &mut Visit,
    served: &mut Served,
) -> Result<(), End> {
    let mut rate = Rate::new(served.config.frames_per_second);
    let mut ping = interval(PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let seat = visit.seat;
    // Polled for the first time in the order in which they were pushed, so the writer gets them in the client's order.
    let mut answers: FuturesOrdered<BoxFuture<'_, Option<ToVisitor>>> = FuturesOrdered::new();
    loop {
        // In this order: first what is ready is gathered, then it is sent, and only then is anything waited for.
        tokio::select! {
            biased;
            event = next_of(&mut visit.own) => forward(socket, switchboard, visit, event).await?,
            Some(answer) = answers.next(), if !answers.is_empty() => {
                if let Some(answer) = answer {
                    socket.send(&answer).await?;
                }
            }
            frame = socket.receive(), if answers.len() < UNDER_WAY => match (frame?, rate.count()) {
                (_, Verdict::Close) => return Err(End::TooFast),
                (FromVisitor::Hello(_), _) => return Err(End::Malformed),
                (frame, Verdict::Refuse) => answers.push_back(Box::pin(ready(refuse(&frame)))),
                (frame, Verdict::Take) => answers.push_back(Box::pin(answer(switchboard, seat, frame))),
            },
            () = ready(()), if socket.has_unsent => socket.flush().await?,
            event = visit.common.next() => forward(socket, switchboard, visit, event).await?,
            _ = ping.tick() => socket.ping().await?,
            () = served.stopped() => return Ok(()),
        }
    }
}

/// Does what a frame asks; the answer, if one is due. What is rare stands in a box of its own, so that the future that
/// is made for each frame is as small as a `Say` allows.
async fn answer(switchboard: &Switchboard, seat: Seat, frame: FromVisitor) -> Option<ToVisitor> {
    match frame {
        FromVisitor::Hello(_) => None,
        FromVisitor::Page(page) => {
            switchboard.turn_to(seat, page);
            None
        }
        FromVisitor::Ask(ask) => {
            let id = ask.id;
            Some(acknowledgement(id, Box::pin(switchboard.ask(seat, ask)).await))
        }
        FromVisitor::Say(say) => {
            let id = say.id;
            Some(acknowledgement(id, switchboard.say(Speaker::Visitor(seat), say).await))
        }
        FromVisitor::LeaveMessage(form) => {
            let id = form.id.into();
            Some(acknowledgement(id, Box::pin(switchboard.leave_message(seat, form)).await))
        }
        FromVisitor::Typing(on) => {
            if let Err(error) = Box::pin(switchboard.visitor_types(seat, on)).await {
                tracing::error!(%error, "typing could not be told");
            }
            None
        }
        FromVisitor::CatchUp { chat, after } => {
            Some(match Box::pin(switchboard.catch_up(&Speaker::Visitor(seat), chat, after)).await {
                Ok(Ok((messages, more))) => ToVisitor::Messages { chat, messages, more },
                Ok(Err(refused)) => ToVisitor::Refused { id: None, why: refused.into() },
                Err(error) => trouble(None, &error),
            })
        }
        FromVisitor::End { chat } => match Box::pin(switchboard.close(Speaker::Visitor(seat), chat)).await {
            // The chat's own change tells that it is done.
            Ok(Ok(())) => None,
            Ok(Err(refused)) => Some(ToVisitor::Refused { id: None, why: refused.into() }),
            Err(error) => Some(trouble(None, &error)),
        },
    }
}

/// What became of something that carried an id. `Stored` comes after the commit, never before.
fn acknowledgement(id: MessageId, outcome: Result<Result<Stored, chat::Refused>, chat::Error>) -> ToVisitor {
    match outcome {
        Ok(Ok(stored)) => ToVisitor::Stored(stored),
        Ok(Err(refused)) => ToVisitor::Refused { id: Some(id), why: refused.into() },
        Err(error) => trouble(Some(id), &error),
    }
}

fn trouble(id: Option<MessageId>, error: &chat::Error) -> ToVisitor {
    tracing::error!(%error, "a visitor's request failed");
    ToVisitor::Refused { id, why: Refusal::TryAgain }
}

/// Too much in too short a time: what would be acknowledged is refused, hints are dropped.
fn refuse(frame: &FromVisitor) -> Option<ToVisitor> {
    let id = match frame {
        FromVisitor::Ask(ask) => Some(ask.id),
        FromVisitor::Say(say) => Some(say.id),
        FromVisitor::LeaveMessage(form) => Some(form.id.into()),
        FromVisitor::CatchUp { .. } | FromVisitor::End { .. } => None,
        FromVisitor::Hello(_) | FromVisitor::Page(_) | FromVisitor::Typing(_) => return None,
    };
    Some(ToVisitor::Refused { id, why: Refusal::TooFast })
}

async fn next_of(own: &mut Option<Subscription>) -> Result<Arc<Event>, Lagged> {
    match own {
        Some(events) => events.next().await,
        None => std::future::pending().await,
    }
}

/// Tells the client what happened. Of a chat's events only its own visitor's reach this socket at all.
async fn forward(
    socket: &mut Socket,
    switchboard: &Switchboard,
    visit: &Visit,
    event: Result<Arc<Event>, Lagged>,
) -> Result<(), End> {
    let Ok(event) = event else { return Box::pin(refresh(socket, switchboard, visit)).await };
    match &*event {
        Event::Chat(chat) => socket.send(&ToVisitor::Chat(chat.clone())).await,
        Event::Message(message, _) => socket.send(&ToVisitor::Message(message.clone())).await,
        Event::OperatorTyping(_, on) => socket.send(&ToVisitor::Typing(*on)).await,
        Event::Available(available) => socket.send(&ToVisitor::Available(*available)).await,
        _ => Ok(()),
    }
}

/// Events were missed: the newest state shows the client what it lacks.
async fn refresh(socket: &mut Socket, switchboard: &Switchboard, visit: &Visit) -> Result<(), End> {
    match switchboard.refresh_visit(visit.seat).await {
        Ok((chat, available)) => {
            socket.send(&ToVisitor::Available(available)).await?;
            match chat.filter(|_| visit.own.is_some()) {
                Some(chat) => socket.send(&ToVisitor::Chat(chat)).await,
                None => Ok(()),
            }
        }
        Err(error) => {
            tracing::error!(%error, "a visitor's state could not be read");
            Err(End::Behind)
        }
    }
}
