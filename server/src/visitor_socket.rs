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
    ChatId, ChatState, Content, Language, MessageId, Span,
    rating::ToRate,
    visitor::{Arrangement, FromVisitor, Refusal, Say, Stored, ToVisitor, Welcome},
};

use crate::{
    caller::agent,
    socket::{self, End, PING, Reading, Received, Socket, UNDER_WAY},
    state::Served,
};

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
    // Boxed, so that the space for this future is freed afterwards. Otherwise each connection would
    // keep it until it ends.
    let mut visit = match Box::pin(switchboard.visit(hello, browser)).await {
        Ok(Ok(visit)) => visit,
        Ok(Err(why)) => return turn_away(socket, why).await,
        Err(error) => {
            tracing::error!(%error, "a visitor could not be let in");
            return End::Trouble;
        }
    };
    let asked = match Box::pin(switchboard.to_rate(&visit.attended())).await {
        Ok(asked) => asked,
        Err(error) => {
            tracing::error!(%error, "what a visitor can rate could not be read");
            return End::Trouble;
        }
    };
    visit.welcome.site.rating = rating_form(asked.as_ref(), visit.welcome.language);
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

/// Refuses the whole connection with a reason.
async fn turn_away(socket: &mut Socket, why: Refusal) -> End {
    // It does not matter whether this arrives: the close code says it again.
    let _ = socket.send(&ToVisitor::Refused { id: None, why }).await;
    End::Refused(match why {
        Refusal::UnknownSite => "no site has this key",
        Refusal::DomainNotAllowed => "the site's chat is not for pages of this host",
        Refusal::Banned => "the chat is not available",
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
    // The futures are first polled in the order in which they are pushed, so the writer gets frames
    // in the client's order. They may wait unpolled during a send, so none of them holds a database
    // connection itself.
    let mut answers: FuturesOrdered<BoxFuture<'_, Answer>> = FuturesOrdered::new();
    let pages = Arc::new(Semaphore::new(1));
    let mut refreshed: Reading<Result<Refreshed, chat::Error>> = Reading::none();
    let Welcome { site, available, departments, .. } = visit.welcome.clone();
    let mut told = Told(site, Reception { available, departments });
    let mut ear = Ear::new(visit);
    let mut has_chat = visit.welcome.chat.is_some();
    let mut attended = visit.attended();
    let mut reception: Reading<Attendance> = Reading::none();
    loop {
        // In this order: ready values are gathered first, then sent, and only then does the loop
        // wait. Events during the loading of the state wait until it is sent, because the state is
        // older.
        tokio::select! {
            biased;
            state = refreshed.done() => {
                let state = state?;
                // What was missed is its erasure.
                if has_chat && matches!(&state, Ok(Refreshed { chat: None, .. })) {
                    return Err(End::Erased);
                }
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
                    if matches!(*event, Event::Erased { .. }) {
                        switchboard.forget(seat);
                        return Err(End::Erased);
                    }
                    if let Event::Chat(chat) = &*event {
                        has_chat = true;
                        if chat.state == ChatState::Active {
                            served.known.seen(address);
                        }
                        if attended.is_in(chat.id, chat.state) {
                            reception = read_reception(switchboard, &attended);
                        }
                    } else if let Event::Rated(..) = &*event {
                        reception = read_reception(switchboard, &attended);
                    }
                    forward(socket, &mut ear, &event).await?;
                }
                Err(Lagged) => refreshed = refresh(switchboard, seat),
            },
            // After the visitor's own messages, which may differ from what was sent: the client shows
            // what it gets first.
            Some(answer) = answers.next(), if refreshed.is_none() && !answers.is_empty() => {
                answer.send(socket).await?;
            }
            frame = socket.receive(), if answers.len() < UNDER_WAY && !socket.is_full() => match frame? {
                Received::Take(FromVisitor::Hello(_)) | Received::Refuse(FromVisitor::Hello(_)) => {
                    return Err(End::Malformed);
                }
                Received::Take(FromVisitor::Page(page)) => {
                    switchboard.turn_to(seat, page);
                    // Routing may depend on the page.
                    reception = read_reception(switchboard, &attended);
                }
                Received::Take(FromVisitor::CatchUp { chat, span }) => {
                    answers.push_back(read_page(switchboard, seat, chat, span, &pages));
                }
                Received::Take(frame) => answers.push_back(answer(switchboard, seat, frame)),
                Received::Refuse(frame) => answers.push_back(ready(Answer::from(refuse(&frame))).boxed()),
            },
            () = ready(()), if socket.has_unsent() => socket.flush().await?,
            // These events only say that something may have changed, so missed ones do not matter.
            _ = visit.common.next() => reception = read_reception(switchboard, &attended),
            _ = ping.tick() => socket.ping().await?,
            () = served.stopped() => return Ok(()),
        }
    }
}

/// The answer to a frame, if there is one.
struct Answer {
    value: Option<ToVisitor>,
    /// The permit for a page of messages, returned when the page is sent. If a client asks for
    /// pages and does not read them, the next one is not even loaded from the database.
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

/// Carries out a frame and returns the answer, if one is due. Frames that only write wait for the
/// writer here, in order; those that read get a task of their own.
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
        FromVisitor::Rate(rate) => {
            let id = rate.id;
            async move { Some(acknowledgement(id, switchboard.rate(seat, rate).await)).into() }.boxed()
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

/// Loads a page of a chat as soon as the previous one is sent.
fn read_page(
    switchboard: &Switchboard,
    seat: Seat,
    chat: ChatId,
    span: Span,
    pages: &Arc<Semaphore>,
) -> BoxFuture<'static, Answer> {
    let (switchboard, pages) = (switchboard.clone(), pages.clone());
    let read = Reading::begin(async move {
        // This fails only for a closed semaphore, and this one is never closed.
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

/// The answer to a frame with an id. `Stored` comes after the commit, never before.
fn acknowledgement(id: MessageId, outcome: Result<Result<Stored, chat::Refused>, chat::Error>) -> ToVisitor {
    match outcome {
        Ok(Ok(stored)) => ToVisitor::Stored(stored),
        Ok(Err(refused)) => ToVisitor::Refused { id: Some(id), why: refused.into() },
        Err(error) => trouble(Some(id), &error),
    }
}

/// A success shows as a change of the chat, so only a refusal needs an answer.
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

/// The answer to a frame over the rate limit. Frames that need an acknowledgement are refused,
/// hints are dropped.
fn refuse(frame: &FromVisitor) -> Option<ToVisitor> {
    let id = match frame {
        FromVisitor::Ask(ask) => Some(ask.id),
        FromVisitor::Say(say) | FromVisitor::Rate(say) => Some(say.id),
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

/// Sends an event to the client. Of chat events, only those of the visitor's own chats reach this
/// socket.
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

/// Which of the visitor's chats this client gets: the panel all, the loader an invitation and its
/// end.
struct Ear {
    is_panels: bool,
    invited_to: Option<ChatId>,
}

impl Ear {
    fn new(visit: &Visit) -> Ear {
        let invited_to = visit.welcome.chat.as_ref().map(|chat| chat.id);
        Ear { is_panels: visit.end == wire::visitor::End::Panel, invited_to }
    }

    /// Handles a chat that is new or has changed. Returns whether to send it.
    fn hears_of(&mut self, chat: ChatId, state: ChatState) -> bool {
        let knew = self.hears(chat);
        if state == ChatState::Invited {
            self.invited_to = Some(chat);
        } else if knew {
            self.invited_to = None;
        }
        self.hears(chat) || knew
    }

    /// Handles the newest chat. An invitation to another chat has ended.
    fn hears_of_newest(&mut self, chat: ChatId, state: ChatState) -> bool {
        let ended = self.invited_to.take().is_some();
        self.hears_of(chat, state) || ended
    }

    fn hears(&self, chat: ChatId) -> bool {
        self.is_panels || self.invited_to == Some(chat)
    }
}

/// Loads the newest state after missed events.
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

/// What this client was last sent about the site's settings and the availability of operators.
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

/// Loads the availability and what there is to rate again, because they may have changed.
fn read_reception(switchboard: &Switchboard, attended: &Attended) -> Reading<Attendance> {
    let (switchboard, attended) = (switchboard.clone(), attended.clone());
    Reading::begin(attend(switchboard, attended))
}

async fn attend(switchboard: Switchboard, attended: Attended) -> Attendance {
    let asked = switchboard.to_rate(&attended).await?;
    let rating = rating_form(asked.as_ref(), attended.language());
    let now = switchboard.attend(attended).await?;
    Ok(now.map(|(site, reception)| (Arrangement { rating, ..site }, reception)))
}

/// The form to rate the visitor's chat; empty if there is nothing to rate.
fn rating_form(asked: Option<&ToRate>, language: Language) -> String {
    asked.map(|asked| languages::rating::form(languages::of(language), asked)).unwrap_or_default()
}

/// The site's settings and the availability of operators, or why the visitor has no chat any more.
type Attendance = Result<Result<(Arrangement, Reception), Refusal>, chat::Error>;
