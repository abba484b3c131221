//! An operator's console, from opening to closing: what it shows, and which of the account's events
//! it may receive.

use std::collections::HashSet;

use async_trait::async_trait;
use wire::{
    AccountId, ChatView, OperatorId, OperatorRef, Role, Status, Timestamp,
    operator::{Me, SiteView, Snapshot, ToOperator, VisitorStatus},
};

use crate::{
    Error, SignedIn, Switchboard, ban,
    bus::{Event, Subscription, Topic},
    colleague, conversation, facts,
    live::Live,
    note, off_line_message, operator, over, preference,
    routing::settings,
    site, snooze,
    store::{Tx, Write},
    tag, talk,
};

/// An open console. Dropping it closes it. The operator is present as long as one is open.
pub struct Console {
    /// The operator.
    pub who: SignedIn,
    /// The events of their account; [`Switchboard::for_console`] says which of them they may see.
    /// After [`crate::bus::Lagged`] a new snapshot contains all that was missed.
    pub events: Subscription,
    live: Live,
    has_signed_out: bool,
}

/// What a console must do about an event.
pub enum ForConsole {
    /// Send this.
    Send(Box<ToOperator>),
    /// Close: the session has ended.
    SignOut,
    /// Close, so that the console reconnects: the operator's rights have changed.
    Anew,
    /// Send [`ToOperator::Me`], from [`Switchboard::me`].
    Me,
    /// Send [`ToOperator::Me`] and [`ToOperator::Colleagues`], from [`Switchboard::colleagues`].
    Colleagues,
    /// Send [`ToOperator::Sites`], from [`Switchboard::site_views`].
    Sites,
    /// Send [`ToOperator::OpenOffLineMessages`], from [`Switchboard::open_off_line_messages`].
    OffLineOpen,
    /// Send [`ToOperator::Tags`], from [`Switchboard::tags`].
    Tags,
    /// Do nothing: it does not concern this operator.
    Ignore,
}

impl Console {
    /// Closes the console because its session has ended. There is no grace period, because nobody
    /// reconnects.
    pub fn sign_out(mut self) {
        self.has_signed_out = true;
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        self.live.console_closed(self.who.account, self.who.operator, self.has_signed_out);
    }
}

impl Switchboard {
    /// Opens a console for this operator.
    pub async fn open_console(&self, who: SignedIn) -> Result<Console, Error> {
        let mut tx = self.store.read().await?;
        let me = operator::me(&mut tx, who.account, who.operator).await?;
        drop(tx);
        self.sign_for(who.operator).await?;
        let events = self.live.subscribe(match who.role {
            Role::Administrator => Topic::Administrators(who.account),
            Role::Normal => Topic::Operator(who.account, who.operator),
        });
        self.live.console_opened(who.account, who.operator, me.status);
        Ok(Console { who, events, live: self.live.clone(), has_signed_out: false })
    }

    /// All that this operator may see now.
    pub async fn snapshot(&self, who: &SignedIn) -> Result<Snapshot, Error> {
        let mut tx = self.store.read().await?;
        let mut chats = conversation::open_ones(&mut tx, who.account).await?;
        self.look_after_visitors(&mut tx, who.account, &chats).await?;
        chats.retain(|chat| who.may_see(chat));
        let over = over::all_of(&mut tx, who.account, who.operator).await?;
        let listed: Vec<_> =
            chats.iter().chain(over.iter().map(|over| &over.chat)).map(|chat| chat.id).collect();
        Ok(Snapshot {
            now: self.sources.now(),
            me: operator::me(&mut tx, who.account, who.operator).await?,
            sites: self.sites_in(&mut tx, who.account).await?,
            visitors: self.live.visitors_of(who.account),
            chats,
            talks: talk::all_of(&mut tx, who.account, who.operator).await?,
            colleagues: self.colleagues_in(&mut tx, who).await?,
            remarks: note::remarks_of(&mut tx, who).await?,
            preferences: preference::of(&mut tx, who).await?,
            open_off_line_messages: off_line_message::open(&mut tx, who.account).await?,
            has_fees: self.price.is_some() && who.role == Role::Administrator,
            floods: self.live.floods().of(who.account, self.sources.now()),
            is_queueing: settings::of(&mut tx, who.account).await?.1.on,
            over,
            has_guide: self.has_guide(&mut tx, who).await?,
            tags: tag::of_account(&mut tx, who.account, &listed).await?,
            snoozes: snooze::all_of(&mut tx, who.account, who.operator).await?,
            may_ban: ban::may(&mut tx, who).await?,
        })
    }

    /// Updates the visitor list from the chats in the database: their events may have been missed.
    async fn look_after_visitors(
        &self,
        tx: &mut Tx,
        account: AccountId,
        open: &[ChatView],
    ) -> Result<(), Error> {
        open.iter().for_each(|chat| self.live.chat_is(account, chat));
        let has_open: HashSet<_> = open.iter().map(|chat| chat.visitor).collect();
        for view in self.live.visitors_of(account) {
            if view.status != VisitorStatus::Online
                && !has_open.contains(&view.id)
                && let Some(chat) = conversation::newest_of(tx, account, view.id).await?
            {
                self.live.chat_is(account, &chat);
            }
        }
        Ok(())
    }

