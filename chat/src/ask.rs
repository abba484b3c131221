//! A visitor asks for a chat by sending the Welcome Screen.

use std::collections::HashSet;

use async_trait::async_trait;
use wire::{
    Answers, Author, Body, ChatId, ChatState, ChatView, DepartmentId, Marks, MessageId, Notice, OperatorId,
    Routed, Seq, Timestamp, WelcomeScreen,
    form::answer_to,
    operator::Snooze,
    rates::{Rated, Rates},
    routing::{Decided, Decision, Why},
    text::{self, BadText},
    visitor::{Ask, Stored},
    welcome_screen::Asked,
};

use crate::{
    Error, Refused, Seat, Switchboard,
    bus::Event,
    conversation,
    life::{Life, Step},
    limits::Floods,
    live::Live,
    mail::address,
    message::{self, Appended, Draft},
    queue,
    redact::Redactor,
    routing::{Route, Whence, decision, plan::Plan},
    snooze,
    step::{self, Taken},
    store::{Tx, Write, lock_chat},
    visitor,
};

impl Switchboard {
    /// Begins a chat with the visitor's question as its first message. If the visitor already has
    /// an open chat (they asked in another tab, or an operator has invited them), the question goes
    /// there. If they name one of their chats that has ended, that chat is reopened. Asking again
    /// with the same ids changes nothing.
    pub async fn ask(&self, seat: Seat, ask: Ask) -> Result<Result<Stored, Refused>, Error> {
        let name = match text::optional(&ask.name, text::name) {
            Ok(name) => Some(name).filter(|name| !name.is_empty()),
            Err(bad) => return Ok(Err(Refused::BadName(bad))),
        };
        if self.ban_on(seat).await?.is_some() {
            return Ok(Err(Refused::Banned));
        }
        let site = self.caches.sites.of(seat.account, seat.site, &self.store).await?;
        let screen = &site.settings.welcome_screen;
        let text = match text::message(&ask.text) {
            Ok(text) => text,
            Err(BadText::Empty) if screen.question != Asked::Required => String::new(),
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        let redactor = self.redactor(seat.account).await?;
        let text = redactor.text(text);
        let name = name.filter(|_| screen.name != Asked::Off).map(|name| redactor.text(name));
        let answers = demanded(screen, name.is_some(), &ask).and_then(|answers| redacted(answers, &redactor));
        let whereabouts = self.live.whereabouts_of(seat.account, seat.visitor);
        let page = whereabouts.map(|(_, page)| page.url).unwrap_or_default();
        let available = self.live.available(seat.account);
        let notice = self.sources.id();
        let (rates, floods) = (site.settings.rates, self.live.floods().clone());
        let now = self.sources.now();
        self.store
            .write(AskWork {
                seat,
                ask: Ask { text, ..ask },
                name,
                answers,
                page,
                available,
                notice,
                rates,
                floods,
                now,
            })
            .await
            .map(|asked| asked.map(|asked| asked.stored))
    }
}

/// The cleaned answers to what the site asks before a chat begins.
fn demanded(screen: &WelcomeScreen, has_name: bool, ask: &Ask) -> Result<Answers, Refused> {
    if screen.name == Asked::Required && !has_name {
        return Err(Refused::BadName(BadText::Empty));
    }
    let email = screen.email.answer(&ask.email, address::clean).map_err(Refused::BadEmail)?;
    let mut fields = Vec::new();
    for (question, place) in screen.fields.iter().zip(0..) {
        let answer = question.answer(answer_to(&ask.answers, &question.label));
        let answer = answer.map_err(|why| Refused::BadAnswer { field: place, why })?;
        if !answer.is_empty() {
            fields.push((question.label.clone(), answer));
        }
    }
    let consent = agreed(screen, &ask.answers, screen.fields.len())?;
    Ok(Answers { email, fields, consent })
}

fn redacted(answers: Answers, redactor: &Redactor) -> Result<Answers, Refused> {
    let email = redactor.whole(answers.email, BadText::NotAnEmail).map_err(Refused::BadEmail)?;
    let fields = answers.fields.into_iter().map(|(label, answer)| (label, redactor.text(answer))).collect();
    Ok(Answers { email, fields, consent: answers.consent })
}

/// The text that the visitor has agreed to, as they read it; empty if the site asks for no consent.
/// `place` is the position of its checkbox in the form.
pub(crate) fn agreed(
    screen: &WelcomeScreen,
    given: &[(String, String)],
    place: usize,
) -> Result<String, Refused> {
    // They must agree to the present text: they may have read an older one.
    if !screen.consent.is_empty() && answer_to(given, &screen.consent).is_empty() {
        let field = u32::try_from(place).unwrap_or(u32::MAX);
        return Err(Refused::BadAnswer { field, why: BadText::Empty });
    }
    Ok(screen.consent.clone())
}

struct AskWork {
    seat: Seat,
    ask: Ask,
    name: Option<String>,
    /// The answers of the Welcome Screen, or why no chat can begin with them.
    answers: Result<Answers, Refused>,
    page: String,
    /// The available operators, for the record of whom the request goes to.
    available: HashSet<OperatorId>,
    /// The id of the system message about the reopened chat or the accepted invitation.
    notice: MessageId,
    rates: Rates,
    floods: Floods,
    now: Timestamp,
}

struct Begun {
    chat: ChatView,
    /// What asking changed in a chat that existed before.
    taken: Option<Taken>,
    appended: Appended,
    stored: Stored,
    /// Ended chats of the visitor that operators had snoozed, and that come back.
    woken: Vec<(OperatorId, Snooze)>,
}

#[async_trait]
impl Write for AskWork {
    type Output = Result<Begun, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let Seat { account, site, visitor, .. } = self.seat;
        let (chat, taken) = match self.chat_to_use(tx).await? {
            Some(Ok(used)) => used,
            Some(Err(refused)) => return Ok(Err(refused)),
            None if conversation::is_anothers(tx, self.ask.chat).await? => return Ok(Err(Refused::NotFound)),
            None => {
                // Checked only here: a repeated question was accepted before, and a visitor with a
                // chat has already answered.
                let answers = match &self.answers {
                    Ok(answers) => answers,
                    Err(refused) => return Ok(Err(refused.clone())),
                };
                if !self.is_admitted() {
                    return Ok(Err(Refused::TooMany));
                }
                visitor::keep(tx, account, site, visitor, self.name.as_deref(), self.now).await?;
                (self.begin(tx, answers).await?, None)
            }
        };
        let (author, body) = match self.ask.text.as_str() {
            "" => (Author::System, Body::Notice(Notice::Asked)),
            text => (Author::Visitor, Body::Text(text.to_owned())),
        };
        let draft = Draft { chat, id: self.ask.id, author, body };
        let appended = message::append(tx, account, &draft, self.now).await?;
        let Some(chat) = conversation::find(tx, account, chat).await? else {
            return Err(Error::UnknownValue("chat.id"));
        };
        let stored = appended.stored(self.ask.id, chat.id);
        let woken = match &appended {
            Appended::New(_) => snooze::wake(tx, account, visitor, chat.id).await?,
            _ => Vec::new(),
        };
        Ok(Ok(Begun { chat, taken, appended, stored, woken }))
    }

