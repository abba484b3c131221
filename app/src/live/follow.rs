//! Receives the messages of the chats: the open one first, the others a few at a time.

use std::time::Duration;

use client::log::Heard as Kept;
use leptos::prelude::*;
use wire::{
    ChatId, Message, MessageId, Seq, Span,
    operator::{Command, Done, Refusal},
};

use super::{conversations::Conversations, outbox::is_passing, requests::NEWEST, thread::Loaded};

/// Delay before retrying a catch-up that the server could not answer.
const ASK_AGAIN: Duration = Duration::from_secs(2);

impl Conversations {
    /// Loads the messages that are missing here, unless that is under way: the newest page of an
    /// unknown chat, otherwise what follows the last known message.
    pub(super) fn follow(self, chat: ChatId) {
        let thread = self.thread(chat);
        if thread.read.get_untracked().is_none() {
            thread.read.set(Some(self.keep().read_up_to(chat)));
        }
        let is_urgent = self.opened.get_value() == Some(chat);
        let is_up = self.link.is_up();
        if is_up && self.following.try_update_value(|all| all.add(chat, is_urgent)) == Some(true) {
            self.catch_up(chat);
        }
    }

    fn catch_up(self, chat: ChatId) {
        let span = self.thread(chat).log.with_untracked(|log| match log.last() {
            Seq(0) => Span::Before(NEWEST),
            last => Span::After(last),
        });
        self.link.command(Command::CatchUp { chat, span });
    }

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

    /// Adds a page to a chat's log; returns true if there is no gap left.
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

    /// Loads the page before the first known message, unless that is under way.
    pub(crate) fn load_earlier(self, chat: ChatId) {
        let thread = self.thread(chat);
        let first = thread.log.with_untracked(|log| log.first().filter(|_| !log.is_whole()));
        let Some(first) = first.filter(|_| !thread.loads_earlier.get_untracked()) else { return };
        let span = Span::Before(first);
        thread.loads_earlier.set(self.link.command(Command::CatchUp { chat, span }));
    }

    pub(super) fn loaded_earlier(self, chat: ChatId, result: Result<Done, Refusal>) {
        let thread = self.thread(chat);
        if let Ok(Done::Messages { messages, .. }) = result {
            thread.log.update(|log| {
                log.hear_earlier(messages);
            });
        }
        thread.loads_earlier.set(false);
    }

    /// Adds a message to its chat's log; returns true if it is new. A gap starts a catch-up.
    pub(super) fn put(self, message: Message) -> bool {
        let (chat, id) = (message.chat, message.id);
        let thread = self.thread(chat);
        let kept = thread.log.try_update(|log| log.hear(message)).unwrap_or(Kept::Known);
        match kept {
            Kept::New | Kept::Known => self.settle(chat, id),
            Kept::Gap => self.follow(chat),
        }
        kept != Kept::Known
    }

    /// The log has this message and all before it, so the outbox can drop it.
    pub(super) fn settle(self, chat: ChatId, id: MessageId) {
        let last = self.thread(chat).log.read_untracked().last();
        let concerns = self.outbox.with_untracked(|outbox| outbox.of(chat).next().is_some());
        if concerns {
            self.outbox.update(|outbox| {
                outbox.remove(id);
                outbox.settle(chat, last);
            });
            self.keep().forget_unsent(chat, id);
        }
    }
}
