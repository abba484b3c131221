//! The bus: local subscriptions by topic.
//!
//! A topic is derived from the identity of the subscriber, never named by a client. Queues are
//! bounded. A subscriber that falls behind gets [`Lagged`] and reads everything again from the
//! store, so a slow subscriber does not delay the others.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::{self, error::RecvError};
use uuid::Uuid;
use wire::{
    AccountId, CannedId, ChatId, ChatState, ChatView, Message, OperatorId, OperatorRef, Role, Routed, SiteId,
    Status, TagId, TalkView, VisitorId,
    canned::Canned,
    note::{Note, Remark},
    operator::{Flood, OffLineAlert, OffLineMessageView, OfferEnd, OverChat, Snooze, VisitorView},
    preferences::Preferences,
    rating::RatedChat,
};

/// A change, published after it was committed. Events also go to other nodes (`relay.rs`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A visitor arrived or changed.
    Visitor(VisitorView),
    /// A visitor left the site.
    VisitorLeft(VisitorId),
    /// A chat is new or changed.
    Chat(ChatView),
    /// A message was stored.
    Message(Message, Audience),
    /// What the visitor of a chat is typing; `None`: they have stopped.
    VisitorTyping(ChatId, Option<String>, Audience),
    /// An operator of a chat began or stopped typing. It is sent to the visitor and to those
    /// operators who may see the chat.
    OperatorTyping(ChatId, OperatorRef, bool, Audience),
    /// An operator began or stopped looking at a chat.
    OperatorLooking(ChatId, OperatorRef, bool, Audience),
    /// An operator's status; `None`: they have no console open.
    Desk(OperatorId, Option<Status>),
    /// Operators were added, or changed in what their colleagues see of them.
    Colleagues,
    /// An operator added a note about a visitor.
    Note(Note),
    /// This operator labelled a visitor.
    Remark(OperatorId, Remark),
    /// A canned response is new or changed, with its owner; `None`: it is shared.
    Canned(Option<OperatorId>, Canned),
    /// A canned response was removed or is no longer shared.
    CannedGone(Option<OperatorId>, CannedId),
    /// This operator changed their preferences.
    Preferences(OperatorId, Preferences),
    /// An offer of this operator was not accepted.
    OfferEnded {
        /// The chat.
        chat: ChatId,
        /// The operator who made the offer.
        by: OperatorId,
        /// The operator it was made to.
        to: OperatorRef,
        /// Why it ended.
        how: OfferEnd,
    },
    /// A conversation between these operators is new or changed; each with their own view of it.
    Talk(Vec<(OperatorId, TalkView)>),
    /// The available operators or the routing changed.
    Reception,
    /// A website was added, changed or removed.
    Site(SiteId),
    /// A visitor's place in the queue.
    Place(u32),
    /// An offline message arrived or changed.
    OffLineMessage(OffLineMessageView),
    /// More requests were refused than before.
    Flood(Flood),
    /// An operator's details or status changed.
    Operator(OperatorId),
    /// This session ended.
    SignedOut([u8; 32]),
    /// A chat is over for this operator, who took part in it.
    Over(OperatorId, OverChat),
    /// This operator removed these chats, which are over for them, from their list.
    PutAway(OperatorId, Vec<ChatId>),
    /// This operator's role or name changed; their consoles reconnect.
    SomebodyElse(OperatorId),
    /// These chats were erased, and everything that was known about this visitor.
    Erased {
        /// The visitor; `None`: only chats.
        visitor: Option<VisitorId>,
        /// The chats.
        chats: Vec<ChatId>,
    },
    /// Queueing was switched on or off.
    Queueing(bool),
    /// The number of open offline messages may have changed.
    OffLineOpen,
    /// Several offline messages changed at once.
    OffLineMessages,
    /// An alert about an offline message for this operator; `None`: for all operators.
    OffLineAlert(Option<OperatorId>, OffLineAlert),
    /// A visitor rated a chat that has ended, or changed the rating.
    Rated(RatedChat, Audience),
    /// Tags of the account were added, changed, merged or removed.
    Tags,
    /// The tags of a chat now, for those who may read it.
    ChatTags(ChatId, Vec<TagId>, Audience),
    /// This operator snoozed a chat, or it has come back.
    Snoozed(OperatorId, Snooze),
    /// A chat of this operator is not snoozed any more.
    SnoozeEnded(OperatorId, ChatId),
    /// Visitors were banned, or are not any more.
    Bans,
    /// What is redacted in texts was changed. For nodes only.
    Redaction,
}

