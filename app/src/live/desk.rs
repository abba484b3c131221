//! What the operator sees: a copy of what the server told him, kept in signals so that a change draws only what changed.

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

/// A cheap handle to the signals.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    pub(crate) me: RwSignal<Me>,
    pub(crate) sites: RwSignal<Vec<SiteView>>,
    pub(crate) visitors: Visitors,
    /// The open chats, those that are over, and one that ended while it is looked at. Ids are UUIDv7: their order is the
    /// order of asking.
    chats: RwSignal<BTreeMap<ChatId, ChatView>>,
    /// Those that they took part in, that are over for them and not put away, the latest last.
    over: RwSignal<Vec<OverChat>>,
    talks: RwSignal<BTreeMap<ChatId, TalkView>>,
    /// The operators of the account, himself among them, by name.
    pub(crate) colleagues: RwSignal<Vec<Colleague>>,
    /// How he labelled visitors.
    pub(crate) remarks: RwSignal<BTreeMap<VisitorId, String>>,
    pub(crate) preferences: RwSignal<Preferences>,
    /// How many off-line messages are open.
    pub(crate) open_off_line_messages: RwSignal<u32>,
    /// Whether operators cost something, and he may know it (manual A7).
    pub(crate) has_fees: RwSignal<bool>,
    /// Whether they are led through the first steps.
    pub(crate) has_guide: RwSignal<bool>,
    /// What was refused of late because it came too often.
    pub(crate) floods: RwSignal<Vec<Flood>>,
    /// Whether queueing is on (manual B18).
    pub(crate) is_queueing: RwSignal<bool>,
}

