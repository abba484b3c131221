//! `GET /visitor`: the visitor's protocol (`wire::visitor`).

use std::{future::ready, net::IpAddr, sync::Arc, time::Duration};

use app::PublicOrigin;
use axum::{
    Extension,
    extract::{State, WebSocketUpgrade},
    http::{HeaderMap, header::ORIGIN},
    response::Response,
};
use chat::{
    Browser, Caller, Refreshed, Seat, Speaker, Switchboard, Visit,
    bus::{Event, Lagged},
    routing::Reception,
    visit::{Attended, shown_to_visitor},
};
use futures::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesOrdered};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{MissedTickBehavior, interval, timeout},
};
use wire::{
    ChatId, ChatState, Content, MessageId, Span,
    visitor::{Arrangement, FromVisitor, Refusal, Say, Stored, ToVisitor, Welcome},
};

use crate::{
    caller::agent,
    socket::{self, End, PING, Reading, Received, Socket, UNDER_WAY},
    state::Served,
};

/// How long a connection may take to say `Hello`.
const HELLO: Duration = Duration::from_secs(10);

pub(crate) async fn open(
    State(served): State<Served>,
    Extension(caller): Extension<Caller>,
    Extension(PublicOrigin(own_origin)): Extension<PublicOrigin>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let browser = Browser {
        address: Some(caller.address),
        agent: agent(&headers),
        origin: headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()).map(str::to_owned),
        own_origin,
    };
    socket::open(&served.clone(), caller, &headers, upgrade, async move |mut socket| {
        let end = talk(&mut socket, served, browser, caller.address).await;
        socket.close(end).await;
    })
}

async fn talk(socket: &mut Socket, mut served: Served, browser: Browser, address: IpAddr) -> End {
    let switchboard = served.switchboard.clone();
    let hello = match timeout(HELLO, socket.receive()).await {
        Ok(Ok(Received::Take(FromVisitor::Hello(hello)))) => hello,
        Ok(Ok(_)) => return End::Malformed,
        Ok(Err(end)) => return end,
        Err(_) => return End::Gone,
    };
    // In a box, which is gone when he is in: else each connection keeps, for as long as it lasts, the room that letting him
    // in takes.
    let mut visit = match Box::pin(switchboard.visit(hello, browser)).await {
        Ok(Ok(visit)) => visit,
        Ok(Err(why)) => return turn_away(socket, why).await,
        Err(error) => {
            tracing::error!(%error, "a visitor could not be let in");
            return End::Trouble;
        }
    };
    let mut welcome = visit.welcome.clone();
    if visit.end == wire::visitor::End::Loader {
        welcome.texts = languages::of(welcome.language).for_loader();
    }
    if let Err(end) = socket.send(&ToVisitor::Welcome(Box::new(welcome))).await {
        return end;
    }
    if visit.welcome.chat.as_ref().is_some_and(|chat| chat.state == ChatState::Active) {
        served.known.seen(address);
    }
    match serve(socket, &switchboard, &mut visit, &mut served, address).await {
        Ok(()) => End::Stopping,
        Err(end) => end,
    }
}

/// Refuses the whole connection, and says why.
async fn turn_away(socket: &mut Socket, why: Refusal) -> End {
    // Whether it is heard does not matter: the close code says it again.
    let _ = socket.send(&ToVisitor::Refused { id: None, why }).await;
    End::Refused(match why {
        Refusal::UnknownSite => "no site has this key",
        Refusal::DomainNotAllowed => "the site's chat is not for pages of this host",
        _ => "the token is not of the right form",
    })
}

