//! Follows the events of the account that concern this operator: requests that go to them, offers
//! to them, and their own chats. An administrator's console also shows the chats of others. In a
//! SIP client each of those would open a window, so it gets only the operator's own.

use std::sync::Arc;

use chat::{
    Error, ForConsole, SignedIn, Switchboard,
    bus::{Event, Lagged},
};
use wire::{
    ChatId, ChatState, ChatView, Message, Offer, OfferKind, Role, Seq, TalkView,
    operator::{Snapshot, ToOperator},
};

use super::{Desk, Known, Talk, tell::Whom, words};

/// How a chat concerns an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Concern {
    /// Not at all, or not in a way that a client shows.
    None,
    /// They may accept the request.
    Request,
    /// They may accept the offer.
    Offer,
    /// They are in it.
    Own,
}

impl Concern {
    pub(super) fn of(who: &SignedIn, chat: &ChatView) -> Concern {
        let is_his = |one: &wire::OperatorRef| one.id == who.operator;
        if !who.may_see(chat) || !chat.state.is_open() {
            return Concern::None;
        }
        if chat.offer.as_ref().is_some_and(|offer| is_his(&offer.to)) {
            return Concern::Offer;
        }
        if chat.state == ChatState::Requesting {
            let is_asked = match &chat.operator {
                _ if chat.is_overdue && who.role == Role::Administrator => true,
                Some(assigned) => is_his(assigned),
                None => {
                    let to = chat.routed.to.as_ref();
                    !chat.routed.queued && to.is_none_or(|operators| operators.contains(&who.operator))
                }
            };
            return if is_asked { Concern::Request } else { Concern::None };
        }
        if chat.operators().any(is_his) { Concern::Own } else { Concern::None }
    }
}

impl Desk {
    /// Opens the operator's console unless it is open. If it was open before, missed events are
    /// reported.
    pub(super) async fn sit_down(&mut self, who: &SignedIn) -> Result<(), Error> {
        if self.console.is_some() {
            return Ok(());
        }
        let switchboard = &self.core.switchboard;
        let console = switchboard.open_console(who.clone()).await?;
        let snapshot = switchboard.snapshot(who).await?;
        self.console = Some(console);
        if !self.devices.is_empty() {
            self.compare(who, snapshot).await;
            return Ok(());
        }
        // The first client gets the present state.
        self.learn(&snapshot);
        for view in snapshot.chats.into_iter().filter(|view| Concern::of(who, view) != Concern::None) {
            let told = view.last_seq;
            self.chats.insert(view.id, Known { view, told });
        }
        for view in snapshot.talks {
            let told = view.last_seq;
            self.talks.insert(view.id, Talk { view, told });
        }
        Ok(())
    }

    pub(super) async fn hear(&mut self, event: Result<Arc<Event>, Lagged>) {
        let Some(who) = self.console.as_ref().map(|console| console.who.clone()) else { return };
        let event = match event {
            Ok(event) => event,
            Err(Lagged) => return self.read_anew(&who).await,
        };
        if let Event::SignedOut(session) = &*event {
            return self.throw_out(*session).await;
        }
        match Switchboard::for_console(&who, &event) {
            ForConsole::Send(what) => self.follow(&who, *what).await,
            ForConsole::Colleagues => self.read_colleagues(&who).await,
            ForConsole::Anew => self.become_somebody_else().await,
            ForConsole::SignOut
            | ForConsole::Me
            | ForConsole::Sites
            | ForConsole::OffLineOpen
            | ForConsole::Tags
            | ForConsole::Ignore => {}
        }
    }

    async fn follow(&mut self, who: &SignedIn, what: ToOperator) {
        match what {
            ToOperator::Chat(view) => self.chat_is(who, view).await,
            ToOperator::ChatGone(chat) => self.chat_gone(chat).await,
            ToOperator::Message(message) => self.message(message).await,
            ToOperator::VisitorTyping { chat, text } => {
                if let Some(view) = self.chats.get(&chat).map(|known| known.view.clone())
                    && Concern::of(who, &view) == Concern::Own
                {
                    self.tell_typing(&view, text.is_some()).await;
                }
            }
            ToOperator::OfferEnded { chat, to, how } => {
                if let Some(view) = self.chats.get(&chat).map(|known| known.view.clone()) {
                    self.say_in(&view, Whom::All, words::not_taken(&to.name, how)).await;
                }
            }
            ToOperator::Talk(view) => self.talk_is(view).await,
            ToOperator::Visitor(view) => {
                let visitor = view.id;
                if self.visitors.insert(visitor, view).is_none() {
                    self.visitor_is(visitor).await;
                }
            }
            ToOperator::VisitorLeft(visitor) => {
                self.visitors.remove(&visitor);
                self.visitor_is(visitor).await;
            }
            ToOperator::ColleagueStatus { operator, status } => {
                if let Some(colleague) = self.colleagues.iter_mut().find(|one| one.id == operator) {
                    colleague.status = status;
                }
                self.colleague_is(operator).await;
            }
            // Only a browser shows the others.
            _ => {}
        }
    }

