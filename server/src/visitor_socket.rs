//! `GET /visitor`: the visitor's protocol (`wire::visitor`).

use std::{sync::Arc, time::Duration};

use axum::{
    Extension,
    extract::{State, WebSocketUpgrade},
    http::{HeaderMap, header::USER_AGENT},
    response::Response,
};
use chat::{
    Caller, Speaker, Switchboard, Visit,
    bus::{Event, Lagged, Subscription},
};
use tokio::time::{MissedTickBehavior, interval, timeout};
use wire::{
    MessageId,
    visitor::{FromVisitor, Refusal, Stored, ToVisitor},
};

use crate::{
    rate::{Rate, Verdict},
    serve::Served,
    socket::{self, End, PING, Socket},
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
    let mut visit = match switchboard.visit(hello, address, agent).await {
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
    loop {
        tokio::select! {
            frame = socket.receive() => match (frame?, rate.count()) {
                (_, Verdict::Close) => return Err(End::TooFast),
                (frame, Verdict::Refuse) => refuse(socket, &frame).await?,
                (frame, Verdict::Take) => answer(socket, switchboard, visit, frame).await?,
            },
            event = next_of(&mut visit.own) => forward(socket, switchboard, visit, event).await?,
            event = visit.common.next() => forward(socket, switchboard, visit, event).await?,
            _ = ping.tick() => socket.ping().await?,
            () = served.stopped() => return Ok(()),
        }
    }
}

/// Does what a frame asks and answers it.
async fn answer(
    socket: &mut Socket,
    switchboard: &Switchboard,
    visit: &Visit,
    frame: FromVisitor,
) -> Result<(), End> {
    let seat = visit.seat;
    match frame {
        FromVisitor::Hello(_) => Err(End::Malformed),
        FromVisitor::Page(page) => {
            switchboard.turn_to(seat, page);
            Ok(())
        }
        FromVisitor::Ask(ask) => {
            let id = ask.id;
            acknowledge(socket, id, switchboard.ask(seat, ask).await).await
        }
        FromVisitor::Say(say) => {
            let id = say.id;
            acknowledge(socket, id, switchboard.say(Speaker::Visitor(seat), say).await).await
        }
        FromVisitor::LeaveMessage(form) => {
            let id = form.id.into();
            acknowledge(socket, id, switchboard.leave_message(seat, form).await).await
        }
        FromVisitor::Typing(on) => {
            if let Err(error) = switchboard.visitor_types(seat, on).await {
                tracing::error!(%error, "typing could not be told");
            }
            Ok(())
        }
        FromVisitor::CatchUp { chat, after } => {
            match switchboard.catch_up(&Speaker::Visitor(seat), chat, after).await {
                Ok(Ok((messages, more))) => socket.send(&ToVisitor::Messages { chat, messages, more }).await,
                Ok(Err(refused)) => socket.send(&ToVisitor::Refused { id: None, why: refused.into() }).await,
                Err(error) => trouble(socket, None, &error).await,
            }
        }
        FromVisitor::End { chat } => match switchboard.close(Speaker::Visitor(seat), chat).await {
            // The chat's own change tells that it is done.
            Ok(Ok(())) => Ok(()),
            Ok(Err(refused)) => socket.send(&ToVisitor::Refused { id: None, why: refused.into() }).await,
            Err(error) => trouble(socket, None, &error).await,
        },
    }
}

/// Tells what became of something that carried an id. `Stored` comes after the commit, never before.
async fn acknowledge(
    socket: &mut Socket,
    id: MessageId,
    outcome: Result<Result<Stored, chat::Refused>, chat::Error>,
) -> Result<(), End> {
    match outcome {
        Ok(Ok(stored)) => socket.send(&ToVisitor::Stored(stored)).await,
        Ok(Err(refused)) => socket.send(&ToVisitor::Refused { id: Some(id), why: refused.into() }).await,
        Err(error) => trouble(socket, Some(id), &error).await,
    }
}

async fn trouble(socket: &mut Socket, id: Option<MessageId>, error: &chat::Error) -> Result<(), End> {
    tracing::error!(%error, "a visitor's request failed");
    socket.send(&ToVisitor::Refused { id, why: Refusal::TryAgain }).await
}

/// Too much in too short a time: what would be acknowledged is refused, hints are dropped.
async fn refuse(socket: &mut Socket, frame: &FromVisitor) -> Result<(), End> {
    let id = match frame {
        FromVisitor::Ask(ask) => ask.id,
        FromVisitor::Say(say) => say.id,
        FromVisitor::LeaveMessage(form) => form.id.into(),
        FromVisitor::CatchUp { .. } | FromVisitor::End { .. } => {
            return socket.send(&ToVisitor::Refused { id: None, why: Refusal::TooFast }).await;
        }
        FromVisitor::Hello(_) | FromVisitor::Page(_) | FromVisitor::Typing(_) => return Ok(()),
    };
    socket.send(&ToVisitor::Refused { id: Some(id), why: Refusal::TooFast }).await
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
    let Ok(event) = event else { return refresh(socket, switchboard, visit).await };
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
