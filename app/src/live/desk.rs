//! What the operator sees: a copy of the server's state, kept in signals so that a change redraws
//! only what changed.

mod visitors;

use std::collections::BTreeMap;

use leptos::prelude::*;
use wire::{
    ChatId, ChatState, ChatView, Marks, OperatorId, OperatorRef, Role, Routed, SiteId, Status, TalkView,
    VisitorId,
    colleague::Colleague,
    note::Remark,
    operator::{Flood, Me, OverChat, SiteView, Snapshot, VisitorView},
    preferences::Preferences,
};

pub(crate) use self::visitors::{Presence, Visitors, arranged};

/// A copyable handle to the signals.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    pub(crate) me: RwSignal<Me>,
    pub(crate) sites: RwSignal<Vec<SiteView>>,
    pub(crate) visitors: Visitors,
    /// The open chats, those that are over, and one that ended while it is open here. Ids are
    /// UUIDv7, so they sort in order of request.
    chats: RwSignal<BTreeMap<ChatId, ChatView>>,
    /// Chats that the operator took part in, that are over for them and not dismissed; latest last.
    over: RwSignal<Vec<OverChat>>,
    talks: RwSignal<BTreeMap<ChatId, TalkView>>,
    /// The account's operators, this one included, by name.
    pub(crate) colleagues: RwSignal<Vec<Colleague>>,
    pub(crate) remarks: RwSignal<BTreeMap<VisitorId, String>>,
    pub(crate) preferences: RwSignal<Preferences>,
    pub(crate) open_off_line_messages: RwSignal<u32>,
    /// Whether operators cost something and this one may know it (manual A7).
    pub(crate) has_fees: RwSignal<bool>,
    pub(crate) has_guide: RwSignal<bool>,
    pub(crate) may_ban: RwSignal<bool>,
    /// Recent rejections due to rate limits.
    pub(crate) floods: RwSignal<Vec<Flood>>,
    pub(crate) is_queueing: RwSignal<bool>,
}

/// Whose a chat is, as the lists are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    Requesting,
    Offered,
    Mine,
    Others,
    Ended,
}

impl Desk {
    pub(crate) fn new(snapshot: Snapshot) -> Desk {
        let desk = Desk {
            me: RwSignal::new(snapshot.me.clone()),
            sites: RwSignal::default(),
            visitors: Visitors::none(),
            chats: RwSignal::default(),
            over: RwSignal::default(),
            talks: RwSignal::default(),
            colleagues: RwSignal::default(),
            remarks: RwSignal::default(),
            preferences: RwSignal::default(),
            open_off_line_messages: RwSignal::default(),
            has_fees: RwSignal::default(),
            has_guide: RwSignal::default(),
            may_ban: RwSignal::default(),
            floods: RwSignal::default(),
            is_queueing: RwSignal::default(),
        };
        desk.replace(snapshot, None);
        desk
    }

    /// Replaces the whole view. The open chat stays, as ended, until the operator leaves it.
    pub(crate) fn replace(self, snapshot: Snapshot, opened: Option<ChatId>) {
        set_if_changed(self.me, snapshot.me);
        set_if_changed(self.sites, snapshot.sites);
        self.off_line_messages_open(snapshot.open_off_line_messages);
        set_if_changed(self.has_fees, snapshot.has_fees);
        set_if_changed(self.has_guide, snapshot.has_guide);
        set_if_changed(self.may_ban, snapshot.may_ban);
        set_if_changed(self.floods, snapshot.floods);
        set_if_changed(self.is_queueing, snapshot.is_queueing);
        set_if_changed(self.talks, snapshot.talks.into_iter().map(|talk| (talk.id, talk)).collect());
        set_if_changed(self.colleagues, snapshot.colleagues);
        let remarks = snapshot.remarks.into_iter().map(|remark| (remark.visitor, remark.text));
        set_if_changed(self.remarks, remarks.collect());
        set_if_changed(self.preferences, snapshot.preferences);

        let mut chats: BTreeMap<_, _> = snapshot.chats.into_iter().map(|chat| (chat.id, chat)).collect();
        for over in &snapshot.over {
            chats.entry(over.chat.id).or_insert_with(|| over.chat.clone());
        }
        set_if_changed(self.over, snapshot.over);
        if let Some(opened) = opened
            && let Some(known) = self.chats.with_untracked(|chats| chats.get(&opened).cloned())
        {
            let state = if self.is_given_away(&known) { known.state } else { ChatState::Closed };
            chats.entry(opened).or_insert(ChatView { state, ..known });
        }
        set_if_changed(self.chats, chats);

        let with_chat = self.with_chat();
        self.visitors.replace(snapshot.visitors, |id| with_chat.binary_search(&id).is_ok());
    }