    /// A chat is new or has changed.
    async fn chat_is(&mut self, who: &SignedIn, view: ChatView) {
        let is = Concern::of(who, &view);
        let (was, was_overdue) = match self.chats.get_mut(&view.id) {
            Some(known) if !view.is_newer_than(&known.view) => return,
            Some(known) => {
                let was = (Concern::of(who, &known.view), known.view.is_overdue);
                known.view = view.clone();
                was
            }
            None => (Concern::None, false),
        };
        let is_called = view.is_overdue && !was_overdue && who.role == Role::Administrator;
        let id = view.id;
        match (was, is) {
            (Concern::None, Concern::None) => {
                self.chats.remove(&id);
            }
            // Earlier messages of the chat are not news.
            (Concern::None, Concern::Request) => {
                self.chats.insert(id, Known { view: view.clone(), told: Seq(0) });
                let line = self.opening_line(&view, false);
                self.say_in(&view, Whom::All, line).await;
                self.tell_history(id).await;
            }
            (Concern::None, Concern::Offer | Concern::Own) => {
                self.chats.insert(id, Known { view: view.clone(), told: Seq(0) });
                let line = self.opening_line(&view, true);
                self.say_in(&view, Whom::All, line).await;
                self.tell_history(id).await;
            }
            // A second time, because it has waited too long.
            (Concern::Request, Concern::Request) if is_called => {
                let line = self.opening_line(&view, false);
                self.say_in(&view, Whom::All, line).await;
                self.tell_new(id).await;
            }
            (Concern::Own, Concern::Offer) => {
                let line = self.opening_line(&view, true);
                self.say_in(&view, Whom::All, line).await;
            }
            (Concern::Offer, Concern::None) => {
                self.say_in(&view, Whom::All, words::offer_over()).await;
                self.chats.remove(&id);
            }
            (_, Concern::None) => {
                // The last message, if the operator may read it: it says who ended the chat.
                self.tell_new(id).await;
                if view.state.is_open() || view.state == ChatState::Missed {
                    let by = view.operator.as_ref().filter(|one| one.id != self.operator);
                    self.say_in(&view, Whom::All, words::taken(by.map(|one| one.name.as_str()))).await;
                }
                self.chats.remove(&id);
            }
            // A message reports any other change.
            _ => self.tell_new(id).await,
        }
    }

    /// The operator may not see a chat any more. Whoever has it now is named only if this operator
    /// gave it to them.
    async fn chat_gone(&mut self, chat: ChatId) {
        if let Some(known) = self.chats.remove(&chat) {
            let is_given = |offer: &&Offer| offer.by.id == self.operator && offer.kind == OfferKind::Transfer;
            let to = known.view.offer.as_ref().filter(is_given).map(|offer| offer.to.name.as_str());
            self.say_in(&known.view, Whom::All, words::taken(to)).await;
        }
    }

    async fn message(&mut self, message: Message) {
        if let Some(talk) = self.talks.get(&message.chat) {
            return match message.seq == talk.told.next() {
                true => self.tell_talk(&message, None).await,
                false => self.tell_new_in_talk(message.chat).await,
            };
        }
        let Some(known) = self.chats.get_mut(&message.chat) else { return };
        known.view.last_seq = known.view.last_seq.max(message.seq);
        match message.seq == known.told.next() {
            true => self.tell_message(&message, None).await,
            false => self.tell_new(message.chat).await,
        }
    }

    /// A conversation with a colleague is new or has changed.
    async fn talk_is(&mut self, view: TalkView) {
        let id = view.id;
        match self.talks.get_mut(&id) {
            Some(talk) => talk.view = view,
            None => {
                let told = view.read;
                self.talks.insert(id, Talk { view, told });
            }
        }
        self.tell_new_in_talk(id).await;
    }

    async fn tell_new_in_talk(&mut self, chat: ChatId) {
        let Some(talk) = self.talks.get(&chat) else { return };
        if talk.told >= talk.view.last_seq {
            return;
        }
        let after = talk.told;
        if let Some((messages, _)) = self.read(chat, wire::Span::After(after)).await {
            for message in messages {
                self.tell_talk(&message, None).await;
            }
        }
    }

    /// Reloads everything after missed events.
    async fn read_anew(&mut self, who: &SignedIn) {
        match self.core.switchboard.snapshot(who).await {
            Ok(snapshot) => self.compare(who, snapshot).await,
            Err(error) => tracing::error!(%error, "a snapshot could not be read"),
        }
    }

    /// Reports the differences from the known state.
    async fn compare(&mut self, who: &SignedIn, snapshot: Snapshot) {
        self.learn(&snapshot);
        let gone: Vec<_> = self
            .chats
            .keys()
            .copied()
            .filter(|id| !snapshot.chats.iter().any(|chat| chat.id == *id))
            .collect();
        for view in snapshot.chats {
            let id = view.id;
            self.chat_is(who, view).await;
            self.tell_new(id).await;
        }
        for id in gone {
            // The last message, if the operator may read it.
            self.tell_new(id).await;
            self.chat_gone(id).await;
        }
        for view in snapshot.talks {
            self.talk_is(view).await;
        }
        self.tell_everybody_watched().await;
    }

