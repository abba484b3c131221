//! The visitor rates the chat that has ended.

use wire::visitor::Say;

use super::{Hint, Panel};
use crate::{now::Now, outbox::What};

/// What came of a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rated {
    /// It is given; if it is not stored yet, it will be.
    Given,
    /// The visitor is changing it.
    Changing,
    /// It was refused.
    Failed,
}

impl Panel {
    /// The form to rate the chat, as HTML; empty if there is nothing to rate.
    pub fn rating_form(&self) -> &str {
        if self.hint() == Some(Hint::Ended) { &self.site.rating } else { "" }
    }

    /// What the visitor has done here about the rating of this chat; none: the form says whether
    /// they have rated it.
    pub fn rated(&self) -> Option<Rated> {
        let id = self.conversation.id();
        let here = self.rated.filter(|(chat, _)| Some(*chat) == id).map(|(_, rated)| rated);
        // A rating given before a reload may still wait for the connection.
        let waits = || {
            let mut items = self.outbox.items().iter();
            items.any(|item| matches!(&item.what, What::Rate(say) if Some(say.chat) == id))
        };
        here.or_else(|| waits().then_some(Rated::Given))
    }

    /// The visitor rates the chat. The text is that of
    /// [`FromVisitor::Rate`](wire::visitor::FromVisitor::Rate).
    pub fn rate(&mut self, now: &Now, text: String) {
        let Some(chat) = self.conversation.id().filter(|_| !self.rating_form().is_empty()) else { return };
        self.rated = Some((chat, Rated::Given));
        self.post(What::Rate(Say { chat, id: now.message_id(), text }).into());
    }

    /// The visitor wants to change their rating.
    pub fn change_rating(&mut self) {
        self.rated = self.conversation.id().map(|chat| (chat, Rated::Changing));
    }
}