/// The operators of the account who may receive the events of a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// Everybody: a request that goes to everybody.
    All,
    /// These operators and the administrators: they have the chat, or the request goes to them.
    Only(Vec<OperatorId>),
    /// The members alone: a conversation between operators.
    Members(Vec<OperatorId>),
}

impl Audience {
    pub(crate) fn of(chat: &ChatView) -> Audience {
        if chat.state == ChatState::Requesting && chat.operator.is_none() {
            return match &chat.routed {
                // It waits in the queue.
                Routed { queued: true, .. } => Audience::Only(Vec::new()),
                Routed { to: Some(operators), .. } => Audience::Only(operators.clone()),
                Routed { to: None, .. } => Audience::All,
            };
        }
        let offered = chat.offer.as_ref().map(|offer| offer.to.id);
        Audience::Only(chat.operators().map(|operator| operator.id).chain(offered).collect())
    }

    pub(crate) fn has(&self, operator: OperatorId, role: Role) -> bool {
        match self {
            Audience::All => true,
            Audience::Only(operators) => role == Role::Administrator || operators.contains(&operator),
            Audience::Members(members) => members.contains(&operator),
        }
    }
}

/// The subscribers that an event reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Topic {
    /// All consoles of an account; each shows only what its operator may see. Nobody subscribes to
    /// it: a console subscribes to one of the next two, so an event about one operator wakes nobody
    /// else.
    Consoles(AccountId),
    /// The consoles of an operator who is not an administrator.
    Operator(AccountId, OperatorId),
    Administrators(AccountId),
    Visitor(VisitorId),
    /// All visitors' clients of an account.
    Visitors(AccountId),
}

impl Topic {
    /// The queue length of a subscriber. A console gets the events of a whole account, a panel
    /// those of one chat.
    fn capacity(self) -> usize {
        match self {
            Topic::Consoles(_) | Topic::Operator(..) | Topic::Administrators(_) => 1_024,
            Topic::Visitor(_) => 16,
            Topic::Visitors(_) => 4,
        }
    }
}

/// The subscriber missed events and must read everything again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lagged;

/// The receiving end of a subscription.
pub struct Subscription {
    topic: Topic,
    events: broadcast::Receiver<Heard>,
    bus: Bus,
}

impl Subscription {
    /// Waits for the next event. Cancel safe.
    pub async fn next(&mut self) -> Result<Arc<Event>, Lagged> {
        match self.events.recv().await {
            Ok(heard) => heard,
            Err(RecvError::Lagged(_)) => Err(Lagged),
            // The bus keeps the sender as long as there is a subscriber.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut topics = self.bus.lock();
        if topics.get(&self.topic).is_some_and(|sender| sender.receiver_count() <= 1) {
            topics.remove(&self.topic);
        }
    }
}

/// The bus of this node; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Bus {
    topics: Arc<Mutex<Topics>>,
}

/// Sorted, so that the operators of an account are adjacent.
type Topics = BTreeMap<Topic, broadcast::Sender<Heard>>;
/// An event, or notice that some were lost on their way to this node.
type Heard = Result<Arc<Event>, Lagged>;

impl Bus {
    pub(crate) fn subscribe(&self, topic: Topic) -> Subscription {
        let events =
            self.lock().entry(topic).or_insert_with(|| broadcast::channel(topic.capacity()).0).subscribe();
        Subscription { topic, events, bus: self.clone() }
    }

