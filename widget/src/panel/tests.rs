//! The panel as a play: a loader, a server and a visitor made of plain calls.

use wire::{
    Author, Body, ChatState, ChatView, Message, MessageId, Seq, Timestamp,
    text::BadText,
    visitor::{FromVisitor, OffLineForm, Refusal, Stored, ToVisitor, Welcome},
};

use super::*;
use crate::{
    outbox::{Failure, What},
    testing::{chat_view, from_operator},
};

/// A panel with what the loader and the server make of it.
#[derive(Default)]
struct Play {
    panel: Panel,
    ticks: u64,
    kept: std::collections::BTreeMap<String, String>,
    sent: Vec<FromVisitor>,
    unread: u32,
    connecting: bool,
    reloads: u32,
    /// What the server has, by number from 1.
    stored: Vec<Message>,
}

impl Play {
    /// A visitor who has opened the panel; the connection is not there yet.
    fn opened() -> Play {
        let mut play = Play::default();
        play.greet();
        play.act(|panel, now| panel.shown(now, true));
        play
    }

    /// The same, welcomed.
    fn welcomed(available: bool) -> Play {
        let mut play = Play::opened();
        play.welcome(available, None);
        play
    }

    /// The same, with a question asked and stored.
    fn asked() -> Play {
        let mut play = Play::welcomed(true);
        play.ask("Is this oak?");
        play.acknowledge();
        play.describe(ChatState::Requesting);
        play
    }

    /// A panel of its own over what this one has kept: a reload, or another tab.
    fn reloaded(&self) -> Play {
        let mut play = Play { kept: self.kept.clone(), ticks: self.ticks, ..Play::default() };
        play.stored.clone_from(&self.stored);
        play.greet();
        play.act(|panel, now| panel.shown(now, true));
        play
    }

    fn greet(&mut self) {
        for (name, text) in self.kept.clone() {
            self.act(|panel, _| panel.kept(&name, text));
        }
        let greeting = Greeting { site: "demo".into(), token: "secret".into(), page: Page::default() };
        self.act(|panel, now| panel.greeted(now, greeting));
    }

    fn act<T>(&mut self, act: impl FnOnce(&mut Panel, &Moment) -> T) -> T {
        self.ticks += 1;
        let now = Moment::at(self.ticks);
        let result = act(&mut self.panel, &now);
        for effect in self.panel.settle(&now) {
            match effect {
                Effect::Connect => self.connecting = true,
                Effect::Disconnect => self.connecting = false,
                Effect::Send(frame) => self.sent.push(frame),
                Effect::Keep { name, text: Some(text), .. } => drop(self.kept.insert(name, text)),
                Effect::Keep { name, .. } => drop(self.kept.remove(&name)),
                Effect::Unread(unread) => self.unread = unread,
                Effect::Reload => self.reloads += 1,
            }
        }
        result
    }

    fn wait(&mut self, millis: u64) {
        let end = self.ticks + millis;
        while let Some(due) = self.panel.due(&Moment::at(self.ticks)).filter(|due| *due <= end) {
            self.ticks = due.max(self.ticks);
            self.act(|_, _| ());
        }
        self.ticks = end;
        self.act(|_, _| ());
    }

    fn hear(&mut self, frame: ToVisitor) {
        self.act(|panel, now| panel.heard(now, frame));
    }

    fn welcome(&mut self, available: bool, chat: Option<ChatView>) {
        assert!(core::mem::take(&mut self.connecting), "no connection was begun");
        self.act(|panel, _| panel.connected());
        let Some(FromVisitor::Hello(hello)) = self.sent.pop() else { panic!("no hello: {:?}", self.sent) };
        let after = hello.has.map_or(0, |(_, seq)| seq.0) as usize;
        let messages = if chat.is_some() { self.stored[after..].to_vec() } else { Vec::new() };
        let site_name = "Demo".into();
        self.hear(ToVisitor::Welcome(Welcome { site_name, available, chat, messages, more: false }));
    }