/// To whom a chat belongs, as the lists part them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    Requesting,
    /// A colleague offers it to him.
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
            floods: RwSignal::default(),
            is_queueing: RwSignal::default(),
        };
        desk.replace(snapshot, None);
        desk
    }

    /// Takes a whole new view. A chat that is looked at stays, as ended, until the operator turns away from it.
    pub(crate) fn replace(self, snapshot: Snapshot, opened: Option<ChatId>) {
        set_if_changed(self.me, snapshot.me);
        set_if_changed(self.sites, snapshot.sites);
        self.off_line_messages_open(snapshot.open_off_line_messages);
        set_if_changed(self.has_fees, snapshot.has_fees);
        set_if_changed(self.has_guide, snapshot.has_guide);
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

    /// Whether he is new to the list.
    pub(crate) fn visitor_changed(self, visitor: VisitorView) -> bool {
        self.visitors.changed(visitor)
    }

    /// He leaves the list; what was known of him stays as long as there is a chat to read it beside.
    pub(crate) fn visitor_left(self, id: VisitorId) {
        let has_chat = self.chats.read_untracked().values().any(|chat| chat.visitor == id);
        self.visitors.left(id, has_chat);
    }

    /// A chat is new or changed. One that ended stays until it is put away if they took part in it, else only while it is
    /// looked at.
    pub(crate) fn chat_changed(self, chat: ChatView, opened: Option<ChatId>) {
        // From several nodes, changes may come in another order than they happened in.
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

    /// A chat that this operator was in is over for them.
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

    /// No more is heard of a chat. One that they took part in stays as it was when they left it: true. Else it is not to be
    /// seen any more.
    pub(crate) fn chat_went(self, id: ChatId) -> bool {
        let over = self.over.with_untracked(|all| all.iter().find(|over| over.chat.id == id).cloned());
        let Some(over) = over else { return false };
        self.chats.write().insert(id, over.chat);
        true
    }

    /// They put a chat away. It goes, unless it is looked at or they see it as an administrator; whether it went.
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

    /// Those that are over, the latest first; not those that wait for somebody in the list of requests.
    pub(crate) fn over_chats(self) -> Vec<OverChat> {
        let (over, chats) = (self.over.read(), self.chats.read());
        let is_listed = |over: &&OverChat| {
            let share = chats.get(&over.chat.id).map(|chat| self.share(chat));
            matches!(share, None | Some(Share::Others | Share::Ended))
        };
        over.iter().rev().filter(is_listed).cloned().collect()
    }

    /// How a chat that they took part in came to its end for them, unless it goes on or is put away.
    pub(crate) fn over(self, id: ChatId) -> Option<OverChat> {
        self.over.read().iter().find(|over| over.chat.id == id).cloned()
    }

    pub(crate) fn is_over_untracked(self, id: ChatId) -> bool {
        self.over.read_untracked().iter().any(|over| over.chat.id == id)
    }

    /// Whether a chat is shown only because this operator had it.
    pub(crate) fn is_given_away(self, chat: &ChatView) -> bool {
        self.me.read_untracked().role == Role::Normal && self.share(chat) == Share::Others
    }

    /// The chat is no longer to be seen, and with it the visitor who left the site.
    pub(crate) fn chat_gone(self, id: ChatId) {
        if !self.chats.read_untracked().contains_key(&id) {
            return;
        }
        self.chats.write().remove(&id);
        let with_chat = self.with_chat();
        self.visitors.forget(|id| with_chat.binary_search(&id).is_ok());
    }

    /// Those with a chat, sorted.
    fn with_chat(self) -> Vec<VisitorId> {
        let mut visitors: Vec<_> = self.chats.read_untracked().values().map(|chat| chat.visitor).collect();
        visitors.sort_unstable();
        visitors
    }

    /// So many off-line messages are open.
    pub(crate) fn off_line_messages_open(self, count: u32) {
        set_if_changed(self.open_off_line_messages, count);
    }

    pub(crate) fn chat(self, id: ChatId) -> Option<ChatView> {
        self.chats.read().get(&id).cloned()
    }

    pub(crate) fn chat_untracked(self, id: ChatId) -> Option<ChatView> {
        self.chats.read_untracked().get(&id).cloned()
    }

    /// How far the visitor of a chat has it.
    pub(crate) fn visitor_marks(self, id: ChatId) -> Option<Marks> {
        self.chats.read().get(&id).map(|chat| chat.visitor_marks)
    }

    /// The visitor's open chat that this operator may see.
    pub(crate) fn chat_of(self, visitor: VisitorId) -> Option<ChatView> {
        self.chats.with(|all| {
            all.values().rev().find(|chat| chat.visitor == visitor && chat.state.is_open()).cloned()
        })
    }

    /// The chats of this share, the one that was asked for first coming first.
    pub(crate) fn chats(self, share: Share) -> Vec<ChatView> {
        // What they took part in stands in their own list, whoever has it now.
        let over = self.over.read();
        let is_theirs =
            |chat: &ChatView| share != Share::Others || over.iter().all(|over| over.chat.id != chat.id);
        let chats = self.chats.read();
        chats.values().filter(|chat| self.share(chat) == share && is_theirs(chat)).cloned().collect()
    }

    /// Whether there is any chat or conversation that can be opened.
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

    /// Whether this operator is asked to accept the chat; administrators see requests that go to others, too.
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

    /// Whether a request has waited for so long that this operator, an administrator, is asked whomever it goes to.
    pub(crate) fn is_overdue(self, chat: &ChatView) -> bool {
        chat.is_overdue && self.me.read_untracked().role == Role::Administrator
    }

    /// Whether a request calls this operator: while they take requests; to one that has waited for too long while they are
    /// at the desk.
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

    /// The conversation with a colleague, if there was one.
    pub(crate) fn talk_with(self, colleague: OperatorId) -> Option<TalkView> {
        self.talks.with(|all| {
            let is_with = |talk: &&TalkView| talk.members.iter().any(|member| member.id == colleague);
            all.values().find(is_with).cloned()
        })
    }

    /// Whom a conversation is with.
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

    /// How he labelled a visitor; empty if he has not.
    pub(crate) fn remark(self, visitor: VisitorId) -> String {
        self.remarks.read().get(&visitor).cloned().unwrap_or_default()
    }

    /// More was refused than before.
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

    /// What a colleague says of themselves; none: they are not there.
    pub(crate) fn status_of(self, id: OperatorId) -> Option<Status> {
        self.colleagues.with(|all| all.iter().find(|one| one.id == id).and_then(|one| one.status))
    }

    /// The colleagues who may come to the desk, by name.
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

    /// Its name if there are several, or if it was removed; empty: everything is on the only one.
    pub(crate) fn site_if_telling(self, id: SiteId) -> String {
        let is_removed = self.sites.with(|sites| sites.iter().any(|site| site.id == id && site.is_removed));
        if is_removed || self.has_several_sites() { self.site_name(id) } else { String::new() }
    }

    /// The sites that are not removed, and the one that is chosen.
    pub(crate) fn sites_to_choose(self, chosen: Option<SiteId>) -> Vec<SiteView> {
        let is_offered = |site: &&SiteView| !site.is_removed || Some(site.id) == chosen;
        self.sites.with_untracked(|sites| sites.iter().filter(is_offered).cloned().collect())
    }

    /// The names of the sites that are closed now, by their business hours (manual A18).
    pub(crate) fn closed_sites(self) -> String {
        let sites = self.sites.read();
        let closed = sites.iter().filter(|site| !site.is_removed && !site.is_open);
        closed.map(|site| site.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// With one site there is nothing to tell apart.
    pub(crate) fn has_several_sites(self) -> bool {
        self.sites.read().iter().filter(|site| !site.is_removed).count() > 1
    }
}

/// What did not change is not drawn again.
fn set_if_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if *signal.read_untracked() != value {
        signal.set(value);
    }
}

#[cfg(test)]
mod tests;
