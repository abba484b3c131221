//! What comes of each thing that the server says.

use client::log::Heard as Kept;
use leptos::prelude::*;
use wire::{
    Author, Body, ChatId, ChatState, ChatView, Content, Message, MessageId, Seq, TalkView, Timestamp,
    operator::{Command, Done, Refusal, Snapshot, ToOperator},
};

use super::{Connection, Live, Loaded, News, Share, is_visitors, requests::Asked, socket::Heard};
use crate::words;

/// Where the session's storage remembers that the page was loaded again for the sake of its version.
const RELOADED: &str = "switchboard/reloaded";

impl Live {
    pub(super) fn hear(self, heard: Heard) {
        match heard {
            Heard::Value(value) => self.hear_value(value),
            Heard::Lost => self.lost(),
            Heard::SignedOut if self.connection.get_untracked() == Connection::Leaving => {}
            Heard::SignedOut => self.connection.set(Connection::SignedOut),
            Heard::OtherVersion => self.load_again(),
        }
    }

    fn hear_value(self, value: ToOperator) {
        match value {
            ToOperator::Snapshot(snapshot) => self.hear_snapshot(snapshot),
            ToOperator::Reply { nr, result } => {
                let mut asked = None;
                self.requests.update_value(|requests| asked = requests.answered(nr));
                match asked {
                    Some(Asked::Answer) => self.answer(nr, result),
                    Some(asked) => self.hear_reply(asked, result),
                    None => {}
                }
            }
            ToOperator::Me(me) => self.desk.me.set(me),
            ToOperator::Visitor(visitor) => {
                self.knowledge.visitor(&visitor, self.clock.read());
                if self.desk.visitor_changed(visitor) {
                    self.tell(News::Arrived);
                }
            }
            ToOperator::VisitorLeft(id) => self.desk.visitor_left(id),
            ToOperator::Chat(chat) => self.hear_chat(chat),
            ToOperator::ChatGone(id) => self.hear_gone(id),
            ToOperator::Message(message) => self.hear_message(message),
            ToOperator::VisitorTyping { chat, text } => {
                self.thread(chat).typing.set(text.map(|text| (self.clock.read(), text)));
            }
            ToOperator::ColleagueTyping { chat, operator, on } => self.colleague_types(chat, operator, on),
            ToOperator::ColleagueLooking { chat, operator, on } => self.colleague_looks(chat, operator, on),
            ToOperator::ColleagueStatus { operator, status } => {
                self.desk.colleague_status(operator, status);
            }
            ToOperator::Colleagues(colleagues) => self.desk.colleagues.set(colleagues),
            ToOperator::Sites(sites) => self.desk.sites.set(sites),
            ToOperator::Note(note) => self.knowledge.note(note),
            ToOperator::Remark(remark) => self.hear_remark(remark),
            ToOperator::Canned(canned) => self.canned.update(|all| {
                all.retain(|known| known.id != canned.id);
                let place =
                    all.partition_point(|known| known.name.to_lowercase() <= canned.name.to_lowercase());
                all.insert(place, canned);
            }),
            ToOperator::CannedGone(id) => self.canned.update(|all| all.retain(|known| known.id != id)),
            ToOperator::Preferences(preferences) => self.desk.preferences.set(preferences),
            ToOperator::OfferEnded { to, how, .. } => {
                self.tell(News::Refused(words::offer_end(&to.name, how)))
            }
            ToOperator::Talk(talk) => self.hear_talk(talk),
            ToOperator::OffLineMessage(message) => self.off_line_message.set(Some(message)),
            ToOperator::OpenOffLineMessages(count) => self.desk.off_line_messages_open(count),
            ToOperator::OffLineMessagesChanged => self.off_line_changes.update(|changes| *changes += 1),
            ToOperator::OffLineAlert(alert) => self.tell(News::OffLine(alert)),
            ToOperator::Flood(flood) => self.desk.flood(flood),
            ToOperator::Queueing(on) => self.desk.is_queueing.set(on),
            ToOperator::Over(over) => self.desk.chat_over(over),
            ToOperator::PutAway(chats) => {
                let opened = self.opened.get_value();
                for id in chats {
                    if self.desk.put_away(id, opened) {
                        self.forget(id);
                    }
                }
            }
        }
    }

    fn hear_snapshot(self, snapshot: Snapshot) {
        forget_reload();
        self.clock.set(snapshot.now);
        self.desk.replace(snapshot, self.opened.get_value());
        self.connection.set(Connection::Connected);
        self.send_waiting();
        self.look_up_again();
        self.list_canned();
        let chats = self.desk.chats_untracked();
        for chat in &chats {
            self.tell_of_request(chat);
            if self.wants(chat.id) {
                self.follow(chat.id);
            }
        }
        if let Some(opened) = self.opened.get_value() {
            self.follow(opened);
            self.say_look(opened, true);
            self.learn_of_past();
        }
    }

    /// A chat is no longer to be seen as it was. Who took part in it goes on reading what was said until then.
    fn hear_gone(self, id: ChatId) {
        let is_looked_at = self.opened.get_value() == Some(id);
        let known = self.desk.chat_untracked(id);
        let was_mine = known.is_some_and(|chat| self.desk.share(&chat) == Share::Mine);
        if self.desk.chat_went(id) {
            let has = self.desk.chat_untracked(id).and_then(|chat| chat.operator);
            match has.filter(|_| is_looked_at && was_mine) {
                Some(has) => self.tell(News::Went(has.name)),
                None if is_looked_at => {}
                None => self.forget(id),
            }
            return;
        }
        self.desk.chat_gone(id);
        if is_looked_at {
            self.thread(id).state.set(Loaded::Refused(Refusal::NotFound));
        } else {
            self.forget(id);
        }
    }

