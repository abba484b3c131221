//! A visitor's socket, from its `Hello` to its end.

use std::net::IpAddr;

use wire::{
    AccountId, ChatId, ChatState, ChatView, Language, Message, Seq, Span, Timestamp,
    ban::BannedSee,
    note::SeenPage,
    rating::ToRate,
    text,
    visitor::{Arrangement, End, Hello, Page, Refusal, VisitorChat, Welcome},
};

use crate::{
    Error, Seat, Switchboard, account,
    bus::{Subscription, Topic},
    conversation,
    live::{Arrival, Live},
    message,
    routing::Reception,
    site::{self, Embedder, Site},
    visitor,
};

/// How long an ended chat is still shown to its visitor, in milliseconds.
const REMEMBERED: i64 = 24 * 60 * 60 * 1000;

/// What a visitor's browser states, and what the server knows of the connection.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// The network address, if it is known.
    pub address: Option<IpAddr>,
    /// The `User-Agent`.
    pub agent: String,
    /// The `Origin` of the page that opened the socket; `None`: the client is not a browser.
    pub origin: Option<String>,
    /// Our own origin, as this browser knows it.
    pub own_origin: String,
}

/// A socket of a visitor, who is in the visitor list as long as they have one. Dropping it is
/// leaving.
pub struct Visit {
    /// The visitor.
    pub seat: Seat,
    /// The answer to `Hello`.
    pub welcome: Welcome,
    /// The kind of client: panel or loader.
    pub end: End,
    /// What concerns this visitor: messages, their chat.
    pub own: Subscription,
    /// What concerns every visitor: [`Switchboard::reception`] may have changed.
    pub common: Subscription,
    key: String,
    embedder: Embedder,
    /// Whether it counts in the visitor list.
    is_counted: bool,
    live: Live,
}

/// The present state of what concerns a visitor.
#[derive(Clone, Debug)]
pub struct Refreshed {
    /// Their newest chat.
    pub chat: Option<VisitorChat>,
    /// Their position in the queue, if they wait in it and it is known already.
    pub place: Option<u32>,
    /// That chat's newest message: its number shows the client what it lacks.
    pub newest: Option<Message>,
}

/// The part of a visit that its present state depends on.
#[derive(Clone, Debug)]
pub struct Attended {
    seat: Seat,
    end: End,
    language: Language,
    key: String,
    embedder: Embedder,
    /// The visitor's request, while it waits.
    request: Option<ChatId>,
    /// Whether the panel shows a chat that has ended, which may be rated.
    has_ended: bool,
}

impl Attended {
    /// The language the visitor gets.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Updates the state of the visitor's chat. Returns true if that may change who is available
    /// (while a visitor waits, it depends on where their request went) or what there is to rate.
    pub fn is_in(&mut self, chat: ChatId, state: ChatState) -> bool {
        let before = (self.request, self.has_ended);
        self.has_ended = state == ChatState::Closed && self.end == End::Panel;
        match state {
            ChatState::Requesting if self.end == End::Panel => self.request = Some(chat),
            _ if self.request == Some(chat) => self.request = None,
            _ => {}
        }
        (self.request, self.has_ended) != before
    }
}

impl Visit {
    /// For [`Switchboard::attend`].
    pub fn attended(&self) -> Attended {
        let mut attended = Attended {
            seat: self.seat,
            end: self.end,
            language: self.welcome.language,
            key: self.key.clone(),
            embedder: self.embedder.clone(),
            request: None,
            has_ended: false,
        };
        if let Some(chat) = &self.welcome.chat {
            attended.is_in(chat.id, chat.state);
        }
        attended
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        if self.is_counted {
            self.live.visitor_socket_closed(self.seat.account, self.seat.visitor);
        }
    }
}

