//! Who is online, and who receives which event: this node's part, and what it receives from other
//! nodes.
//!
//! | module | holds |
//! |---|---|
//! | `live/visitors.rs` | visitors arrive, change pages and leave |
//! | `live/operators.rs` | operators arrive and leave |
//! | `live/nodes.rs` | what other nodes send |
//! | `live/latest.rs` | the order in which changes of a chat are published |
//! | `live/trails.rs` | which pages visitors have seen |
//! | `live/copies.rs` | [`Copies`] of stored data, forgotten when it has changed |
//! | `live/erased.rs` | nothing of what was erased is shown any more |
//! | `live/news.rs` | [`News`]: a message with those whom it concerns |
//!
//! The state itself is in `presence.rs`, in memory only. Browsing is not stored, and a node that
//! dies takes its part along.

mod copies;
mod erased;
mod latest;
mod news;
mod nodes;
mod operators;
mod trails;
mod visitors;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::Notify;
use wire::{
    AccountId, ChatState, ChatView, Message, OperatorId, SiteId, TalkView, VisitorId, rating::RatedChat,
};

use crate::{
    Sources,
    bus::{Audience, Bus, Event, Subscription, Topic},
    limits::Floods,
    presence::{Outcome, Presence},
    relay::{Letter, NodeId, Relay},
};

use latest::Latest;
use trails::Trails;

pub(crate) use crate::presence::Arrival;
pub(crate) use copies::{Copies, Stale};
pub(crate) use news::News;

/// A page change or a reload closes the old socket before it opens the new one, which must not look
/// like leaving.
const GRACE: Duration = Duration::from_secs(4);

#[derive(Clone)]
pub(crate) struct Live {
    me: NodeId,
    bus: Bus,
    presence: Arc<Mutex<Presence>>,
    relay: Arc<dyn Relay>,
    sources: Sources,
    copies: Arc<dyn Copies>,
    latest: Arc<Mutex<Latest>>,
    trails: Arc<Mutex<Trails>>,
    floods: Floods,
    /// Notified when something has happened that may let a request go on.
    unsettled: Arc<Notify>,
    /// Notified when an email was written.
    letters: Arc<Notify>,
}

impl Live {
    pub(crate) fn new(relay: Arc<dyn Relay>, sources: Sources, copies: Arc<dyn Copies>) -> Live {
        let me = sources.id();
        let presence = Arc::new(Mutex::new(Presence::new(me)));
        let (bus, latest, trails, floods, unsettled, letters) = Default::default();
        Live { me, bus, presence, relay, sources, copies, latest, trails, floods, unsettled, letters }
    }

    pub(crate) fn node(&self) -> NodeId {
        self.me
    }

    pub(crate) fn floods(&self) -> &Floods {
        &self.floods
    }

    /// Sends the consoles what was refused since the last call.
    pub(crate) fn tell_floods(&self) {
        for (account, flood) in self.floods.news() {
            self.tell_consoles(account, Event::Flood(flood));
        }
    }

    /// Waits until something has happened that may let a request go on.
    pub(crate) async fn unsettled(&self) {
        self.unsettled.notified().await;
    }

    /// Signals that an email waits to be sent.
    pub(crate) fn letters_wait(&self) {
        self.letters.notify_one();
    }

    pub(crate) async fn letters_due(&self) {
        self.letters.notified().await;
    }

    pub(crate) fn subscribe(&self, topic: Topic) -> Subscription {
        self.bus.subscribe(topic)
    }

    pub(crate) fn tell_consoles(&self, account: AccountId, event: Event) {
        self.tell(account, vec![Topic::Consoles(account)], event);
    }

    /// Publishes to the consoles of one operator. An administrator's consoles receive it on the
    /// administrators' topic.
    pub(crate) fn tell_operator(&self, account: AccountId, operator: OperatorId, event: Event) {
        self.tell(account, vec![Topic::Operator(account, operator), Topic::Administrators(account)], event);
    }

    /// Publishes a hint about an operator in a chat to the consoles that may see it, and to its
    /// visitor if one is given.
    pub(crate) fn operator_hint(&self, account: AccountId, visitor: Option<VisitorId>, event: Event) {
        let topics = [Topic::Consoles(account)].into_iter().chain(visitor.map(Topic::Visitor)).collect();
        self.tell(account, topics, event);
    }

    /// Publishes a rating to the consoles that may see it, and to the visitor's other panels.
    pub(crate) fn rated(&self, account: AccountId, rated: RatedChat, audience: Audience) {
        let topics = vec![Topic::Consoles(account), Topic::Visitor(rated.visitor)];
        self.tell(account, topics, Event::Rated(rated, audience));
    }

