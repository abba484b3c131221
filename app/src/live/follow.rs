//! How the messages of the chats come here: what is looked at first, the others a few at a time.

use std::time::Duration;

use leptos::prelude::*;
use wire::{
    ChatId, Message, Seq, Span,
    operator::{Command, Done, Refusal},
};

use super::{Live, outbox::is_passing, thread::Loaded};

/// Before it come the newest messages.
pub(super) const NEWEST: Seq = Seq(u32::MAX);
/// How many chats that nobody looks at are asked for at the same time.
const AT_ONCE: usize = 4;
/// When to ask again for messages that the server could not send just now.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// The chats whose messages are asked for, or shall be.
#[derive(Debug, Default)]
pub(super) struct Following {
    asked: Vec<ChatId>,
    next: Vec<ChatId>,
}

impl Following {
    /// A chat that shall be asked for; true if it is its turn at once.
    fn add(&mut self, chat: ChatId, is_urgent: bool) -> bool {
        if self.asked.contains(&chat) {
            return false;
        }
        if is_urgent || self.asked.len() < AT_ONCE {
            self.next.retain(|other| *other != chat);
            self.asked.push(chat);
            return true;
        }
        if !self.next.contains(&chat) {
            self.next.push(chat);
        }
        false
    }

    /// What was asked about this chat is answered; whose turn it is then.
    fn answered(&mut self, chat: ChatId) -> Option<ChatId> {
        self.asked.retain(|other| *other != chat);
        let has_next = self.asked.len() < AT_ONCE && !self.next.is_empty();
        let next = has_next.then(|| self.next.remove(0));
        self.asked.extend(next);
        next
    }

    /// The connection is gone.
    pub(super) fn clear(&mut self) {
        *self = Following::default();
    }
}

impl Live {
    /// Loads what this client lacks of a chat, unless that is under way already: the newest page of one that it knows
    /// nothing of, else what follows.
    pub(super) fn follow(self, chat: ChatId) {
        let thread = self.thread(chat);
        if thread.read.get_untracked().is_none() {
            thread.read.set(Some(self.keep().read_up_to(chat)));
        }
        let is_urgent = self.opened.get_value() == Some(chat);
        let is_up = self.connection.get_untracked().is_up();
        if is_up && self.following.try_update_value(|all| all.add(chat, is_urgent)) == Some(true) {
            self.catch_up(chat);
        }
    }

    fn catch_up(self, chat: ChatId) {
        let span = self.thread(chat).log.with_untracked(|log| match log.last() {
            Seq(0) => Span::Before(NEWEST),
            last => Span::After(last),
        });
        self.command(Command::CatchUp { chat, span });
    }

    /// The answer to a catch-up.
    pub(super) fn caught_up(self, chat: ChatId, result: Result<Done, Refusal>) {
        let thread = self.thread(chat);
        match result {
            Ok(Done::Messages { messages, more }) => {
                let complete = self.put_all(chat, messages);
                self.go_on_following(chat);
                if more || !complete {
                    self.follow(chat);
                } else {
                    thread.state.set(Loaded::Yes);
                }
            }
            // It counts as under way until then.
            Err(why) if is_passing(&why) => set_timeout(
                move || {
                    self.go_on_following(chat);
                    if self.wants(chat) {
                        self.follow(chat);
                    }
                },
                ASK_AGAIN,
            ),
            Err(why) => {
                self.go_on_following(chat);
                thread.state.set(Loaded::Refused(why));
            }
            Ok(_) => self.go_on_following(chat),
        }
    }

    /// Puts a page into a chat's log; true if it left nothing open.
    fn put_all(self, chat: ChatId, messages: Vec<Message>) -> bool {
        let ids: Vec<_> = messages.iter().map(|message| message.id).collect();
        let complete = self.thread(chat).log.try_update(|log| {
            if log.last() == Seq(0) {
                log.begin(messages);
                return true;
            }
            log.hear_all(messages)
        });
        ids.into_iter().for_each(|id| self.settle(chat, id));
        complete.unwrap_or(true)
    }

    fn go_on_following(self, chat: ChatId) {
        if let Some(next) = self.following.try_update_value(|all| all.answered(chat)).flatten() {
            self.catch_up(next);
        }
    }

    /// Loads the page before the first message that is there, unless that is under way already.
    pub(crate) fn load_earlier(self, chat: ChatId) {
        let thread = self.thread(chat);
        let first = thread.log.with_untracked(|log| log.first().filter(|_| !log.is_whole()));
        let Some(first) = first.filter(|_| !thread.loads_earlier.get_untracked()) else { return };
        let span = Span::Before(first);
        thread.loads_earlier.set(self.command(Command::CatchUp { chat, span }));
    }

    /// The answer to that.
    pub(super) fn loaded_earlier(self, chat: ChatId, result: Result<Done, Refusal>) {
        let thread = self.thread(chat);
        if let Ok(Done::Messages { messages, .. }) = result {
            thread.log.update(|log| {
                log.hear_earlier(messages);
            });
        }
        thread.loads_earlier.set(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(nr: u64) -> ChatId {
        ChatId::v7(nr, &[0; 10])
    }

    #[test]
    fn a_few_are_asked_for_at_a_time_and_what_is_looked_at_comes_first() {
        let mut all = Following::default();
        assert!((1..=4).all(|nr| all.add(chat(nr), false)));
        assert!(!all.add(chat(1), false));
        assert!(![5, 6, 7, 5].map(chat).map(|one| all.add(one, false)).contains(&true));
        assert!(all.add(chat(6), true));
        assert_eq!(all.answered(chat(1)), None); // chat 6 has the place
        assert_eq!(all.answered(chat(2)), Some(chat(5)));
        assert_eq!(all.answered(chat(6)), Some(chat(7)));
        assert_eq!(all.answered(chat(7)), None);
        assert!(all.add(chat(7), false));
    }
}