impl Switchboard {
    /// Answers a `Hello` of a visitor's client.
    pub async fn visit(&self, hello: Hello, browser: Browser) -> Result<Result<Visit, Refusal>, Error> {
        let mut tx = self.store.read().await?;
        let Some(site) = site::by_key(&mut tx, &hello.site).await? else {
            return Ok(Err(Refusal::UnknownSite));
        };
        let Some(visitor) = visitor::id_of(site.view.id, &hello.token) else {
            return Ok(Err(Refusal::BadToken));
        };
        let embedder = Embedder::of(browser.origin.as_deref(), &hello.page.url, &browser.own_origin);
        if !embedder.is_allowed(&site.settings.domains) {
            if hello.end == End::Loader {
                let Page { url, title, .. } = clean(hello.page);
                self.caches.sites.turned_away(site.view.id, SeenPage { url, title, at: self.sources.now() });
            }
            return Ok(Err(Refusal::DomainNotAllowed));
        }
        let seat = Seat { account: site.account, site: site.view.id, visitor, address: browser.address };
        // Subscribed before reading: what happens in between is received twice rather than not at
        // all.
        let own = self.live.subscribe(Topic::Visitor(visitor));
        let common = self.live.subscribe(Topic::Visitors(seat.account));
        drop(tx);

        let banned = self.ban_on(seat).await?;
        if banned == Some(BannedSee::Nothing) {
            return Ok(Err(Refusal::Banned));
        }
        // It may have changed since it was found by its key.
        let site = self.caches.sites.of(seat.account, seat.site, &self.store).await?;
        let page = clean(hello.page);
        let mut reception = self.reception_at(seat.account, seat.site, &page.url).await?;
        if hello.end == End::Loader {
            reception.departments.clear();
        }
        if banned.is_some() {
            reception = reception.closed();
        }
        let Reception { available, departments } = reception;
        let mut tx = self.store.read().await?;
        let name = visitor::name_of(&mut tx, seat.account, visitor).await?;
        let newest = conversation::newest_of(&mut tx, seat.account, visitor).await?;
        let language = hello.language.met_by(site.settings.language);
        let mut welcome = Welcome {
            site: arrangement(&site, hello.end, language),
            language,
            texts: Vec::new(),
            mails: account::mails(&mut tx, seat.account, self.mail.is_some()).await?,
            available,
            departments,
            place: None,
            chat: None,
            messages: Vec::new(),
            more: false,
        };
        // The loader shows an invitation that was not answered on the previous page; all else is
        // shown by the panel.
        let is_shown = |chat: &ChatView| match hello.end {
            // What is new in a chat that is open there already is shown to banned visitors too.
            End::Panel => banned.is_none() || hello.has.is_some(),
            End::Loader => banned.is_none() && chat.state == ChatState::Invited,
        };
        if let Some(chat) = newest.clone().filter(is_shown) {
            let known = hello.has.filter(|(known, _)| *known == chat.id).map_or(Seq(0), |(_, seq)| seq);
            let (messages, more) =
                message::within(&mut tx, seat.account, chat.id, Span::After(known)).await?;
            // A client that shows a chat learns what became of it, as if its connection had not
            // been lost.
            let last = message::at(&mut tx, seat.account, chat.id, chat.last_seq).await?;
            let last = last.map_or(chat.asked_at, |message| message.at);
            if hello.has.is_some() || is_remembered(&chat, last, self.sources.now()) {
                welcome.place = self.place_of(seat.account, &chat);
                (welcome.chat, welcome.messages, welcome.more) =
                    (Some(shown_to_visitor(&chat)), messages, more);
            }
        }
        drop(tx);
        let waits = |chat: &&ChatView| hello.end == End::Panel && chat.state == ChatState::Requesting;
        if let Some(request) = newest.as_ref().filter(waits).filter(|_| banned.is_none()) {
            welcome.available = self.is_there_for(seat.account, request).await?;
        }
        if hello.end == End::Loader {
            let (url, title) = (page.url.clone(), page.title.clone());
            self.caches.sites.saw(seat.site, SeenPage { url, title, at: self.sources.now() });
        }
        // Without tracking, only visitors with an open panel are in the list.
        let is_counted = site.settings.is_tracked || hello.end == End::Panel;
        if is_counted {
            let address = browser.address.map(|address| address.to_string()).unwrap_or_default();
            let agent = text::page(&browser.agent);
            let arrival = Arrival { visitor, site: seat.site, name, address, agent, page, chat: newest };
            self.live.visitor_arrived(seat.account, arrival);
        }
        Ok(Ok(Visit {
            seat,
            welcome,
            end: hello.end,
            own,
            common,
            key: hello.site,
            embedder,
            is_counted,
            live: self.live.clone(),
        }))
    }

