//! Who is here now: memory only. Who is browsing is not history, and a node that dies takes it along.
//!
//! | module | holds |
//! |---|---|
//! | `visitors.rs` | who is browsing, on which page, since when, doing what |
//! | `operators.rs` | who sits at a console, and so whether anybody is available |

mod operators;
mod visitors;

use std::time::Duration;

use wire::{AccountId, ChatState, ChatView, Message, OperatorId, VisitorId};

use crate::{
    Sources,
    bus::{Bus, Event, Subscription, Topic},
};
use operators::Operators;
use visitors::Visitors;

pub(crate) use visitors::Arrival;

/// A page change or a reload closes the old socket before it opens the new one; nobody shall see that as a leave.
const GRACE: Duration = Duration::from_secs(4);

/// The live part of this node; cheap to clone.
#[derive(Clone)]
pub(crate) struct Live {
    bus: Bus,
    visitors: Visitors,
    operators: Operators,
    sources: Sources,
}

impl Live {
    pub(crate) fn new(sources: Sources) -> Live {
        Live { bus: Bus::default(), visitors: Visitors::default(), operators: Operators::default(), sources }
    }

    pub(crate) fn subscribe(&self, topic: Topic) -> Subscription {
        self.bus.subscribe(topic)
    }

    /// Tells the account's consoles.
    pub(crate) fn tell_consoles(&self, account: AccountId, event: Event) {
        self.bus.publish([Topic::Consoles(account)], event);
    }

    /// Tells one visitor's panels.
    pub(crate) fn tell_visitor(&self, visitor: VisitorId, event: Event) {
        self.bus.publish([Topic::Visitor(visitor)], event);
    }

    /// A chat is new or changed: its visitor, the consoles and the visitor list hear of it.
    pub(crate) fn chat_changed(&self, account: AccountId, chat: &ChatView) {
        self.bus.publish([Topic::Consoles(account), Topic::Visitor(chat.visitor)], Event::Chat(chat.clone()));
        if let Some(view) = self.visitors.chat_changed(account, chat) {
            self.tell_consoles(account, Event::Visitor(view));
        }
    }

    /// A message was stored in a chat of this visitor: those hear of it who may (see [`crate::SignedIn::may_hear`]).
    pub(crate) fn message(
        &self,
        account: AccountId,
        visitor: VisitorId,
        operator: Option<OperatorId>,
        message: &Message,
    ) {
        let event = Event::Message(message.clone(), operator);
        match operator {
            Some(operator) => self.bus.publish(
                [Topic::Operator(account, operator), Topic::Administrators(account), Topic::Visitor(visitor)],
                event,
            ),
            None => self.bus.publish([Topic::Consoles(account), Topic::Visitor(visitor)], event),
        }
    }
}