    /// What this operator may see of an event.
    pub fn for_console(who: &SignedIn, event: &Event) -> ForConsole {
        let hears_of = |other: &OperatorRef, audience| other.id != who.operator && who.may_hear(audience);
        let is_mine = |owner: &Option<OperatorId>| owner.is_none_or(|owner| owner == who.operator);
        ForConsole::Send(Box::new(match event {
            Event::Visitor(view) => ToOperator::Visitor(view.clone()),
            Event::VisitorLeft(visitor) => ToOperator::VisitorLeft(*visitor),
            Event::Chat(chat) if who.may_see(chat) => ToOperator::Chat(chat.clone()),
            Event::Chat(chat) => ToOperator::ChatGone(chat.id),
            Event::Message(message, audience) if who.may_hear(audience) => {
                ToOperator::Message(message.clone())
            }
            Event::VisitorTyping(chat, text, audience) if who.may_hear(audience) => {
                ToOperator::VisitorTyping { chat: *chat, text: text.clone() }
            }
            Event::OperatorTyping(chat, operator, on, audience) if hears_of(operator, audience) => {
                ToOperator::ColleagueTyping { chat: *chat, operator: operator.clone(), on: *on }
            }
            Event::OperatorLooking(chat, operator, on, audience) if hears_of(operator, audience) => {
                ToOperator::ColleagueLooking { chat: *chat, operator: operator.clone(), on: *on }
            }
            Event::Desk(operator, status) => ToOperator::ColleagueStatus {
                operator: *operator,
                status: colleague::shown(who, *operator, *status),
            },
            Event::Colleagues => return ForConsole::Colleagues,
            Event::Site(_) => return ForConsole::Sites,
            Event::Note(note) => ToOperator::Note(note.clone()),
            Event::Remark(operator, remark) if *operator == who.operator => {
                ToOperator::Remark(remark.clone())
            }
            Event::Canned(owner, canned) if is_mine(owner) => ToOperator::Canned(canned.clone()),
            Event::CannedGone(owner, canned) if is_mine(owner) => ToOperator::CannedGone(*canned),
            Event::Preferences(operator, preferences) if *operator == who.operator => {
                ToOperator::Preferences(preferences.clone())
            }
            Event::OfferEnded { chat, by, to, how } if *by == who.operator => {
                ToOperator::OfferEnded { chat: *chat, to: to.clone(), how: *how }
            }
            Event::Talk(talk) => match talk.iter().find(|(member, _)| *member == who.operator) {
                Some((_, view)) => ToOperator::Talk(view.clone()),
                None => return ForConsole::Ignore,
            },
            Event::OffLineMessage(message) => ToOperator::OffLineMessage(message.clone()),
            Event::OffLineMessages => ToOperator::OffLineMessagesChanged,
            Event::OffLineOpen => return ForConsole::OffLineOpen,
            Event::OffLineAlert(whose, alert) if is_mine(whose) => ToOperator::OffLineAlert(alert.clone()),
            Event::Rated(rated, audience) if who.may_hear(audience) => ToOperator::Rated(rated.clone()),
            Event::Tags => return ForConsole::Tags,
            Event::ChatTags(chat, tags, readers) if who.may_hear(readers) => {
                ToOperator::ChatTags { chat: *chat, tags: tags.clone() }
            }
            Event::Flood(flood) => ToOperator::Flood(flood.clone()),
            Event::Queueing(on) => ToOperator::Queueing(*on),
            Event::Over(operator, chat) if *operator == who.operator => ToOperator::Over(chat.clone()),
            Event::PutAway(operator, chats) if *operator == who.operator => {
                ToOperator::PutAway(chats.clone())
            }
            Event::Snoozed(operator, snooze) if *operator == who.operator => {
                ToOperator::Snoozed(snooze.clone())
            }
            Event::SnoozeEnded(operator, chat) if *operator == who.operator => ToOperator::SnoozeEnded(*chat),
            Event::Erased { visitor, chats } => {
                ToOperator::Erased { visitor: *visitor, chats: chats.clone() }
            }
            Event::Operator(operator) if *operator == who.operator => return ForConsole::Me,
            Event::SomebodyElse(operator) if *operator == who.operator => return ForConsole::Anew,
            Event::SignedOut(session) if *session == who.session => return ForConsole::SignOut,
            _ => return ForConsole::Ignore,
        }))
    }

    /// The account's sites.
    pub async fn site_views(&self, who: &SignedIn) -> Result<Vec<SiteView>, Error> {
        self.sites_in(&mut self.store.read().await?, who.account).await
    }

    async fn sites_in(&self, tx: &mut Tx, account: AccountId) -> Result<Vec<SiteView>, Error> {
        let views = site::views_of(tx, account, self.sources.now()).await?;
        for view in &views {
            self.caches.sites.tells(account, view.id, view.is_open);
        }
        Ok(views)
    }

    /// An operator's own details, as their console shows them.
    pub async fn me(&self, who: &SignedIn) -> Result<Me, Error> {
        let mut tx = self.store.read().await?;
        operator::me(&mut tx, who.account, who.operator).await
    }

    /// Sets the operator's status, which decides at once whether they are available.
    pub async fn set_status(&self, who: &SignedIn, status: Status) -> Result<(), Error> {
        let now = self.sources.now();
        self.store.write(SetStatus { account: who.account, operator: who.operator, status, now }).await
    }
}

struct SetStatus {
    account: AccountId,
    operator: OperatorId,
    status: Status,
    now: Timestamp,
}

#[async_trait]
impl Write for SetStatus {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        operator::set_status(tx, self.account, self.operator, self.status).await?;
        facts::has_status(tx, self.operator, self.now).await
    }

    fn announce(&self, (): &(), live: &Live) {
        live.operator_status(self.account, self.operator, self.status);
        live.tell_consoles(self.account, Event::Operator(self.operator));
    }
}