    /// Returns whether the visitor is new to the list.
    pub(crate) fn visitor_changed(self, visitor: VisitorView) -> bool {
        self.visitors.changed(visitor)
    }

    /// Removes a visitor from the list; their details stay as long as a chat of theirs is listed.
    pub(crate) fn visitor_left(self, id: VisitorId) {
        let has_chat = self.chats.read_untracked().values().any(|chat| chat.visitor == id);
        self.visitors.left(id, has_chat);
    }

    /// Adds or updates a chat. An ended chat stays until dismissed if the operator took part in it,
    /// and otherwise only while it is open here.
    pub(crate) fn chat_changed(self, chat: ChatView, opened: Option<ChatId>) {
        // With several nodes, changes may arrive out of order.
        if self.chat_untracked(chat.id).is_some_and(|known| known.is_newer_than(&chat)) {
            return;
        }
        if self.share(&chat) == Share::Mine && self.is_over_untracked(chat.id) {
            self.over.write().retain(|over| over.chat.id != chat.id);
        }
        if chat.state.is_open() || opened == Some(chat.id) || self.is_over_untracked(chat.id) {
            self.chats.write().insert(chat.id, chat);
        } else {
            self.chat_gone(chat.id);
        }
    }

    pub(crate) fn chat_over(self, over: OverChat) {
        let id = over.chat.id;
        if self.chat_untracked(id).is_none() {
            self.chats.write().insert(id, over.chat.clone());
        }
        self.over.update(|all| {
            all.retain(|known| known.chat.id != id);
            all.push(over);
        });
    }

    /// The visitor has rated a chat.
    pub(crate) fn chat_rated(self, id: ChatId, stars: u8) {
        if self.is_over_untracked(id) {
            let mut all = self.over.write();
            all.iter_mut().filter(|over| over.chat.id == id).for_each(|over| over.stars = Some(stars));
        }
    }

    /// No more updates come for this chat. If the operator took part in it, restores it as it was
    /// when they left it and returns true; otherwise returns false, and the chat must be hidden.
    pub(crate) fn chat_went(self, id: ChatId) -> bool {
        let over = self.over.with_untracked(|all| all.iter().find(|over| over.chat.id == id).cloned());
        let Some(over) = over else { return false };
        self.chats.write().insert(id, over.chat);
        true
    }

    /// Dismisses a chat. It disappears unless it is open or visible to the operator as an
    /// administrator; returns whether it did.
    pub(crate) fn put_away(self, id: ChatId, opened: Option<ChatId>) -> bool {
        self.over.update(|all| all.retain(|over| over.chat.id != id));
        let view = self.chat_untracked(id);
        let stays =
            opened == Some(id) || view.is_some_and(|chat| chat.state.is_open() && !self.is_given_away(&chat));
        if !stays {
            self.chat_gone(id);
        }
        !stays
    }

    /// The chats that are over, latest first, without those that wait as requests.
    pub(crate) fn over_chats(self) -> Vec<OverChat> {
        let (over, chats) = (self.over.read(), self.chats.read());
        let is_listed = |over: &&OverChat| {
            let share = chats.get(&over.chat.id).map(|chat| self.share(chat));
            matches!(share, None | Some(Share::Others | Share::Ended))
        };
        over.iter().rev().filter(is_listed).cloned().collect()
    }

    /// How a chat ended for an operator who took part in it, unless it continues or was dismissed.
    pub(crate) fn over(self, id: ChatId) -> Option<OverChat> {
        self.over.read().iter().find(|over| over.chat.id == id).cloned()
    }

    pub(crate) fn is_over_untracked(self, id: ChatId) -> bool {
        self.over.read_untracked().iter().any(|over| over.chat.id == id)
    }

    /// Whether a chat is shown only because this operator once had it.
    pub(crate) fn is_given_away(self, chat: &ChatView) -> bool {
        self.me.read_untracked().role == Role::Normal && self.share(chat) == Share::Others
    }