    pub(crate) fn publish(&self, topics: &[Topic], event: &Arc<Event>) {
        let tell = |sender: &broadcast::Sender<Heard>| {
            // It fails only when nobody listens any more.
            let _ = sender.send(Ok(event.clone()));
        };
        let senders = self.lock();
        for topic in topics {
            if let Topic::Consoles(account) = *topic {
                let operators = Topic::Operator(account, OperatorId(Uuid::nil()))
                    ..=Topic::Operator(account, OperatorId(Uuid::max()));
                let administrators = senders.get(&Topic::Administrators(account));
                senders.range(operators).map(|(_, sender)| sender).chain(administrators).for_each(tell);
            } else if let Some(sender) = senders.get(topic) {
                tell(sender);
            }
        }
    }

    /// Tells every subscriber that it may have missed events.
    pub(crate) fn lag(&self) {
        for sender in self.lock().values() {
            let _ = sender.send(Err(Lagged));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Topics> {
        // Each statement leaves the map consistent, so a poisoned lock is safe to use.
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(n: u64) -> AccountId {
        AccountId::v7(n, &[0; 10])
    }

    fn operator(n: u64) -> OperatorId {
        OperatorId::v7(n, &[0; 10])
    }

    #[tokio::test]
    async fn an_event_reaches_its_topic_only() {
        let bus = Bus::default();
        let mut here = bus.subscribe(Topic::Visitors(account(1)));
        let mut elsewhere = bus.subscribe(Topic::Visitors(account(2)));
        bus.publish(&[Topic::Visitors(account(1))], &Arc::new(Event::Reception));
        assert!(matches!(*here.next().await.unwrap(), Event::Reception));
        assert!(elsewhere.events.try_recv().is_err());
    }

    #[tokio::test]
    async fn what_concerns_one_operator_wakes_no_other() {
        let (bus, account, ann, ben) = (Bus::default(), account(1), operator(1), operator(2));
        let mut anns = bus.subscribe(Topic::Operator(account, ann));
        let mut bens = bus.subscribe(Topic::Operator(account, ben));
        let mut chief = bus.subscribe(Topic::Administrators(account));
        let mut elsewhere = bus.subscribe(Topic::Operator(AccountId::v7(2, &[0; 10]), ann));
        bus.publish(
            &[Topic::Operator(account, ann), Topic::Administrators(account)],
            &Arc::new(Event::Reception),
        );
        bus.publish(&[Topic::Consoles(account)], &Arc::new(Event::Place(1)));
        for console in [&mut anns, &mut chief] {
            assert!(matches!(*console.next().await.unwrap(), Event::Reception));
            assert!(matches!(*console.next().await.unwrap(), Event::Place(1)));
        }
        assert!(matches!(*bens.next().await.unwrap(), Event::Place(1)));
        assert!(elsewhere.events.try_recv().is_err());
    }

    #[tokio::test]
    async fn who_does_not_keep_up_is_told() {
        let bus = Bus::default();
        let mut slow = bus.subscribe(Topic::Visitors(account(1)));
        for _ in 0..100 {
            bus.publish(&[Topic::Visitors(account(1))], &Arc::new(Event::Reception));
        }
        assert_eq!(slow.next().await.err(), Some(Lagged));
    }

    #[tokio::test]
    async fn who_may_have_missed_another_nodes_events_is_told() {
        let bus = Bus::default();
        let mut console = bus.subscribe(Topic::Consoles(account(1)));
        let mut loader = bus.subscribe(Topic::Visitors(account(1)));
        bus.lag();
        assert_eq!(console.next().await.err(), Some(Lagged));
        assert_eq!(loader.next().await.err(), Some(Lagged));
    }

    #[tokio::test]
    async fn a_topic_without_subscribers_is_forgotten() {
        let bus = Bus::default();
        let one = bus.subscribe(Topic::Administrators(account(1)));
        let two = bus.subscribe(Topic::Administrators(account(1)));
        drop(one);
        assert_eq!(bus.lock().len(), 1);
        drop(two);
        assert_eq!(bus.lock().len(), 0);
    }
}