    /// The present state for this visitor, or why their page no longer has a chat.
    pub async fn attend(
        &self,
        attended: Attended,
    ) -> Result<Result<(Arrangement, Reception), Refusal>, Error> {
        let Attended { seat, end, language, key, embedder, request, .. } = attended;
        let site = self.caches.sites.of(seat.account, seat.site, &self.store).await?;
        if site.view.is_removed || site.view.key != key {
            return Ok(Err(Refusal::UnknownSite));
        }
        if !embedder.is_allowed(&site.settings.domains) {
            return Ok(Err(Refusal::DomainNotAllowed));
        }
        let mut reception = self.reception(seat).await?;
        match self.ban_on(seat).await? {
            Some(BannedSee::Nothing) => return Ok(Err(Refusal::Banned)),
            Some(BannedSee::Form) => return Ok(Ok((arrangement(&site, end, language), reception.closed()))),
            None => {}
        }
        if let Some(request) = request {
            let mut tx = self.store.read().await?;
            let request = conversation::find(&mut tx, seat.account, request).await?;
            drop(tx);
            if let Some(request) = request.filter(|chat| chat.state == ChatState::Requesting) {
                reception.available = self.is_there_for(seat.account, &request).await?;
            }
        }
        Ok(Ok((arrangement(&site, end, language), reception)))
    }

    /// The chat that the visitor can rate now, if the site asks for that and the panel shows a chat
    /// that has ended.
    pub async fn to_rate(&self, attended: &Attended) -> Result<Option<ToRate>, Error> {
        match attended.has_ended {
            true => self.newest_to_rate(attended.seat, attended.language).await,
            false => Ok(None),
        }
    }

    /// The visitor is on another page now.
    pub fn turn_to(&self, seat: Seat, page: Page) {
        self.live.visitor_turned_to(seat.account, seat.visitor, clean(page));
    }

    /// The visitor was erased while they are here. What their socket told when it opened may have
    /// been read before that, so it is forgotten once more.
    pub fn forget(&self, seat: Seat) {
        self.live.forget_visitor(seat.account, seat.visitor);
    }

    /// What this visitor's client needs after it missed events.
    pub async fn refresh_visit(&self, seat: Seat) -> Result<Refreshed, Error> {
        let mut tx = self.store.read().await?;
        let chat = conversation::newest_of(&mut tx, seat.account, seat.visitor).await?;
        let newest = match &chat {
            Some(chat) => message::at(&mut tx, seat.account, chat.id, chat.last_seq).await?,
            None => None,
        };
        drop(tx);
        let place = chat.as_ref().and_then(|chat| self.place_of(seat.account, chat));
        let chat = chat.as_ref().map(shown_to_visitor);
        Ok(Refreshed { chat, place, newest })
    }

    fn place_of(&self, account: AccountId, chat: &ChatView) -> Option<u32> {
        let waits = chat.state == ChatState::Requesting && chat.routed.queued;
        self.places.of(account, chat.id).filter(|_| waits)
    }
}

/// The part of a site's settings that a visitor's client needs.
fn arrangement(site: &Site, end: End, language: Language) -> Arrangement {
    let Site { view, settings, previews, logo, .. } = site;
    match end {
        End::Panel => Arrangement {
            previews: *previews,
            logo: logo.clone(),
            ..settings.for_panel(&view.name, language)
        },
        End::Loader => Arrangement {
            name: view.name.clone(),
            look: settings.look.loader_style(),
            is_tracked: settings.is_tracked,
            ..Arrangement::default()
        },
    }
}

/// A chat as its visitor sees it.
pub fn shown_to_visitor(chat: &ChatView) -> VisitorChat {
    // Only operators know whom a request is assigned to.
    let has = chat.operator.as_ref().filter(|_| chat.state != ChatState::Requesting);
    VisitorChat {
        id: chat.id,
        state: chat.state,
        operator: has.cloned(),
        others: chat.others.iter().map(|other| other.name.clone()).collect(),
        visitor_marks: chat.visitor_marks,
        operator_marks: chat.operator_marks,
        last_seq: chat.last_seq,
        version: chat.version,
        asked_at: chat.asked_at,
    }
}

/// Whether it is an open chat or a recently written one. An invitation that was declined or has
/// expired is not shown.
fn is_remembered(chat: &ChatView, last: Timestamp, now: Timestamp) -> bool {
    chat.state.is_open() || chat.state != ChatState::Declined && now.millis_since(last) < REMEMBERED
}

fn clean(page: Page) -> Page {
    Page { url: text::page(&page.url), title: text::page(&page.title), referrer: text::page(&page.referrer) }
}