async fn serve(
    socket: &mut Socket,
    switchboard: &Switchboard,
    visit: &mut Visit,
    served: &mut Served,
    address: IpAddr,
) -> Result<(), End> {
    let mut ping = interval(PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let seat = visit.seat;
    // Polled for the first time in the order in which they were pushed, so the writer gets them in the client's order.
    // They may wait unpolled while something is sent, so none of them holds a connection to the database itself.
    let mut answers: FuturesOrdered<BoxFuture<'_, Answer>> = FuturesOrdered::new();
    let pages = Arc::new(Semaphore::new(1));
    let mut refreshed: Reading<Result<Refreshed, chat::Error>> = Reading::none();
    let Welcome { site, available, departments, .. } = visit.welcome.clone();
    let mut told = Told(site, Reception { available, departments });
    let mut ear = Ear::new(visit);
    let mut attended = visit.attended();
    let mut reception: Reading<Attendance> = Reading::none();
    loop {
        // In this order: first what is ready is gathered, then it is sent, and only then is anything waited for. What
        // happens while the state is read anew waits until that is sent: the state is older.
        tokio::select! {
            biased;
            state = refreshed.done() => {
                let state = state?;
                if let Ok(Refreshed { chat: Some(chat), .. }) = &state
                    && attended.is_in(chat.id, chat.state)
                {
                    reception = read_reception(switchboard, &attended);
                }
                send_refreshed(socket, &mut ear, state).await?;
            }
            now = reception.done() => match now? {
                Ok(Ok(now)) => told.tell(socket, visit, now).await?,
                Ok(Err(why)) => return Err(turn_away(socket, why).await),
                Err(error) => {
                    tracing::error!(%error, "who is there for a visitor could not be read");
                    return Err(End::Behind);
                }
            },
            event = visit.own.next(), if refreshed.is_none() => match event {
                Ok(event) => {
                    if let Event::Chat(chat) = &*event {
                        if chat.state == ChatState::Active {
                            served.known.seen(address);
                        }
                        if attended.is_in(chat.id, chat.state) {
                            reception = read_reception(switchboard, &attended);
                        }
                    }
                    forward(socket, &mut ear, &event).await?;
                }
                Err(Lagged) => refreshed = refresh(switchboard, seat),
            },
            Some(answer) = answers.next(), if !answers.is_empty() => answer.send(socket).await?,
            frame = socket.receive(), if answers.len() < UNDER_WAY && !socket.is_full() => match frame? {
                Received::Take(FromVisitor::Hello(_)) | Received::Refuse(FromVisitor::Hello(_)) => {
                    return Err(End::Malformed);
                }
                Received::Take(FromVisitor::Page(page)) => {
                    switchboard.turn_to(seat, page);
                    // Where requests go may depend on the page.
                    reception = read_reception(switchboard, &attended);
                }
                Received::Take(FromVisitor::CatchUp { chat, span }) => {
                    answers.push_back(read_page(switchboard, seat, chat, span, &pages));
                }
                Received::Take(frame) => answers.push_back(answer(switchboard, seat, frame)),
                Received::Refuse(frame) => answers.push_back(ready(Answer::from(refuse(&frame))).boxed()),
            },
            () = ready(()), if socket.has_unsent() => socket.flush().await?,
            // Only that it may have changed is ever said there, so that some of it was missed does not matter.
            _ = visit.common.next() => reception = read_reception(switchboard, &attended),
            _ = ping.tick() => socket.ping().await?,
            () = served.stopped() => return Ok(()),
        }
    }
}

/// What is said to a frame, if anything is.
struct Answer {
    value: Option<ToVisitor>,
    /// The right to have a page on its way. It is given back when that has left: of the pages that somebody asks for and does
    /// not read, the next one is not even read from the database.
    page: Option<OwnedSemaphorePermit>,
}

impl From<Option<ToVisitor>> for Answer {
    fn from(value: Option<ToVisitor>) -> Answer {
        Answer { value, page: None }
    }
}

impl Answer {
    async fn send(self, socket: &mut Socket) -> Result<(), End> {
        if let Some(value) = &self.value {
            socket.send(value).await?;
        }
        match self.page {
            Some(_) => socket.flush().await,
            None => Ok(()),
        }
    }
}

/// Does what a frame asks; the answer, if one is due. What only writes waits for the writer here, in its order; what
/// reads is a task of its own.
fn answer(switchboard: &Switchboard, seat: Seat, frame: FromVisitor) -> BoxFuture<'_, Answer> {
    let visitor = Speaker::Visitor(seat);
    match frame {
        FromVisitor::Hello(_) | FromVisitor::Page(_) | FromVisitor::CatchUp { .. } => {
            ready(Answer::from(None)).boxed()
        }
        FromVisitor::Ask(ask) => {
            let id = ask.id;
            async move { Some(acknowledgement(id, switchboard.ask(seat, ask).await)).into() }.boxed()
        }
        FromVisitor::Say(Say { chat, id, text }) => async move {
            let said = switchboard.say(visitor, chat, id, Content::Text(text)).await;
            Some(acknowledgement(id, said)).into()
        }
        .boxed(),
        FromVisitor::LeaveMessage(form) => {
            let id = form.id.into();
            async move { Some(acknowledgement(id, switchboard.leave_message(seat, form).await)).into() }
                .boxed()
        }
        FromVisitor::MailTranscript(wanted) => {
            let id = wanted.id;
            async move { Some(acknowledgement(id, switchboard.mail_transcript(seat, wanted).await)).into() }
                .boxed()
        }
        FromVisitor::Typing(typed) => {
            let switchboard = switchboard.clone();
            let told = Reading::begin(async move { switchboard.visitor_types(seat, typed).await });
            async move {
                if let Ok(Err(error)) = told.finish().await {
                    tracing::error!(%error, "typing could not be told");
                }
                None.into()
            }
            .boxed()
        }
        FromVisitor::End { chat } => {
            async move { told_by_change(switchboard.close(visitor, chat).await).into() }.boxed()
        }
        FromVisitor::AnswerInvitation { chat, accept } => {
            async move { told_by_change(switchboard.answer_invitation(seat, chat, accept).await).into() }
                .boxed()
        }
        FromVisitor::Mark { chat, marks } => {
            async move { told_by_change(switchboard.mark(visitor, chat, marks).await).into() }.boxed()
        }
        FromVisitor::Opened { chat, seq } => {
            async move { told_by_change(switchboard.opened(seat, chat, seq).await).into() }.boxed()
        }
    }
}