    fn lose(&mut self, code: u16) {
        self.act(|panel, now| panel.disconnected(now, Some(code)));
    }

    fn describe(&mut self, state: ChatState) {
        let id = self.panel.conversation().id().expect("a chat");
        let last_seq = Seq(self.stored.len() as u32);
        self.hear(ToVisitor::Chat(ChatView { id, last_seq, ..chat_view(9, state) }));
    }

    fn view(&self, state: ChatState) -> Option<ChatView> {
        let last_seq = Seq(self.stored.len() as u32);
        self.panel.conversation().id().map(|id| ChatView { id, last_seq, ..chat_view(9, state) })
    }

    fn type_text(&mut self, text: &str) {
        self.act(|panel, now| panel.typed_text(now, text.to_owned()));
    }

    fn ask(&mut self, text: &str) {
        self.type_text(text);
        self.act(Panel::submit);
    }

    fn say(&mut self, text: &str) {
        self.type_text(text);
        assert!(self.act(Panel::send), "{text} was not taken");
    }

    /// The text of the only frame that was sent since, other than about typing.
    fn sent(&mut self) -> Option<FromVisitor> {
        let mut sent = core::mem::take(&mut self.sent);
        sent.retain(|frame| !matches!(frame, FromVisitor::Typing(_)));
        assert!(sent.len() < 2, "{sent:?}");
        sent.pop()
    }

    fn sent_id(&mut self) -> MessageId {
        match self.sent() {
            Some(FromVisitor::Ask(ask)) => ask.id,
            Some(FromVisitor::Say(say)) => say.id,
            Some(FromVisitor::LeaveMessage(form)) => form.id.into(),
            other => panic!("{other:?}"),
        }
    }

    /// The server stores what was sent and says so.
    fn acknowledge(&mut self) -> MessageId {
        let (id, chat, text) = match self.sent() {
            Some(FromVisitor::Ask(ask)) => (ask.id, ask.chat, ask.text),
            Some(FromVisitor::Say(say)) => (say.id, say.chat, say.text),
            other => panic!("{other:?}"),
        };
        let (seq, at) = (Seq(self.stored.len() as u32 + 1), Timestamp(self.ticks as i64));
        self.stored.push(Message { id, chat, seq, at, author: Author::Visitor, body: Body::Text(text) });
        self.hear(ToVisitor::Stored(Stored { id, place: Some((chat, seq)), at }));
        id
    }

    fn texts(&self) -> Vec<&str> {
        let texts = self.panel.conversation().messages().map(|message| match &message.body {
            Body::Text(text) => &**text,
            Body::Notice(_) => "notice",
        });
        texts.collect()
    }

    fn out(&self) -> usize {
        self.kept.keys().filter(|name| kept::is_out(name)).count()
    }
}

#[test]
fn a_question_is_drawn_at_once_and_kept_until_it_is_stored() {
    let mut play = Play::welcomed(true);
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
    play.ask("Is this oak?");
    assert_eq!(play.panel.screen(), Screen::Chat);
    assert_eq!(play.panel.outbox().items().len(), 1);
    assert_eq!(play.out(), 1);
    play.acknowledge();
    assert_eq!((play.texts(), play.out()), (vec!["Is this oak?"], 0));
    assert_eq!(play.panel.draft().text, "");
}

#[test]
fn an_empty_question_is_answered_beside_the_field() {
    let mut play = Play::welcomed(true);
    play.ask("  ");
    assert_eq!(play.panel.faults().text, Some(BadText::Empty));
    assert_eq!(play.sent(), None);
    play.type_text("x");
    assert_eq!(play.panel.faults().text, None);
}

#[test]
fn what_is_written_without_a_connection_goes_out_in_order_when_it_is_back() {
    let mut play = Play::asked();
    play.lose(1006);
    play.say("one");
    play.say("two");
    assert_eq!((play.sent(), play.out()), (None, 2));
    play.wait(1_000);
    play.welcome(true, play.view(ChatState::Active));
    play.acknowledge();
    play.acknowledge();
    assert_eq!(play.texts(), ["Is this oak?", "one", "two"]);
    assert_eq!(play.out(), 0);
}