    fn list_canned(self) {
        self.ask(Command::ListCanned, move |result| {
            if let Ok(Done::Canned(canned)) = result {
                self.canned.set(canned);
            }
        });
    }

    fn hear_talk(self, talk: TalkView) {
        let id = talk.id;
        self.desk.talk_changed(talk);
        if self.opened.get_value() == Some(id) {
            self.follow(id);
        }
    }

    fn hear_chat(self, chat: ChatView) {
        let known = self.desk.chat_untracked(chat.id);
        let before = known.as_ref().map(|known| self.desk.share(known));
        let was_invited = before == Some(Share::Mine)
            && known.is_some_and(|known| known.state == ChatState::Invited && chat.is_newer_than(&known));
        self.desk.chat_changed(chat.clone(), self.opened.get_value());
        self.tell_of_request(&chat);
        let after = self.desk.share(&chat);
        // He may have answered something on the Welcome Screen, or it is one of the earlier chats from now on.
        let has_turned = before.is_none_or(|before| before == Share::Ended) || after == Share::Ended;
        if has_turned && self.knowledge.is_of(chat.visitor) {
            self.look_up_again();
        }
        match chat.state {
            ChatState::Active if was_invited => self.tell(News::Answered(chat.clone(), true)),
            ChatState::Declined if was_invited => self.tell(News::Answered(chat.clone(), false)),
            _ if before == Some(Share::Mine) && after == Share::Ended => {
                self.tell(News::Ended(chat.clone()));
            }
            _ => {}
        }
        if before != Some(Share::Offered) && after == Share::Offered {
            self.tell(News::Offered(chat.clone()));
        }
        if self.wants(chat.id) {
            let last = self.thread(chat.id).log.read_untracked().last();
            if last < chat.last_seq {
                self.follow(chat.id);
            }
        } else {
            self.forget(chat.id);
        }
    }

    fn tell_of_request(self, chat: &ChatView) {
        // Again once it has waited for too long.
        let now = Some(self.desk.is_overdue(chat));
        let is_news = self.desk.is_asked(chat) && self.thread(chat.id).told.get_value() < now;
        if is_news {
            self.thread(chat.id).told.set_value(now);
            self.tell(News::Request(chat.clone()));
        }
    }

    fn hear_message(self, message: Message) {
        let chat = message.chat;
        if let Some(talk) = self.desk.talk_untracked(chat)
            && !self.is_own(&message)
        {
            self.tell(News::Talked(talk, message.clone()));
        }
        if !self.wants(chat) {
            return;
        }
        if is_visitors(&message) {
            self.thread(chat).typing.set(None);
        }
        let is_new = self.put(message.clone());
        let view = self.desk.chat_untracked(chat);
        if let Some(view) =
            view.filter(|view| is_new && is_visitors(&message) && self.desk.share(view) == Share::Mine)
        {
            self.tell_marks(chat);
            self.tell(News::Said(view, message));
        }
    }

    fn is_own(self, message: &Message) -> bool {
        let me = self.desk.me.read_untracked().id;
        matches!(&message.author, Author::Operator(who) if who.id == me)
    }

    /// Puts a message into its chat's log; true if the log did not have it. A gap is filled by asking.
    fn put(self, message: Message) -> bool {
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

    fn hear_reply(self, asked: Asked, result: Result<Done, Refusal>) {
        match (asked, result) {
            (Asked::Accept(chat), result) => {
                self.accepting.set(None);
                match result {
                    Ok(_) => self.show(chat),
                    Err(refusal) => self.tell(News::Refused(words::refusal(&refusal))),
                }
            }
            (Asked::Say(chat, id), Ok(Done::Said { seq, at })) => self.stored(chat, id, seq, at),
            (Asked::Say(chat, id), Err(why)) => self.not_taken(chat, id, why),
            (Asked::CatchUp(chat), result) => self.caught_up(chat, result),
            (Asked::Earlier(chat), result) => self.loaded_earlier(chat, result),
            (Asked::SetStatus(status), Ok(_)) => self.desk.me.update(|me| me.status = status),
            (Asked::Hint | Asked::MarkRead(_), Err(_)) => {}
            (_, Err(refusal)) => self.tell(News::Refused(words::refusal(&refusal))),
            (_, Ok(_)) => {}
        }
    }

    /// Acknowledged. If it is the next one, it takes its place in the log at once.
    fn stored(self, chat: ChatId, id: MessageId, seq: Seq, at: Timestamp) {
        let content = self.outbox.with_untracked(|outbox| {
            outbox.of(chat).find(|entry| entry.id == id).map(|entry| entry.content.clone())
        });
        self.outbox.update(|outbox| outbox.stored(id, seq));
        self.keep().forget_unsent(chat, id);
        // What became of HTML or an address on the server is not known here.
        let Some(Content::Text(text)) = content else { return self.follow(chat) };
        let me =
            self.desk.me.with_untracked(|me| wire::OperatorRef { id: me.id, name: me.screen_name.clone() });
        self.put(Message { id, chat, seq, at, author: Author::Operator(me), body: Body::Text(text) });
    }

    /// Loads the page again, once: the new page brings the new program.
    fn load_again(self) {
        let storage = window().session_storage().ok().flatten();
        let tried = storage.as_ref().and_then(|s| s.get_item(RELOADED).ok().flatten()).is_some();
        let noted = storage.is_some_and(|s| s.set_item(RELOADED, "1").is_ok());
        if !tried && noted {
            let _ = window().location().reload(); // fails only in a document that is gone
        } else {
            self.connection.set(Connection::OtherVersion);
        }
    }
}

fn forget_reload() {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.remove_item(RELOADED);
    }
}
