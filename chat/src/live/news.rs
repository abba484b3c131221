//! News of a message, ready to be published.

use std::sync::Arc;

use wire::{AccountId, ChatView, Message, VisitorId};

use crate::bus::{Audience, Event, Topic};

/// A message with those whom it concerns; nobody else is woken.
pub(crate) struct News {
    pub(super) topics: Vec<Topic>,
    pub(super) event: Arc<Event>,
}

impl News {
    pub(crate) fn of(account: AccountId, chat: &ChatView, message: Message) -> News {
        News::to(account, Audience::of(chat), Some(chat.visitor), message)
    }

    pub(super) fn to(
        account: AccountId,
        audience: Audience,
        visitor: Option<VisitorId>,
        message: Message,
    ) -> News {
        let mut topics: Vec<_> = visitor.map(Topic::Visitor).into_iter().collect();
        match &audience {
            Audience::All => topics.push(Topic::Consoles(account)),
            // An administrator's console receives all that it may see on the administrators' topic.
            Audience::Only(operators) | Audience::Members(operators) => {
                topics.push(Topic::Administrators(account));
                topics.extend(operators.iter().map(|operator| Topic::Operator(account, *operator)));
            }
        }
        News { topics, event: Arc::new(Event::Message(message, audience)) }
    }

    /// The message; `None` if it is news of something else.
    pub(crate) fn message(&self) -> Option<&Message> {
        match &*self.event {
            Event::Message(message, _) => Some(message),
            _ => None,
        }
    }
}