#[test]
fn what_was_stored_but_not_acknowledged_is_not_sent_again() {
    let mut play = Play::asked();
    play.say("one");
    let Some(FromVisitor::Say(say)) = play.sent() else { panic!() };
    let body = Body::Text(say.text.clone());
    let message =
        Message { id: say.id, chat: say.chat, seq: Seq(2), at: Timestamp(5), author: Author::Visitor, body };
    play.stored.push(message);
    play.lose(1006);
    play.wait(1_000);
    play.welcome(true, play.view(ChatState::Active));
    assert_eq!(play.sent(), None);
    assert_eq!((play.texts(), play.out()), (vec!["Is this oak?", "one"], 0));
}

#[test]
fn a_reload_keeps_the_chat_the_outbox_and_the_draft() {
    let mut play = Play::asked();
    play.lose(1006);
    play.say("one");
    play.type_text("half a sen");
    let mut play = play.reloaded();
    assert_eq!(play.panel.screen(), Screen::Chat, "before the server says anything");
    play.welcome(true, play.view(ChatState::Active));
    play.acknowledge();
    assert_eq!(play.texts(), ["Is this oak?", "one"]);
    assert_eq!(play.panel.draft().text, "half a sen");
}

#[test]
fn a_question_that_never_left_survives_a_reload() {
    let mut play = Play::opened();
    play.act(|panel, _| panel.available = true);
    play.act(|panel, _| panel.welcomed = true);
    play.ask("Is this oak?");
    let mut play = play.reloaded();
    assert_eq!(play.panel.screen(), Screen::Chat);
    play.welcome(true, None);
    play.acknowledge();
    assert_eq!(play.texts(), ["Is this oak?"]);
}

#[test]
fn two_tabs_keep_their_items_apart_and_send_each_others() {
    let mut first = Play::asked();
    first.lose(1006);
    first.say("one");
    let mut second = first.reloaded();
    second.welcome(true, second.view(ChatState::Active));
    second.acknowledge();
    assert_eq!(second.out(), 0);
    first.stored.clone_from(&second.stored);
    first.wait(1_000);
    first.welcome(true, first.view(ChatState::Active));
    assert_eq!((first.sent(), first.out()), (None, 0), "it has heard of it from the server");
    assert_eq!(first.texts(), second.texts());
}

#[test]
fn a_question_joins_the_chat_that_another_tab_has_open_and_what_follows_goes_there() {
    let mut play = Play::welcomed(true);
    play.ask("Is this oak?");
    let id = play.sent_id();
    play.say("Or ash?");
    let other = chat_view(3, ChatState::Active);
    play.hear(ToVisitor::Chat(other.clone()));
    play.hear(ToVisitor::Message(from_operator(3, 1)));
    play.hear(ToVisitor::Stored(Stored { id, place: Some((other.id, Seq(2))), at: Timestamp(9) }));
    let Some(FromVisitor::Say(say)) = play.sent() else { panic!() };
    assert_eq!((say.chat, &*say.text), (other.id, "Or ash?"));
    assert_eq!(play.texts(), ["1", "Is this oak?"]);
    assert_eq!(play.reloaded().panel.outbox().items()[0].what.chat(), Some(other.id));
}

#[test]
fn a_refused_message_stays_in_sight_and_can_be_mended() {
    let mut play = Play::asked();
    play.say("one");
    let id = play.sent_id();
    play.hear(ToVisitor::Refused { id: Some(id), why: Refusal::BadText(BadText::Empty) });
    assert!(matches!(play.panel.outbox().items()[0].failed, Some(Failure::Refused(Refusal::BadText(_)))));
    assert_eq!(play.reloaded().panel.outbox().items()[0].failed, Some(Failure::Unknown));
    play.type_text("two");
    play.act(|panel, _| panel.edit(id));
    assert_eq!(play.panel.draft().text, "one\ntwo");
    assert_eq!((play.panel.outbox().items().len(), play.out()), (0, 0));
}