    fn announce(&self, asked: &Self::Output, live: &Live) {
        let Ok(asked) = asked else { return };
        if let Some(taken) = &asked.taken {
            taken.announce(self.seat.account, live);
        }
        if let Appended::New(message) = &asked.appended {
            // The chat first: no client can place a message of a chat that it does not know.
            live.chat_changed(self.seat.account, &asked.chat);
            live.message(self.seat.account, &asked.chat, message);
        }
        for (operator, snooze) in &asked.woken {
            live.tell_operator(self.seat.account, *operator, Event::Snoozed(*operator, snooze.clone()));
        }
    }
}

/// An existing chat, and the step that asking took in it.
type Used = (ChatId, Option<Taken>);

impl AskWork {
    /// The chat that the question belongs to if it exists: that of a repeated `Ask`, the visitor's
    /// open chat, or the ended one that they name. `None`: a new chat begins.
    async fn chat_to_use(&self, tx: &mut Tx) -> Result<Option<Result<Used, Refused>>, Error> {
        let account = self.seat.account;
        let named = conversation::find(tx, account, self.ask.chat).await?;
        if let Some(chat) = &named {
            if chat.visitor != self.seat.visitor {
                return Ok(Some(Err(Refused::NotFound)));
            }
            if message::place_of(tx, chat.id, self.ask.id).await?.is_some() {
                return Ok(Some(Ok((chat.id, None))));
            }
        }
        let newest = conversation::newest_of(tx, account, self.seat.visitor).await?;
        let Some(chat) = newest.filter(|chat| chat.state.is_open()).or(named) else { return Ok(None) };
        lock_chat(tx, chat.id).await?;
        // Another node may have changed it before it was locked.
        let Some(chat) = conversation::find(tx, account, chat.id).await? else { return Ok(None) };
        let step = match chat.state {
            ChatState::Invited => Step::AnswerInvitation(true),
            state if state.is_open() => return Ok(Some(Ok((chat.id, None)))),
            _ if !self.is_admitted() => return Ok(Some(Err(Refused::TooMany))),
            _ => {
                self.route_again(tx, &chat).await?;
                Step::Reopen
            }
        };
        let id = chat.id;
        let taken = step::take(tx, account, chat, step, self.notice, self.now).await?;
        Ok(Some(taken.map(|taken| (id, taken))))
    }

