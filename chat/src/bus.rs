//! Who hears of it: local subscriptions by topic.
//!
//! A topic is derived from who is asking, never named by a client. Queues are bounded: a subscriber that does not keep
//! up is told [`Lagged`] and reads anew from the store, so a slow one costs the others nothing.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::{self, error::RecvError};
use uuid::Uuid;
use wire::{
    AccountId, CannedId, ChatId, ChatState, ChatView, Message, OperatorId, OperatorRef, Role, Routed, SiteId,
    Status, TalkView, VisitorId,
    canned::Canned,
    note::{Note, Remark},
    operator::{Flood, OffLineAlert, OffLineMessageView, OfferEnd, OverChat, VisitorView},
    preferences::Preferences,
};

/// Something that happened, after it was committed. It is also what goes to other nodes (`relay.rs`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A visitor came or changed.
    Visitor(VisitorView),
    /// A visitor left the site.
    VisitorLeft(VisitorId),
    /// A chat is new or changed.
    Chat(ChatView),
    /// A message was stored.
    Message(Message, Audience),
    /// What the visitor of a chat is typing, or that he stopped.
    VisitorTyping(ChatId, Option<String>, Audience),
    /// An operator of a chat began or stopped typing. Its visitor hears of it, and who else may see the chat.
    OperatorTyping(ChatId, OperatorRef, bool, Audience),
    /// An operator looks at a chat, or stopped.
    OperatorLooking(ChatId, OperatorRef, bool, Audience),
    /// An operator came to his desk or left it, or says something else of himself; none: he is not there.
    Desk(OperatorId, Option<Status>),
    /// Operators were added, or changed in what their colleagues see of them.
    Colleagues,
    /// An operator noted something about a visitor.
    Note(Note),
    /// This operator labelled a visitor.
    Remark(OperatorId, Remark),
    /// A canned response is new or changed; whose, or everybody's.
    Canned(Option<OperatorId>, Canned),
    /// A canned response is gone, or is nobody else's any more.
    CannedGone(Option<OperatorId>, CannedId),
    /// This operator chose something for himself.
    Preferences(OperatorId, Preferences),
    /// What this operator offered was not taken.
    OfferEnded {
        /// The chat.
        chat: ChatId,
        /// Who had offered it.
        by: OperatorId,
        /// To whom.
        to: OperatorRef,
        /// Why it ended.
        how: OfferEnd,
    },
    /// A conversation between these operators is new or changed; what each of them gets.
    Talk(Vec<(OperatorId, TalkView)>),
    /// Who is available changed, or how requests are routed.
    Reception,
    /// A web site was added, changed or removed.
    Site(SiteId),
    /// A visitor's place in the queue.
    Place(u32),
    /// An off-line message came or changed.
    OffLineMessage(OffLineMessageView),
    /// More was refused than before.
    Flood(Flood),
    /// An operator's details or status changed.
    Operator(OperatorId),
    /// This session ended.
    SignedOut([u8; 32]),
    /// A chat is over for this operator, who was in it.
    Over(OperatorId, OverChat),
    /// This operator put these chats away.
    PutAway(OperatorId, Vec<ChatId>),
    /// This operator has another role or another name: his consoles connect again as who he is now.
    SomebodyElse(OperatorId),
    /// Queueing was switched on or off.
    Queueing(bool),
    /// There may be more or fewer open off-line messages than before.
    OffLineOpen,
    /// Several off-line messages changed at once.
    OffLineMessages,
    /// This operator should notice something about an off-line message; none: every one should.
    OffLineAlert(Option<OperatorId>, OffLineAlert),
}

/// Which operators of the account may hear of what happens in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// A request that goes to everybody.
    All,
    /// A request that goes to these, or a chat that they have, is theirs, and the administrators'.
    Only(Vec<OperatorId>),
    /// A conversation between operators is its members' alone.
    Members(Vec<OperatorId>),
}

impl Audience {
    pub(crate) fn of(chat: &ChatView) -> Audience {
        if chat.state == ChatState::Requesting && chat.operator.is_none() {
            return match &chat.routed {
                // It waits for its turn.
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

/// Whom an event reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Topic {
    /// All consoles of an account; each then shows only what its operator may see. Nobody subscribes to it: a console
    /// subscribes to one of the next two, so that what concerns one operator wakes no other.
    Consoles(AccountId),
    /// The consoles of a normal operator.
    Operator(AccountId, OperatorId),
    /// The consoles of an account's administrators.
    Administrators(AccountId),
    /// The panels of one visitor.
    Visitor(VisitorId),
    /// Every visitor's client of an account.
    Visitors(AccountId),
}

impl Topic {
    /// How many events may wait for a subscriber. A console hears of the whole account, a panel of one chat.
    fn capacity(self) -> usize {
        match self {
            Topic::Consoles(_) | Topic::Operator(..) | Topic::Administrators(_) => 1_024,
            Topic::Visitor(_) => 16,
            Topic::Visitors(_) => 4,
        }
    }
}

/// The subscriber missed events; it must read anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lagged;

/// One subscriber's end.
pub struct Subscription {
    topic: Topic,
    events: broadcast::Receiver<Heard>,
    bus: Bus,
}

impl Subscription {
    /// The next event; waits for it. Cancel safe.
    pub async fn next(&mut self) -> Result<Arc<Event>, Lagged> {
        match self.events.recv().await {
            Ok(heard) => heard,
            Err(RecvError::Lagged(_)) => Err(Lagged),
            // The bus keeps the sender for as long as there is a subscriber.
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

/// The node's bus; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Bus {
    topics: Arc<Mutex<Topics>>,
}

/// In order, so that the operators of an account stand together.
type Topics = BTreeMap<Topic, broadcast::Sender<Heard>>;
/// An event, or word that some were missed on their way to this node.
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

    /// Tells every subscriber that he may have missed something.
    pub(crate) fn lag(&self) {
        for sender in self.lock().values() {
            let _ = sender.send(Err(Lagged));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Topics> {
        // The map is whole after each statement, so a panic elsewhere leaves nothing half done.
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
