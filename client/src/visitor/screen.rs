//! What is visible, derived from the state.

use wire::{ChatState, OperatorRef, form::Form, picture::face, routing::DepartmentChoice};

use super::{Panel, conversation::Conversation};
use crate::outbox::{Outbox, What};

/// Which screen the visitor sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Nothing is known yet.
    Connecting,
    /// The Welcome Screen or the off-line form.
    Form {
        /// Whether it is the off-line form.
        leave: bool,
        /// It was sent and is not stored yet.
        sending: bool,
    },
    /// The conversation.
    Chat,
    /// The off-line message is stored.
    Thanks,
    /// The server rejects this client for good.
    Stopped,
}

/// What is said below the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Somebody will come.
    Wait,
    /// Somebody will come when it is the visitor's turn: their place in the queue, from 1 (manual
    /// B18).
    Place(u32),
    /// Nobody is available any more.
    NobodyThere,
    /// An operator invited the visitor, who can accept or decline.
    Invited,
    /// The visitor did not accept the invitation.
    Declined,
    /// The chat is over.
    Ended,
}

impl Panel {
    /// Which screen the visitor sees.
    pub fn screen(&self) -> Screen {
        let sending = self.outbox.items().iter().any(|item| matches!(item.what, What::Leave(_)));
        let chat = self.conversation.id();
        if self.stopped.is_some() {
            Screen::Stopped
        } else if self.conversation.is_invited() {
            // Shown over any other screen (manual B2).
            Screen::Chat
        } else if self.thanked.is_some() {
            Screen::Thanks
        } else if sending || self.leaving {
            Screen::Form { leave: true, sending }
        } else if chat.is_some() && chat != self.draft.left {
            Screen::Chat
        } else if self.welcomed {
            // A visitor who chose a department asks nobody else.
            let chosen = self.department().map(|chosen| chosen.available);
            Screen::Form { leave: !chosen.unwrap_or(self.available), sending: false }
        } else {
            Screen::Connecting
        }
    }

    /// Whether a form is shown or may come next, or there is something to say below the
    /// conversation, such as how long the text is, or beside a message that could not be sent. The
    /// part that draws it is loaded meanwhile.
    pub fn needs_forms(&self) -> bool {
        let is_before = matches!(self.screen(), Screen::Form { .. } | Screen::Thanks);
        let is_below = self.hint().is_some() || self.draft.may_be_near_limit();
        let is_beside = || self.outbox.items().iter().any(|item| item.failed.is_some());
        !self.greeting.site.is_empty() && (is_before || is_below || is_beside())
    }

    /// What is said below the conversation, if anything.
    pub fn hint(&self) -> Option<Hint> {
        if !self.conversation.is_open() {
            Some(if self.conversation.was_declined() { Hint::Declined } else { Hint::Ended })
        } else if self.conversation.is_invited() {
            // While the answer is on its way, the question is not shown again.
            Some(Hint::Invited).filter(|_| self.step.is_none())
        } else if !self.conversation.is_requesting() || !self.connection.is_open() {
            None
        } else if self.available {
            Some(self.place.map_or(Hint::Wait, Hint::Place))
        } else {
            Some(Hint::NobodyThere)
        }
    }

    /// The name of the operator who answers or who sent the invitation.
    pub fn operator(&self) -> Option<&str> {
        Some(&self.answering()?.name)
    }

    /// The address of the picture in the header: the operator's, otherwise the site's logo; empty
    /// if there is none.
    pub fn picture(&self) -> String {
        self.answering().map_or_else(|| self.site.logo.clone(), |operator| face(operator.id))
    }

    /// The text below the site's name.
    pub fn greeting(&self) -> &str {
        &self.site.greeting
    }

    fn answering(&self) -> Option<&OperatorRef> {
        let view = self.conversation.view()?;
        let view = Some(view).filter(|view| matches!(view.state, ChatState::Active | ChatState::Invited))?;
        view.operator.as_ref()
    }

    /// The name of the operator who is typing.
    pub fn typing(&self) -> Option<&str> {
        self.operator().filter(|_| self.typing.operator())
    }

    /// The site's name; empty until it is known.
    pub fn site_name(&self) -> &str {
        &self.site.name
    }

    /// The site's look: the style of the page's root.
    pub fn look(&self) -> &str {
        &self.site.look
    }

    /// The fields that the off-line form (`leave`) or the Welcome Screen asks for.
    pub fn asked(&self, leave: bool) -> &Form {
        if leave { &self.site.off_line } else { &self.site.welcome }
    }

    /// The departments the visitor can choose from.
    pub fn departments(&self) -> &[DepartmentChoice] {
        &self.departments
    }

    /// The chosen department. If there is only one, it counts as chosen.
    pub fn department(&self) -> Option<&DepartmentChoice> {
        match &*self.departments {
            [only] => Some(only),
            all => all.iter().find(|one| one.name == self.draft.department),
        }
    }

    /// Whether an operator is available.
    pub fn is_available(&self) -> bool {
        self.available
    }

    /// Whether operators see what the visitor types before it is sent.
    pub fn is_previewed(&self) -> bool {
        self.site.previews
    }

    /// Whether the off-line form replaces a chat that the visitor already asked for.
    pub fn is_leaving(&self) -> bool {
        self.leaving
    }

    /// The address that receives the answer to the off-line message.
    pub fn thanked(&self) -> &str {
        self.thanked.as_deref().unwrap_or_default()
    }

    /// The chat.
    pub fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    /// What is not stored yet.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }
}
