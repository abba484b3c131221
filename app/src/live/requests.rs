//! Which request a reply belongs to.

use std::collections::BTreeMap;

use wire::{
    ChatId, MessageId, OffLineMessageId, Status,
    operator::{Command, Request},
};

/// What was asked, as far as its answer needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Accept(ChatId),
    Say(ChatId, MessageId),
    Close(ChatId),
    CatchUp(ChatId),
    SetStatus(Status),
    MarkRead(OffLineMessageId),
    /// Nobody waits for the answer.
    Typing,
}

/// The requests of one connection that are not answered yet.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    last: u32,
    open: BTreeMap<u32, (Asked, f64)>,
}

impl Requests {
    /// Numbers a command; `now` is in milliseconds of any clock that never goes back.
    pub(crate) fn number(&mut self, command: Command, now: f64) -> Request {
        self.last = self.last.wrapping_add(1);
        self.open.insert(self.last, (Asked::of(&command), now));
        Request { nr: self.last, command }
    }

    /// What the reply of this number answers. A reply that was not asked for answers nothing.
    pub(crate) fn answered(&mut self, nr: u32) -> Option<Asked> {
        self.open.remove(&nr).map(|(asked, _)| asked)
    }

    /// The connection is gone: these will not be answered.
    pub(crate) fn abandon(&mut self) -> Vec<Asked> {
        std::mem::take(&mut self.open).into_values().map(|(asked, _)| asked).collect()
    }

    /// How long the oldest open request waits, in milliseconds; 0 if none does.
    pub(crate) fn longest_wait(&self, now: f64) -> f64 {
        self.open.values().map(|(_, since)| now - since).fold(0.0, f64::max)
    }
}

impl Asked {
    fn of(command: &Command) -> Asked {
        match *command {
            Command::Accept { chat } => Asked::Accept(chat),
            Command::Say { chat, id, .. } => Asked::Say(chat, id),
            Command::Close { chat } => Asked::Close(chat),
            Command::CatchUp { chat, .. } => Asked::CatchUp(chat),
            Command::SetStatus(status) => Asked::SetStatus(status),
            Command::MarkRead { message } => Asked::MarkRead(message),
            Command::Typing { .. } => Asked::Typing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_answers_the_request_of_its_number_once() {
        let mut requests = Requests::default();
        let chat = ChatId::v7(1, &[0; 10]);
        let accept = requests.number(Command::Accept { chat }, 0.0);
        let status = requests.number(Command::SetStatus(Status::Away), 5.0);
        assert_ne!(accept.nr, status.nr);
        assert_eq!(requests.longest_wait(12.0), 12.0);
        assert_eq!(requests.answered(status.nr), Some(Asked::SetStatus(Status::Away)));
        assert_eq!(requests.answered(status.nr), None);
        assert_eq!(requests.abandon(), [Asked::Accept(chat)]);
        assert_eq!(requests.longest_wait(12.0), 0.0);
        assert_eq!(requests.answered(accept.nr), None);
    }
}