#[test]
fn a_message_to_an_ended_chat_begins_the_next_one() {
    let mut play = Play::asked();
    play.say("one");
    let id = play.sent_id();
    play.describe(ChatState::Closed);
    play.hear(ToVisitor::Refused { id: Some(id), why: Refusal::ChatClosed });
    assert_eq!(play.panel.hint(), Some(Hint::Ended));
    play.act(|panel, _| panel.edit(id));
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
    assert_eq!(play.panel.draft().text, "one");
    let reloaded = {
        let mut play = play.reloaded();
        let closed = play.panel.draft.left.map(|id| ChatView { id, ..chat_view(9, ChatState::Closed) });
        play.welcome(true, closed);
        play
    };
    assert_eq!(reloaded.panel.screen(), Screen::Form { leave: false, sending: false }, "also after a reload");
}

#[test]
fn a_refused_question_goes_back_into_its_form_with_all_that_followed_it() {
    let mut play = Play::welcomed(true);
    play.act(|panel, _| panel.typed_name("Zoë".into()));
    play.ask("Is this oak?");
    let id = play.sent_id();
    play.say("Or ash?");
    play.type_text("Or");
    play.hear(ToVisitor::Refused { id: Some(id), why: Refusal::BadName(BadText::TooLong { limit: 80 }) });
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
    assert_eq!(play.panel.draft().text, "Is this oak?\nOr ash?\nOr");
    assert_eq!(play.panel.faults().name, Some(BadText::TooLong { limit: 80 }));
    assert_eq!((play.out(), play.panel.draft().name.as_str()), (0, "Zoë"));
    assert!(!play.kept.contains_key(kept::CHAT), "no chat is in progress");
}

#[test]
fn a_passing_refusal_is_repeated_by_itself() {
    let mut play = Play::asked();
    play.say("one");
    let id = play.sent_id();
    play.hear(ToVisitor::Refused { id: Some(id), why: Refusal::TooFast });
    assert_eq!(play.sent(), None);
    play.wait(2_000);
    assert_eq!(play.acknowledge(), id);
}

#[test]
fn silence_after_a_message_ends_the_connection() {
    let mut play = Play::asked();
    play.say("one");
    let id = play.sent_id();
    play.wait(9_000);
    assert!(!play.connecting);
    play.wait(2_000);
    assert!(play.connecting, "begun again");
    play.welcome(true, play.view(ChatState::Active));
    assert_eq!(play.acknowledge(), id);
}

#[test]
fn a_connection_that_was_silent_is_tried_out_when_the_visitor_comes_back() {
    let mut play = Play::asked();
    play.wait(60_000);
    play.act(|panel, now| panel.woken(now));
    assert!(matches!(play.sent(), Some(FromVisitor::CatchUp { after: Seq(1), .. })));
    play.wait(11_000);
    assert!(play.connecting);
}

#[test]
fn a_message_that_breaks_the_connection_three_times_is_given_up() {
    let mut play = Play::asked();
    play.say("one");
    for _ in 0..3 {
        play.sent();
        play.lose(1009);
        play.wait(60_000);
        play.welcome(true, play.view(ChatState::Active));
    }
    assert_eq!(play.sent(), None);
    assert_eq!(play.panel.outbox().items()[0].failed, Some(Failure::Unknown));
}

#[test]
fn a_gap_is_filled() {
    let mut play = Play::asked();
    let chat = play.panel.conversation().id().unwrap();
    let message = |seq| Message { chat, ..from_operator(1, seq) };
    play.hear(ToVisitor::Message(message(4)));
    let asked = play.sent();
    assert_eq!(asked, Some(FromVisitor::CatchUp { chat, after: Seq(1) }));
    play.hear(ToVisitor::Messages { chat, messages: vec![message(2)], more: true });
    assert_eq!(play.sent(), Some(FromVisitor::CatchUp { chat, after: Seq(2) }));
    play.hear(ToVisitor::Messages { chat, messages: vec![message(3), message(4)], more: false });
    assert_eq!(play.sent(), None);
    assert_eq!(play.texts(), ["Is this oak?", "2", "3", "4"]);
}