/// Reads a page of a chat, as soon as the one before it has left.
fn read_page(
    switchboard: &Switchboard,
    seat: Seat,
    chat: ChatId,
    span: Span,
    pages: &Arc<Semaphore>,
) -> BoxFuture<'static, Answer> {
    let (switchboard, pages) = (switchboard.clone(), pages.clone());
    let read = Reading::begin(async move {
        // It fails only for a semaphore that was closed; this one never is.
        let page = pages.acquire_owned().await.ok();
        (switchboard.catch_up(&Speaker::Visitor(seat), chat, span).await, page)
    });
    async move {
        let (value, page) = match read.finish().await {
            Ok((Ok(Ok((messages, more))), page)) => (ToVisitor::Messages { chat, messages, more }, page),
            Ok((Ok(Err(refused)), page)) => (ToVisitor::Refused { id: None, why: refused.into() }, page),
            Ok((Err(error), page)) => (trouble(None, &error), page),
            Err(_) => (ToVisitor::Refused { id: None, why: Refusal::TryAgain }, None),
        };
        Answer { value: Some(value), page }
    }
    .boxed()
}

/// What became of something that carried an id. `Stored` comes after the commit, never before.
fn acknowledgement(id: MessageId, outcome: Result<Result<Stored, chat::Refused>, chat::Error>) -> ToVisitor {
    match outcome {
        Ok(Ok(stored)) => ToVisitor::Stored(stored),
        Ok(Err(refused)) => ToVisitor::Refused { id: Some(id), why: refused.into() },
        Err(error) => trouble(Some(id), &error),
    }
}

/// What is done is told by the chat's own change; only what is not needs an answer.
fn told_by_change(outcome: Result<Result<(), chat::Refused>, chat::Error>) -> Option<ToVisitor> {
    match outcome {
        Ok(Ok(())) => None,
        Ok(Err(refused)) => Some(ToVisitor::Refused { id: None, why: refused.into() }),
        Err(error) => Some(trouble(None, &error)),
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
        FromVisitor::MailTranscript(wanted) => Some(wanted.id),
        FromVisitor::CatchUp { .. } | FromVisitor::End { .. } | FromVisitor::AnswerInvitation { .. } => None,
        FromVisitor::Hello(_)
        | FromVisitor::Page(_)
        | FromVisitor::Typing(_)
        | FromVisitor::Mark { .. }
        | FromVisitor::Opened { .. } => return None,
    };
    Some(ToVisitor::Refused { id, why: Refusal::TooFast })
}