    fn is_admitted(&self) -> bool {
        self.floods.admit(Rated::Request, &self.rates, self.seat, self.now)
    }

    /// Routes a reopened chat again. It keeps its department unless another one is chosen.
    async fn route_again(&self, tx: &mut Tx, chat: &ChatView) -> Result<(), Error> {
        let before = conversation::department_of(tx, self.seat.account, chat.id).await?;
        let Route { routed, department, why } = self.route(tx, self.ask.department.or(before)).await?;
        conversation::route(tx, self.seat.account, chat.id, &routed, department).await?;
        self.keep_decision(tx, chat.id, &routed, why).await
    }

    async fn begin(&self, tx: &mut Tx, answers: &Answers) -> Result<ChatId, Error> {
        let Seat { account, site, visitor, .. } = self.seat;
        let Route { routed, department, why } = self.route(tx, self.ask.department).await?;
        let life = Life::asked();
        let chat = ChatView {
            id: self.ask.chat,
            site,
            visitor,
            visitor_name: self.name.clone(),
            state: life.state,
            operator: None,
            routed,
            others: Vec::new(),
            offer: None,
            visitor_marks: Marks::default(),
            operator_marks: Marks::default(),
            last_seq: Seq(0),
            version: 0,
            asked_at: self.now,
            accept_by: None,
            is_overdue: false,
        };
        let due = step::due(&life, self.now).unwrap_or(self.now);
        conversation::begin(tx, account, &chat, department, &self.page, answers, due).await?;
        self.keep_decision(tx, chat.id, &chat.routed, why).await?;
        Ok(chat.id)
    }

    async fn route(&self, tx: &mut Tx, department: Option<DepartmentId>) -> Result<Route, Error> {
        let plan = Plan::read(tx, self.seat.account).await?;
        Ok(plan.route(Whence { site: self.seat.site, page: &self.page, department }))
    }

    async fn keep_decision(&self, tx: &mut Tx, chat: ChatId, routed: &Routed, why: Why) -> Result<(), Error> {
        let account = self.seat.account;
        let candidates = queue::candidates_for(tx, account, routed, &self.available, self.now).await?;
        let decision = Decision { at: self.now, what: Decided::Goes(why), candidates };
        decision::keep(tx, account, chat, &decision).await
    }
}