    /// Removes a chat, and the visitor with it if they have left the site.
    pub(crate) fn chat_gone(self, id: ChatId) {
        if !self.chats.read_untracked().contains_key(&id) {
            return;
        }
        self.chats.write().remove(&id);
        let with_chat = self.with_chat();
        self.visitors.forget(|id| with_chat.binary_search(&id).is_ok());
    }

    /// The visitors with a chat, sorted.
    fn with_chat(self) -> Vec<VisitorId> {
        let mut visitors: Vec<_> = self.chats.read_untracked().values().map(|chat| chat.visitor).collect();
        visitors.sort_unstable();
        visitors
    }

    pub(crate) fn off_line_messages_open(self, count: u32) {
        set_if_changed(self.open_off_line_messages, count);
    }

    pub(crate) fn chat(self, id: ChatId) -> Option<ChatView> {
        self.chats.read().get(&id).cloned()
    }

    pub(crate) fn chat_untracked(self, id: ChatId) -> Option<ChatView> {
        self.chats.read_untracked().get(&id).cloned()
    }

    pub(crate) fn visitor_marks(self, id: ChatId) -> Option<Marks> {
        self.chats.read().get(&id).map(|chat| chat.visitor_marks)
    }

    /// The visitor's open chat that this operator may see.
    pub(crate) fn chat_of(self, visitor: VisitorId) -> Option<ChatView> {
        self.chats.with(|all| {
            all.values().rev().find(|chat| chat.visitor == visitor && chat.state.is_open()).cloned()
        })
    }

    /// The chats of this share, in order of request.
    pub(crate) fn chats(self, share: Share) -> Vec<ChatView> {
        // Chats that the operator took part in are in their own list, whoever has them now.
        let over = self.over.read();
        let is_theirs =
            |chat: &ChatView| share != Share::Others || over.iter().all(|over| over.chat.id != chat.id);
        let chats = self.chats.read();
        chats.values().filter(|chat| self.share(chat) == share && is_theirs(chat)).cloned().collect()
    }

    /// In how many active chats this operator is, of those that are seen here.
    pub(crate) fn active_chats_of(self, operator: OperatorId) -> usize {
        let chats = self.chats.read();
        let active = chats.values().filter(|chat| chat.state == ChatState::Active);
        active.filter(|chat| chat.operators().any(|one| one.id == operator)).count()
    }

    pub(crate) fn has_chats(self) -> bool {
        !self.chats.read().is_empty() || !self.talks.read().is_empty()
    }

    pub(crate) fn chats_untracked(self) -> Vec<ChatView> {
        self.chats.read_untracked().values().cloned().collect()
    }

    pub(crate) fn share(self, chat: &ChatView) -> Share {
        match chat.state {
            ChatState::Requesting => Share::Requesting,
            ChatState::Closed | ChatState::Missed | ChatState::Declined => Share::Ended,
            ChatState::Invited | ChatState::Active => {
                let me = self.me.read_untracked().id;
                if chat.offer.as_ref().is_some_and(|offer| offer.to.id == me) {
                    Share::Offered
                } else if chat.operators().any(|one| one.id == me) {
                    Share::Mine
                } else {
                    Share::Others
                }
            }
        }
    }

    /// Whether this operator is asked to accept the chat; administrators also see requests that go
    /// to others.
    pub(crate) fn is_asked(self, chat: &ChatView) -> bool {
        let me = self.me.read_untracked().id;
        let assigned = chat.operator.as_ref().map(|operator| operator.id);
        chat.state == ChatState::Requesting
            && match &chat.routed {
                _ if self.is_overdue(chat) => true,
                Routed { queued: true, .. } => assigned == Some(me),
                Routed { to: Some(operators), .. } => operators.contains(&me),
                Routed { to: None, .. } => true,
            }
    }

    /// Whether a request has waited so long that this operator, an administrator, is asked no
    /// matter where it goes.
    pub(crate) fn is_overdue(self, chat: &ChatView) -> bool {
        chat.is_overdue && self.me.read_untracked().role == Role::Administrator
    }

    /// Whether a request alerts this operator: while they accept requests, or for an overdue one
    /// while they are present.
    pub(crate) fn calls(self, chat: &ChatView) -> bool {
        let status = self.me.read_untracked().status;
        let is_called = match status {
            Status::Online => true,
            Status::Busy | Status::Invisible => self.is_overdue(chat),
            Status::Away => false,
        };
        is_called && self.is_asked(chat)
    }

