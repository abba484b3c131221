//! How the messages of the chats come here: what is looked at first, the others a few at a time.

use std::time::Duration;

use client::log::Heard as Kept;
use leptos::prelude::*;
use wire::{
    ChatId, Message, MessageId, Seq, Span,
    operator::{Command, Done, Refusal},
};

use super::{conversations::Conversations, outbox::is_passing, requests::NEWEST, thread::Loaded};

/// When to ask again for messages that the server could not send just now.
const ASK_AGAIN: Duration = Duration::from_secs(2);

impl Conversations {
    /// Loads what this client lacks of a chat, unless that is under way already: the newest page of one that it knows
    /// nothing of, else what follows.
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
        thread.loads_earlier.set(self.link.command(Command::CatchUp { chat, span }));
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

    /// Puts a message into its chat's log; true if the log did not have it. A gap is filled by asking.
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

    /// The log has this message and all before it: the outbox need not show it.
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