#[test]
fn unread_messages_are_counted_while_the_panel_is_minimised() {
    let mut play = Play::asked();
    play.act(|panel, now| panel.shown(now, false));
    let chat = play.panel.conversation().id().unwrap();
    for seq in [2, 3] {
        play.hear(ToVisitor::Message(Message { chat, ..from_operator(1, seq) }));
    }
    assert_eq!(play.unread, 2);
    let seen = play.kept[kept::CHAT].clone();
    play.act(|panel, now| panel.shown(now, true));
    assert_eq!(play.unread, 0);
    assert_ne!(play.kept[kept::CHAT], seen);
}

#[test]
fn what_another_tab_has_shown_is_read_here_too() {
    let mut play = Play::asked();
    play.act(|panel, now| panel.shown(now, false));
    let chat = play.panel.conversation().id().unwrap();
    play.hear(ToVisitor::Message(Message { chat, ..from_operator(1, 2) }));
    let seen = kept::write_chat(chat, Seq(2));
    play.act(|panel, _| panel.kept(kept::CHAT, seen));
    assert_eq!(play.unread, 0);
}

#[test]
fn an_ended_chat_is_in_progress_no_longer() {
    let mut play = Play::asked();
    assert!(play.kept.contains_key(kept::CHAT));
    play.describe(ChatState::Closed);
    assert!(!play.kept.contains_key(kept::CHAT));
    assert_eq!((play.panel.screen(), play.panel.hint()), (Screen::Chat, Some(Hint::Ended)));
    play.act(|panel, _| panel.start_anew());
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
}

#[test]
fn a_chat_that_the_server_has_forgotten_is_forgotten() {
    let play = Play::asked();
    let mut play = play.reloaded();
    assert_eq!(play.panel.screen(), Screen::Chat);
    play.welcome(true, None);
    assert_eq!(play.panel.screen(), Screen::Form { leave: false, sending: false });
    assert!(!play.kept.contains_key(kept::CHAT));
}

#[test]
fn the_end_follows_the_last_message() {
    let mut play = Play::asked();
    play.say("bye");
    play.act(|panel, _| panel.end());
    play.acknowledge();
    let chat = play.panel.conversation().id().unwrap();
    assert_eq!(play.sent(), Some(FromVisitor::End { chat }));
    play.lose(1006);
    play.wait(1_000);
    play.welcome(true, play.view(ChatState::Active));
    assert_eq!(play.sent(), Some(FromVisitor::End { chat }), "nobody knows whether it arrived");
    play.describe(ChatState::Closed);
    assert_eq!(play.sent(), None);
}

#[test]
fn an_off_line_message_thanks_once_it_is_stored() {
    let mut play = Play::welcomed(false);
    assert_eq!(play.panel.screen(), Screen::Form { leave: true, sending: false });
    play.ask("Call me");
    assert_eq!(play.panel.faults().email, Some(BadText::Empty));
    play.act(|panel, _| panel.typed_email("zoe@example.org".into()));
    play.act(Panel::submit);
    assert_eq!(play.panel.screen(), Screen::Form { leave: true, sending: true });
    let id = play.sent_id();
    play.hear(ToVisitor::Stored(Stored { id, place: None, at: Timestamp(1) }));
    assert_eq!((play.panel.screen(), play.panel.thanked()), (Screen::Thanks, "zoe@example.org"));
    assert_eq!((play.panel.draft().text.as_str(), play.out()), ("", 0));
    play.act(|panel, _| panel.start_anew());
    assert_eq!(play.panel.screen(), Screen::Form { leave: true, sending: false });
}