    pub(crate) fn talk_changed(self, talk: TalkView) {
        self.talks.update(|all| {
            all.insert(talk.id, talk);
        });
    }

    pub(crate) fn talk(self, id: ChatId) -> Option<TalkView> {
        self.talks.read().get(&id).cloned()
    }

    pub(crate) fn talk_untracked(self, id: ChatId) -> Option<TalkView> {
        self.talks.read_untracked().get(&id).cloned()
    }

    pub(crate) fn talk_with(self, colleague: OperatorId) -> Option<TalkView> {
        self.talks.with(|all| {
            let is_with = |talk: &&TalkView| talk.members.iter().any(|member| member.id == colleague);
            all.values().find(is_with).cloned()
        })
    }

    pub(crate) fn other_in(self, talk: &TalkView) -> Option<OperatorRef> {
        let me = self.me.read().id;
        talk.members.iter().find(|member| member.id != me).cloned()
    }

    pub(crate) fn colleague_status(self, id: OperatorId, status: Option<Status>) {
        self.colleagues.update(|all| {
            if let Some(colleague) = all.iter_mut().find(|colleague| colleague.id == id) {
                colleague.status = status;
            }
        });
    }

    pub(crate) fn remark_changed(self, remark: Remark) {
        self.remarks.update(|all| match remark.text.is_empty() {
            true => drop(all.remove(&remark.visitor)),
            false => drop(all.insert(remark.visitor, remark.text)),
        });
    }

    /// The operator's label for a visitor; empty if there is none.
    pub(crate) fn remark(self, visitor: VisitorId) -> String {
        self.remarks.read().get(&visitor).cloned().unwrap_or_default()
    }

    pub(crate) fn flood(self, flood: Flood) {
        self.floods.update(|floods| {
            floods.retain(|known| {
                (known.site, known.what, &known.from) != (flood.site, flood.what, &flood.from)
            });
            floods.insert(0, flood);
        });
    }

    pub(crate) fn remark_untracked(self, visitor: VisitorId) -> String {
        self.remarks.read_untracked().get(&visitor).cloned().unwrap_or_default()
    }

    /// A colleague's status; `None` if they are not present.
    pub(crate) fn status_of(self, id: OperatorId) -> Option<Status> {
        self.colleagues.with(|all| all.iter().find(|one| one.id == id).and_then(|one| one.status))
    }

    /// The active colleagues, by name.
    pub(crate) fn others(self) -> Vec<Colleague> {
        let me = self.me.read().id;
        let is_other = |one: &&Colleague| one.id != me && one.is_active && !one.is_invited;
        self.colleagues.with(|all| all.iter().filter(is_other).cloned().collect())
    }

    pub(crate) fn site_name(self, id: SiteId) -> String {
        self.sites
            .with(|sites| sites.iter().find(|site| site.id == id).map(|site| site.name.clone()))
            .unwrap_or_default()
    }

    /// The site's name if there are several, or if it was removed; empty if there is only one.
    pub(crate) fn site_if_telling(self, id: SiteId) -> String {
        let is_removed = self.sites.with(|sites| sites.iter().any(|site| site.id == id && site.is_removed));
        if is_removed || self.has_several_sites() { self.site_name(id) } else { String::new() }
    }

    /// The sites that are not removed, and the chosen one.
    pub(crate) fn sites_to_choose(self, chosen: Option<SiteId>) -> Vec<SiteView> {
        let is_offered = |site: &&SiteView| !site.is_removed || Some(site.id) == chosen;
        self.sites.with_untracked(|sites| sites.iter().filter(is_offered).cloned().collect())
    }

    /// The names of the sites that are closed now by their business hours (manual A18).
    pub(crate) fn closed_sites(self) -> String {
        let sites = self.sites.read();
        let closed = sites.iter().filter(|site| !site.is_removed && !site.is_open);
        closed.map(|site| site.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// With one site there is nothing to distinguish.
    pub(crate) fn has_several_sites(self) -> bool {
        self.sites.read().iter().filter(|site| !site.is_removed).count() > 1
    }
}

fn set_if_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if *signal.read_untracked() != value {
        signal.set(value);
    }
}

#[cfg(test)]
mod tests;
