//! Handles each event from the server.

use leptos::prelude::*;
use wire::{
    Author, ChatId, ChatState, ChatView, Message, TalkView, VisitorId,
    note::Remark,
    operator::{Back, Done, Refusal, Snapshot, Snooze, ToOperator},
};

use super::{
    Live, connection::Connection, conversations::is_visitors, desk::Share, news::News, requests::Asked,
    socket::Heard, thread::Loaded,
};
use crate::words;

/// The `sessionStorage` key that records a reload due to a version mismatch.
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
            ToOperator::Reply { nr, result } => match self.link.answered(nr) {
                Some(Asked::Answer) => self.link.answer(nr, result),
                Some(asked) => self.hear_reply(asked, result),
                None => {}
            },
            ToOperator::Me(me) => self.desk.me.set(me),
            ToOperator::Visitor(visitor) => {
                self.knowledge.visitor(&visitor, self.clock.read());
                if self.desk.visitor_changed(visitor) {
                    self.link.tell(News::Arrived);
                }
            }
            ToOperator::VisitorLeft(id) => self.desk.visitor_left(id),
            ToOperator::Chat(chat) => self.hear_chat(chat),
            ToOperator::ChatGone(id) => self.hear_gone(id),
            ToOperator::Message(message) => self.hear_message(message),
            ToOperator::VisitorTyping { chat, text } => {
                self.conversations.thread(chat).typing.set(text.map(|text| (self.clock.read(), text)));
            }
            ToOperator::ColleagueTyping { chat, operator, on } => {
                self.conversations.colleague_types(chat, operator, on)
            }
            ToOperator::ColleagueLooking { chat, operator, on } => {
                self.conversations.colleague_looks(chat, operator, on)
            }
            ToOperator::ColleagueStatus { operator, status } => {
                self.desk.colleague_status(operator, status);
            }
            ToOperator::Colleagues(colleagues) => self.desk.colleagues.set(colleagues),
            ToOperator::Sites(sites) => self.desk.sites.set(sites),
            ToOperator::Note(note) => self.knowledge.hear_note(note),
            ToOperator::Remark(remark) => self.knowledge.hear_remark(remark),
            ToOperator::Canned(canned) => self.own.hear_canned(canned),
            ToOperator::CannedGone(id) => self.own.canned_gone(id),
            ToOperator::Preferences(preferences) => self.desk.preferences.set(preferences),
            ToOperator::OfferEnded { to, how, .. } => {
                self.link.tell(News::Refused(words::offer_end(&to.name, how)))
            }
            ToOperator::Talk(talk) => self.hear_talk(talk),
            ToOperator::OffLineMessage(message) => self.off_line.latest.set(Some(message)),
            ToOperator::OpenOffLineMessages(count) => self.desk.off_line_messages_open(count),
            ToOperator::OffLineMessagesChanged => self.off_line.changes.update(|changes| *changes += 1),
            ToOperator::OffLineAlert(alert) => self.link.tell(News::OffLine(alert)),
            ToOperator::Rated(rated) => {
                self.desk.chat_rated(rated.chat, rated.rating.stars);
                self.knowledge.hear_rating(&rated);
                if rated.is_alert {
                    self.link.tell(News::Rated(rated));
                }
            }
            ToOperator::Flood(flood) => self.desk.flood(flood),
            ToOperator::Queueing(on) => self.desk.is_queueing.set(on),
            ToOperator::Over(over) => self.desk.chat_over(over),
            ToOperator::Tags(tags) => {
                self.tags.replace(tags);
                // Earlier chats may have other tags now.
                self.knowledge.look_up_again();
                self.knowledge.read_again();
            }
            ToOperator::ChatTags { chat, tags } => {
                self.knowledge.hear_tags(chat, &tags);
                self.tags.of_chat_are(chat, tags);
            }
            ToOperator::Snoozed(snooze) => self.hear_snooze(snooze),
            ToOperator::SnoozeEnded(chat) => self.snoozes.ended(chat),
            ToOperator::Erased { visitor, chats } => self.hear_erased(visitor, &chats),
            ToOperator::PutAway(chats) => {
                let opened = self.conversations.opened.get_value();
                for id in chats {
                    self.snoozes.ended(id);
                    if self.desk.put_away(id, opened) {
                        self.conversations.forget(id);
                    }
                }
            }
        }
    }

    fn hear_snapshot(self, mut snapshot: Snapshot) {
        forget_reload();
        self.tags.replace(std::mem::take(&mut snapshot.tags));
        self.snoozes.replace(std::mem::take(&mut snapshot.snoozes));
        self.clock.set(snapshot.now);
        self.desk.replace(snapshot, self.conversations.opened.get_value());
        self.connection.set(Connection::Connected);
        self.conversations.send_waiting();
        self.knowledge.look_up_again();
        self.own.list_canned();
        let chats = self.desk.chats_untracked();
        for chat in &chats {
            self.tell_of_request(chat);
            if self.conversations.wants(chat.id) {
                self.conversations.follow(chat.id);
            }
        }
        if let Some(opened) = self.conversations.opened.get_value() {
            self.conversations.follow(opened);
            self.conversations.say_look(opened, true);
            self.knowledge.learn_of(opened);
            self.knowledge.read_again();
            self.snoozes.seen(opened);
        }
    }

    /// A chat is no longer visible as it was. An operator who took part in it can still read it up
    /// to that point.
    fn hear_gone(self, id: ChatId) {
        let is_looked_at = self.conversations.opened.get_value() == Some(id);
        let known = self.desk.chat_untracked(id);
        let was_mine = known.is_some_and(|chat| self.desk.share(&chat) == Share::Mine);
        if self.desk.chat_went(id) {
            let has = self.desk.chat_untracked(id).and_then(|chat| chat.operator);
            match has.filter(|_| is_looked_at && was_mine) {
                Some(has) => self.link.tell(News::Went(has.name)),
                None if is_looked_at => {}
                None => self.conversations.forget(id),
            }
            return;
        }
        self.desk.chat_gone(id);
        if is_looked_at {
            self.conversations.thread(id).state.set(Loaded::Refused(Refusal::NotFound));
        } else {
            self.conversations.forget(id);
        }
    }

    /// A chat is snoozed, or has come back.
    fn hear_snooze(self, snooze: Snooze) {
        let chat = snooze.chat;
        self.snoozes.changed(snooze.clone());
        // What the visitor wrote in an open chat has been told by then.
        let is_open = self.desk.chat_untracked(chat).is_some_and(|chat| chat.state.is_open());
        if snooze.back == Some(Back::InTime) || snooze.back.is_some() && !is_open {
            self.link.tell(News::Back(snooze));
        }
        if self.conversations.opened.get_value() == Some(chat) && !document().hidden() {
            self.snoozes.seen(chat);
        }
    }

    /// Nothing of what was erased is shown any more.
    fn hear_erased(self, visitor: Option<VisitorId>, chats: &[ChatId]) {
        for id in chats {
            self.snoozes.ended(*id);
            self.desk.put_away(*id, None);
            if self.conversations.opened.get_value() == Some(*id) {
                let thread = self.conversations.thread(*id);
                thread.log.set(Default::default());
                thread.state.set(Loaded::Refused(Refusal::NotFound));
            } else {
                self.conversations.forget(*id);
            }
        }
        if let Some(visitor) = visitor {
            self.desk.remark_changed(Remark { visitor, text: String::new() });
        }
        self.knowledge.erased(visitor, chats);
    }

    fn hear_talk(self, talk: TalkView) {
        let id = talk.id;
        self.desk.talk_changed(talk);
        if self.conversations.opened.get_value() == Some(id) {
            self.conversations.follow(id);
        }
    }

    fn hear_chat(self, chat: ChatView) {
        let known = self.desk.chat_untracked(chat.id);
        let before = known.as_ref().map(|known| self.desk.share(known));
        let was_invited = before == Some(Share::Mine)
            && known.is_some_and(|known| known.state == ChatState::Invited && chat.is_newer_than(&known));
        self.desk.chat_changed(chat.clone(), self.conversations.opened.get_value());
        self.tell_of_request(&chat);
        let after = self.desk.share(&chat);
        // The visitor may have answered the Welcome Screen, or this is one of the earlier chats
        // now.
        let has_turned = before.is_none_or(|before| before == Share::Ended) || after == Share::Ended;
        if has_turned && self.knowledge.is_of(chat.visitor) {
            self.knowledge.look_up_again();
        }
        match chat.state {
            ChatState::Active if was_invited => self.link.tell(News::Answered(chat.clone(), true)),
            ChatState::Declined if was_invited => self.link.tell(News::Answered(chat.clone(), false)),
            _ if before == Some(Share::Mine) && after == Share::Ended => {
                self.link.tell(News::Ended(chat.clone()));
            }
            _ => {}
        }
        if before != Some(Share::Offered) && after == Share::Offered {
            self.link.tell(News::Offered(chat.clone()));
        }
        if self.conversations.wants(chat.id) {
            let last = self.conversations.thread(chat.id).log.read_untracked().last();
            if last < chat.last_seq {
                self.conversations.follow(chat.id);
            }
        } else {
            self.conversations.forget(chat.id);
        }
    }

    fn tell_of_request(self, chat: &ChatView) {
        // Again when it has waited too long.
        let now = Some(self.desk.is_overdue(chat));
        let is_news = self.desk.is_asked(chat) && self.conversations.thread(chat.id).told.get_value() < now;
        if is_news {
            self.conversations.thread(chat.id).told.set_value(now);
            self.link.tell(News::Request(chat.clone()));
        }
    }

    fn hear_message(self, message: Message) {
        let chat = message.chat;
        if let Some(talk) = self.desk.talk_untracked(chat)
            && !self.is_own(&message)
        {
            self.link.tell(News::Talked(talk, message.clone()));
        }
        if !self.conversations.wants(chat) {
            return;
        }
        if is_visitors(&message) {
            self.conversations.thread(chat).typing.set(None);
        }
        let is_new = self.conversations.put(message.clone());
        let view = self.desk.chat_untracked(chat);
        if let Some(view) =
            view.filter(|view| is_new && is_visitors(&message) && self.desk.share(view) == Share::Mine)
        {
            self.conversations.tell_marks(chat);
            self.link.tell(News::Said(view, message));
        }
    }

    fn is_own(self, message: &Message) -> bool {
        let me = self.desk.me.read_untracked().id;
        matches!(&message.author, Author::Operator(who) if who.id == me)
    }

    fn hear_reply(self, asked: Asked, result: Result<Done, Refusal>) {
        match (asked, result) {
            (Asked::Accept(chat), result) => self.requests.accepted(chat, result),
            (Asked::Say(chat, id), Ok(Done::Said { seq, at, is_redacted })) => {
                self.conversations.stored(chat, id, seq, (!is_redacted).then_some(at))
            }
            (Asked::Say(chat, id), Err(why)) => self.conversations.not_taken(chat, id, why),
            (Asked::CatchUp(chat), result) => self.conversations.caught_up(chat, result),
            (Asked::Earlier(chat), result) => self.conversations.loaded_earlier(chat, result),
            (Asked::SetStatus(status), Ok(_)) => self.desk.me.update(|me| me.status = status),
            (Asked::Hint | Asked::MarkRead(_), Err(_)) => {}
            (_, Err(refusal)) => self.link.tell(News::Refused(words::refusal(&refusal))),
            (_, Ok(_)) => {}
        }
    }

    /// Reloads the page, once: the new page loads the new program.
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