#[test]
fn a_refused_off_line_message_is_back_in_its_form() {
    let mut play = Play::welcomed(false);
    play.act(|panel, _| panel.typed_email("zoe@example.org".into()));
    play.ask("Call me");
    let Some(FromVisitor::LeaveMessage(OffLineForm { id, .. })) = play.sent() else { panic!() };
    play.hear(ToVisitor::Refused { id: Some(id.into()), why: Refusal::BadEmail(BadText::NotAnEmail) });
    assert_eq!(play.panel.screen(), Screen::Form { leave: true, sending: false });
    assert_eq!(play.panel.faults().email, Some(BadText::NotAnEmail));
    assert_eq!(play.panel.draft().text, "Call me");
}

#[test]
fn who_waits_in_vain_may_leave_a_message_instead() {
    let mut play = Play::asked();
    assert_eq!(play.panel.hint(), Some(Hint::Wait));
    play.hear(ToVisitor::Available(false));
    assert_eq!(play.panel.hint(), Some(Hint::NobodyThere));
    play.act(|panel, _| panel.leave_instead());
    assert_eq!(play.panel.screen(), Screen::Form { leave: true, sending: false });
    assert_eq!(play.panel.draft().text, "Is this oak?");
    play.act(|panel, _| panel.typed_email("zoe@example.org".into()));
    play.act(Panel::submit);
    let id = play.sent_id();
    play.hear(ToVisitor::Stored(Stored { id, place: None, at: Timestamp(1) }));
    assert_eq!(play.panel.screen(), Screen::Thanks);
    assert!(
        matches!(play.sent(), Some(FromVisitor::End { .. })),
        "nobody has to answer the request any more"
    );
}

#[test]
fn an_operator_who_comes_after_all_finds_the_visitor_in_the_chat() {
    let mut play = Play::asked();
    play.hear(ToVisitor::Available(false));
    play.act(|panel, _| panel.leave_instead());
    play.type_text("Is this oak?\nOr ash?");
    play.describe(ChatState::Active);
    assert_eq!(play.panel.screen(), Screen::Chat);
    assert_eq!(play.panel.draft().text, "Or ash?", "the question is in the chat already");
    assert_eq!(play.panel.operator(), Some("Anna"));
}

#[test]
fn another_version_reloads_the_panel_but_not_for_ever() {
    let mut play = Play::asked();
    play.say("one");
    for reloads in 1..=2 {
        play.lose(4002);
        assert_eq!(play.reloads, 1, "reload {reloads}");
        play = play.reloaded();
    }
    play.lose(4002);
    assert_eq!(play.reloads, 0);
    assert!(play.panel.is_outdated());
    play.wait(60_000);
    play.welcome(true, play.view(ChatState::Active));
    assert!(!play.panel.is_outdated());
    let Some(FromVisitor::Say(say)) = play.sent() else { panic!() };
    assert_eq!(say.text, "one");
}

#[test]
fn a_site_that_does_not_exist_stops_the_panel() {
    let mut play = Play::opened();
    play.act(|panel, _| panel.connected());
    play.hear(ToVisitor::Refused { id: None, why: Refusal::UnknownSite });
    play.lose(4004);
    play.connecting = false;
    play.wait(200_000);
    assert_eq!((play.panel.screen(), play.connecting), (Screen::Stopped, false));
}

#[test]
fn typing_is_told_only_in_a_chat_and_ends_with_the_message() {
    let mut play = Play::welcomed(true);
    play.type_text("Is");
    assert_eq!(play.sent, []);
    let mut play = Play::asked();
    play.type_text("o");
    assert_eq!(play.sent, [FromVisitor::Typing(true)]);
    play.wait(4_000);
    assert_eq!(play.sent, [FromVisitor::Typing(true), FromVisitor::Typing(false)]);
}

#[test]
fn a_long_text_stays_a_draft() {
    let mut play = Play::asked();
    play.type_text(&"x".repeat(4_001));
    assert!(!play.act(Panel::send));
    assert_eq!(play.panel.draft().text.len(), 4_001);
    assert_eq!(play.sent(), None);
    assert!(play.panel.outbox().items().iter().all(|item| !matches!(item.what, What::Say(_))));
}
