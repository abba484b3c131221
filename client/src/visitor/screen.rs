//! What follows from the state for the eye.

use wire::{ChatState, OperatorRef, form::Form, picture::face, routing::DepartmentChoice};

use super::{Panel, conversation::Conversation};
use crate::outbox::{Outbox, What};

/// Which screen the visitor sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Nothing is known yet.
    Connecting,
    /// The Welcome Screen, or the off-line form.
    Form {
        /// The off-line form.
        leave: bool,
        /// It was sent and is not stored yet.
        sending: bool,
    },
    /// The conversation.
    Chat,
    /// The off-line message is stored.
    Thanks,
    /// The server wants nothing to do with us.
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
    /// An operator has invited the visitor, who can answer or decline.
    Invited,
    /// The visitor did not take the invitation.
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
            // Whatever the visitor is looking at (manual B2).
            Screen::Chat
        } else if self.thanked.is_some() {
            Screen::Thanks
        } else if sending || self.leaving {
            Screen::Form { leave: true, sending }
        } else if chat.is_some() && chat != self.draft.left {
            Screen::Chat
        } else if self.welcomed {
            // Who has chosen a department asks nobody else.
            let chosen = self.department().map(|chosen| chosen.available);
            Screen::Form { leave: !chosen.unwrap_or(self.available), sending: false }
        } else {
            Screen::Connecting
        }
    }

    /// Whether a form is before the visitor or may come next, or there is something to be said
    /// below the conversation: what draws it is loaded meanwhile.
    pub fn needs_forms(&self) -> bool {
        let is_before = matches!(self.screen(), Screen::Form { .. } | Screen::Thanks);
        !self.greeting.site.is_empty() && (is_before || self.hint().is_some())
    }

    /// What is said below the conversation, if anything.
    pub fn hint(&self) -> Option<Hint> {
        if !self.conversation.is_open() {
            Some(if self.conversation.was_declined() { Hint::Declined } else { Hint::Ended })
        } else if self.conversation.is_invited() {
            // Until the server has heard the answer, it is not asked for again.
            Some(Hint::Invited).filter(|_| self.step.is_none())
        } else if !self.conversation.is_requesting() || !self.connection.is_open() {
            None
        } else if self.available {
            Some(self.place.map_or(Hint::Wait, Hint::Place))
        } else {
            Some(Hint::NobodyThere)
        }
    }

    /// The name of who answers, while they do, or of who has invited.
    pub fn operator(&self) -> Option<&str> {
        Some(&self.answering()?.name)
    }

    /// The address of the picture in the head: of who answers, else the site's logo; empty: there
    /// is none.
    pub fn picture(&self) -> String {
        self.answering().map_or_else(|| self.site.logo.clone(), |operator| face(operator.id))
    }

    /// What the site says below its name.
    pub fn greeting(&self) -> &str {
        &self.site.greeting
    }

    fn answering(&self) -> Option<&OperatorRef> {
        let view = self.conversation.view()?;
        let view = Some(view).filter(|view| matches!(view.state, ChatState::Active | ChatState::Invited))?;
        view.operator.as_ref()
    }

    /// The name of who is typing.
    pub fn typing(&self) -> Option<&str> {
        self.operator().filter(|_| self.typing.operator())
    }

    /// The site's name; empty before it is known.
    pub fn site_name(&self) -> &str {
        &self.site.name
    }

    /// How the site wants the panel to look: the style of the page's root.
    pub fn look(&self) -> &str {
        &self.site.look
    }

    /// What is asked: by the off-line form (`leave`), or by the Welcome Screen.
    pub fn asked(&self, leave: bool) -> &Form {
        if leave { &self.site.off_line } else { &self.site.welcome }
    }

    /// The departments that the visitor can choose from.
    pub fn departments(&self) -> &[DepartmentChoice] {
        &self.departments
    }

    /// The one that was chosen. Where there is only one, nothing has to be chosen.
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

    /// Whether operators see what the visitor types before they send it.
    pub fn is_previewed(&self) -> bool {
        self.site.previews
    }

    /// Whether the off-line form stands for a chat that the visitor asked for already.
    pub fn is_leaving(&self) -> bool {
        self.leaving
    }

    /// The address that the answer to the off-line message goes to.
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