    /// Publishes a new or changed chat to its visitor and the consoles, and updates the visitor
    /// list.
    pub(crate) fn chat_changed(&self, account: AccountId, chat: &ChatView) {
        let topics = vec![Topic::Consoles(account), Topic::Visitor(chat.visitor)];
        self.tell(account, topics, Event::Chat(chat.clone()));
        self.chat_is(account, chat);
        let is_asked = chat.state == ChatState::Requesting && chat.routed.by_rule.is_some();
        if chat.routed.queued || is_asked {
            self.unsettled.notify_one();
        }
    }

    /// Publishes to one visitor's panels on this node; the other nodes find out for themselves.
    pub(crate) fn tell_visitor_here(&self, visitor: VisitorId, event: Event) {
        self.bus.publish(&[Topic::Visitor(visitor)], &Arc::new(event));
    }

    pub(crate) fn routing_changed(&self, account: AccountId) {
        self.copies.forget(Stale::Routing(account));
        self.tell(account, vec![Topic::Visitors(account)], Event::Reception);
        self.tell_consoles(account, Event::Colleagues);
        self.unsettled.notify_one();
    }

    pub(crate) fn site_changed(&self, account: AccountId, site: SiteId) {
        self.copies.forget(Stale::Site(site));
        self.tell(account, vec![Topic::Visitors(account), Topic::Consoles(account)], Event::Site(site));
    }

    /// Somebody was banned, a ban has ended, or what banned visitors see was changed.
    pub(crate) fn bans_changed(&self, account: AccountId) {
        self.copies.forget(Stale::Bans(account));
        self.tell(account, vec![Topic::Visitors(account)], Event::Bans);
    }

    /// What is redacted in texts was changed: only the other nodes need to know.
    pub(crate) fn redaction_changed(&self, account: AccountId) {
        self.copies.forget(Stale::Redaction(account));
        self.tell(account, Vec::new(), Event::Redaction);
    }

    /// A site has opened or closed by its business hours. Each node finds this out for itself.
    pub(crate) fn site_turned(&self, account: AccountId, site: SiteId) {
        let topics = [Topic::Visitors(account), Topic::Consoles(account)];
        self.publish(&topics, &Arc::new(Event::Site(site)));
    }

    /// Publishes a conversation between operators that is new or has a new message, to each member
    /// with their own view of it.
    pub(crate) fn talk(
        &self,
        account: AccountId,
        members: &[(OperatorId, TalkView)],
        message: Option<&Message>,
    ) {
        self.tell_consoles(account, Event::Talk(members.to_vec()));
        if let Some(message) = message {
            let members = members.iter().map(|(operator, _)| *operator).collect();
            self.tell_news(account, &News::to(account, Audience::Members(members), None, message.clone()));
        }
    }

    pub(crate) fn message(&self, account: AccountId, chat: &ChatView, message: &Message) {
        self.tell_news(account, &News::of(account, chat, message.clone()));
    }

    /// Publishes prepared news.
    pub(crate) fn tell_news(&self, account: AccountId, news: &News) {
        self.tell_event(account, news.topics.clone(), news.event.clone());
    }

    /// Publishes to the subscribers on this node, then to the other nodes.
    fn tell(&self, account: AccountId, topics: Vec<Topic>, event: Event) {
        self.tell_event(account, topics, Arc::new(event));
    }

    fn tell_event(&self, account: AccountId, topics: Vec<Topic>, event: Arc<Event>) {
        self.publish(&topics, &event);
        self.relay.send(Letter::Event { account, topics, event });
    }

    /// Publishes to the subscribers on this node.
    fn publish(&self, topics: &[Topic], event: &Arc<Event>) {
        let Event::Chat(chat) = &**event else { return self.bus.publish(topics, event) };
        // Published under the lock, so that nothing later can overtake it.
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.is_news(chat) {
            self.bus.publish(topics, event);
        }
    }

    /// Changes the presence and publishes the result: events to subscribers here, this node's word
    /// to the other nodes.
    fn change<T>(&self, change: impl FnOnce(&mut Presence, &mut Outcome) -> T) -> T {
        let mut presence = self.presence();
        let mut outcome = Outcome::default();
        let result = change(&mut presence, &mut outcome);
        // Published under the lock, so that two changes are seen in the order in which they were
        // made.
        for (topic, event) in outcome.news {
            match &event {
                Event::Reception => self.unsettled.notify_one(),
                Event::Visitor(view) => self.trails().follow(view, self.sources.now()),
                Event::VisitorLeft(visitor) => self.trails().forget(*visitor),
                _ => {}
            }
            self.bus.publish(&[topic], &Arc::new(event));
        }
        for word in outcome.words {
            self.relay.send(Letter::Presence(word));
        }
        result
    }

    fn trails(&self) -> MutexGuard<'_, Trails> {
        self.trails.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn presence(&self) -> MutexGuard<'_, Presence> {
        // Each change is complete before the lock is released, so a poisoned lock is safe to use.
        self.presence.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