    fn learn(&mut self, snapshot: &Snapshot) {
        self.visitors = snapshot.visitors.iter().map(|visitor| (visitor.id, visitor.clone())).collect();
        self.colleagues.clone_from(&snapshot.colleagues);
    }

    async fn read_colleagues(&mut self, who: &SignedIn) {
        match self.core.switchboard.colleagues(who).await {
            Ok(colleagues) => self.colleagues = colleagues,
            Err(error) => tracing::error!(%error, "the colleagues could not be read"),
        }
    }

    /// The operator's name or role has changed. The clients stay, and the console is opened again
    /// with the new details.
    async fn become_somebody_else(&mut self) {
        let sessions: Vec<_> = self.devices.iter().map(|bound| bound.who.session).collect();
        let mut now = None;
        for session in sessions {
            match self.core.switchboard.sip_signed_in(session).await {
                Ok(Some(who)) => {
                    if let Some(bound) = self.devices.iter_mut().find(|bound| bound.who.session == session) {
                        bound.who = who.clone();
                    }
                    now = Some(who);
                }
                Ok(None) => self.throw_out(session).await,
                Err(error) => tracing::error!(%error, "who an operator is could not be read"),
            }
        }
        let Some(who) = now else { return };
        match self.core.switchboard.open_console(who.clone()).await {
            Ok(console) => {
                self.console = Some(console);
                self.read_anew(&who).await;
            }
            Err(error) => tracing::error!(%error, "a console could not be opened anew"),
        }
    }

    /// Whether the operator has yet to accept it.
    pub(super) fn is_request(&self, view: &ChatView) -> bool {
        view.state == ChatState::Requesting
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{AccountId, Marks, OperatorId, OperatorRef, Routed, SiteId, Timestamp, VisitorId};

    fn operator(n: u64) -> OperatorRef {
        OperatorRef { id: OperatorId::v7(n, &[0; 10]), name: format!("Operator {n}") }
    }

    fn who(n: u64, role: Role) -> SignedIn {
        let OperatorRef { id, name } = operator(n);
        SignedIn { account: AccountId::v7(1, &[0; 10]), operator: id, name, role, session: [0; 32] }
    }

    fn chat(state: ChatState, by: Option<u64>) -> ChatView {
        ChatView {
            id: ChatId::v7(1, &[0; 10]),
            site: SiteId::v7(1, &[0; 10]),
            visitor: VisitorId::v7(1, &[0; 10]),
            visitor_name: None,
            state,
            operator: by.map(operator),
            routed: Routed::default(),
            others: Vec::new(),
            offer: None,
            visitor_marks: Marks::default(),
            operator_marks: Marks::default(),
            last_seq: Seq(1),
            version: 1,
            asked_at: Timestamp(0),
            accept_by: None,
            is_overdue: false,
        }
    }

    #[test]
    fn a_client_tells_of_what_is_its_operators_matter() {
        let (ann, ben) = (who(1, Role::Administrator), who(2, Role::Normal));
        let request = chat(ChatState::Requesting, None);
        assert_eq!(
            (Concern::of(&ann, &request), Concern::of(&ben, &request)),
            (Concern::Request, Concern::Request)
        );
        let mut to_ben = request.clone();
        to_ben.routed.to = Some(vec![ben.operator]);
        assert_eq!(
            (Concern::of(&ann, &to_ben), Concern::of(&ben, &to_ben)),
            (Concern::None, Concern::Request)
        );
        let mut waits = request.clone();
        waits.routed.queued = true;
        assert_eq!((Concern::of(&ann, &waits), Concern::of(&ben, &waits)), (Concern::None, Concern::None));
        let assigned = chat(ChatState::Requesting, Some(2));
        assert_eq!(
            (Concern::of(&ann, &assigned), Concern::of(&ben, &assigned)),
            (Concern::None, Concern::Request)
        );
        // Administrators also get it when it has waited too long.
        for mut late in [assigned, to_ben, waits] {
            let bens = Concern::of(&ben, &late);
            late.is_overdue = true;
            assert_eq!((Concern::of(&ann, &late), Concern::of(&ben, &late)), (Concern::Request, bens));
        }
        // Administrators see it, but get no request.
        let bens = chat(ChatState::Active, Some(2));
        assert_eq!((Concern::of(&ann, &bens), Concern::of(&ben, &bens)), (Concern::None, Concern::Own));
        let mut offered = bens.clone();
        offered.offer = Some(Offer {
            kind: OfferKind::Transfer,
            by: operator(2),
            to: operator(1),
            ends_at: Timestamp(30_000),
        });
        assert_eq!(
            (Concern::of(&ann, &offered), Concern::of(&ben, &offered)),
            (Concern::Offer, Concern::Own)
        );
        assert_eq!(Concern::of(&ben, &chat(ChatState::Closed, Some(2))), Concern::None);
    }
}
