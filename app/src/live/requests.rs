//! Matches replies to requests.

use wire::{
    ChatId, MessageId, OffLineMessageId, Seq, Span, Status,
    operator::{Command, Request},
};

/// Requesting the page before this number returns the newest messages.
pub(super) const NEWEST: Seq = Seq(u32::MAX);

/// What was asked, as far as handling the answer needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Accept(ChatId),
    Say(ChatId, MessageId),
    Close(ChatId),
    CatchUp(ChatId),
    Earlier(ChatId),
    SetStatus(Status),
    MarkRead(OffLineMessageId),
    /// A callback handles the answer.
    Answer,
    /// Success shows in the resulting event, so only a refusal matters.
    Change,
    /// No one waits for the answer.
    Hint,
}

#[derive(Debug, Default)]
pub(crate) struct Requests {
    last: u32,
    /// Number, question, and start time; a handful at most.
    open: Vec<(u32, Asked, f64)>,
}

impl Requests {
    /// Numbers a command; `now` is in milliseconds of any monotonic clock.
    pub(crate) fn number(&mut self, command: Command, now: f64) -> Request {
        self.last = self.last.wrapping_add(1);
        self.open.push((self.last, Asked::of(&command), now));
        Request { nr: self.last, command }
    }

    /// What the reply with this number answers; `None` for an unexpected reply.
    pub(crate) fn answered(&mut self, nr: u32) -> Option<Asked> {
        let place = self.open.iter().position(|(open, ..)| *open == nr)?;
        Some(self.open.remove(place).1)
    }

    pub(crate) fn abandon(&mut self) {
        self.open.clear();
    }

    /// How long the oldest open request has waited, in milliseconds; 0 if there is none.
    pub(crate) fn longest_wait(&self, now: f64) -> f64 {
        self.open.iter().map(|(.., since)| now - since).fold(0.0, f64::max)
    }
}

impl Asked {
    fn of(command: &Command) -> Asked {
        match *command {
            Command::Accept { chat } => Asked::Accept(chat),
            Command::Say { chat, id, .. } => Asked::Say(chat, id),
            Command::Close { chat } => Asked::Close(chat),
            Command::CatchUp { chat, span: Span::Before(seq) } if seq < NEWEST => Asked::Earlier(chat),
            Command::CatchUp { chat, .. } => Asked::CatchUp(chat),
            Command::SetStatus(status) => Asked::SetStatus(status),
            Command::MarkRead { message } => Asked::MarkRead(message),
            Command::Invite { .. }
            | Command::Offer { .. }
            | Command::Take { .. }
            | Command::Refuse { .. }
            | Command::Join { .. }
            | Command::Leave { .. }
            | Command::PutAway { .. }
            | Command::Tag { .. }
            | Command::Snooze { .. }
            | Command::SetRemark(_)
            | Command::RemoveCanned { .. }
            | Command::SetPreferences(_)
            | Command::SetWord { .. } => Asked::Change,
            Command::Dossier { .. }
            | Command::PastChats { .. }
            | Command::PastChat { .. }
            | Command::Note { .. }
            | Command::ListCanned
            | Command::SaveCanned(_)
            | Command::ListWords
            | Command::Decisions { .. }
            | Command::AssignOffLine { .. }
            | Command::AnswerOffLine(_)
            | Command::SetOffLineDone { .. }
            | Command::ResendAnswer { .. }
            | Command::Talk { .. } => Asked::Answer,
            Command::Look { .. } | Command::Typing { .. } | Command::Mark { .. } => Asked::Hint,
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
        requests.abandon();
        assert_eq!(requests.longest_wait(12.0), 0.0);
        assert_eq!(requests.answered(accept.nr), None);
    }
}