/// Tells the client what happened. Of a chat's events only its own visitor's reach this socket at all.
async fn forward(socket: &mut Socket, ear: &mut Ear, event: &Event) -> Result<(), End> {
    match event {
        Event::Chat(chat) if ear.hears_of(chat.id, chat.state) => {
            socket.send(&ToVisitor::Chat(shown_to_visitor(chat))).await
        }
        Event::Message(message, _) if ear.hears(message.chat) => {
            socket.send(&ToVisitor::Message(message.clone())).await
        }
        Event::OperatorTyping(_, _, on, _) if ear.is_panels => socket.send(&ToVisitor::Typing(*on)).await,
        Event::Place(place) if ear.is_panels => socket.send(&ToVisitor::Place(*place)).await,
        _ => Ok(()),
    }
}

/// What of the visitor's chats this client hears of: the panel of all, the loader of an invitation and of its end.
struct Ear {
    is_panels: bool,
    invited_to: Option<ChatId>,
}

impl Ear {
    fn new(visit: &Visit) -> Ear {
        let invited_to = visit.welcome.chat.as_ref().map(|chat| chat.id);
        Ear { is_panels: visit.end == wire::visitor::End::Panel, invited_to }
    }

    /// A chat is new or changed.
    fn hears_of(&mut self, chat: ChatId, state: ChatState) -> bool {
        let knew = self.hears(chat);
        if state == ChatState::Invited {
            self.invited_to = Some(chat);
        } else if knew {
            self.invited_to = None;
        }
        self.hears(chat) || knew
    }

    /// This is the newest chat: an invitation to another one has ended.
    fn hears_of_newest(&mut self, chat: ChatId, state: ChatState) -> bool {
        let ended = self.invited_to.take().is_some();
        self.hears_of(chat, state) || ended
    }

    fn hears(&self, chat: ChatId) -> bool {
        self.is_panels || self.invited_to == Some(chat)
    }
}

/// Events were missed: the newest state shows the client what it lacks.
fn refresh(switchboard: &Switchboard, seat: Seat) -> Reading<Result<Refreshed, chat::Error>> {
    let switchboard = switchboard.clone();
    Reading::begin(async move { switchboard.refresh_visit(seat).await })
}

async fn send_refreshed(
    socket: &mut Socket,
    ear: &mut Ear,
    state: Result<Refreshed, chat::Error>,
) -> Result<(), End> {
    let Refreshed { chat, place, newest } = state.map_err(|error| {
        tracing::error!(%error, "a visitor's state could not be read");
        End::Behind
    })?;
    if let Some(chat) = chat.filter(|chat| ear.hears_of_newest(chat.id, chat.state)) {
        socket.send(&ToVisitor::Chat(chat)).await?;
    }
    if let Some(place) = place.filter(|_| ear.is_panels) {
        socket.send(&ToVisitor::Place(place)).await?;
    }
    match newest.filter(|message| ear.hears(message.chat)) {
        Some(message) => socket.send(&ToVisitor::Message(message)).await,
        None => Ok(()),
    }
}

/// What this client was told of how the site wants its chat to be, and of who is there for its visitor.
struct Told(Arrangement, Reception);

impl Told {
    async fn tell(
        &mut self,
        socket: &mut Socket,
        visit: &Visit,
        (site, now): (Arrangement, Reception),
    ) -> Result<(), End> {
        if site != self.0 {
            socket.send(&ToVisitor::Site(site.clone())).await?;
            self.0 = site;
        }
        if now.available != self.1.available {
            socket.send(&ToVisitor::Available(now.available)).await?;
        }
        if now.departments != self.1.departments && visit.end == wire::visitor::End::Panel {
            socket.send(&ToVisitor::Departments(now.departments.clone())).await?;
        }
        self.1 = now;
        Ok(())
    }
}

/// Who is there for this visitor may have changed.
fn read_reception(switchboard: &Switchboard, attended: &Attended) -> Reading<Attendance> {
    let (switchboard, attended) = (switchboard.clone(), attended.clone());
    Reading::begin(async move { switchboard.attend(attended).await })
}

/// Who is there for a visitor, or why he has no chat any more.
type Attendance = Result<Result<(Arrangement, Reception), Refusal>, chat::Error>;
