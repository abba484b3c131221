//! An operator invites a visitor who is browsing, and the visitor answers (manual B2).

use async_trait::async_trait;
use wire::{
    AccountId, Answers, Author, Body, ChatId, ChatState, ChatView, Marks, MessageId, Routed, Seq, SiteId,
    Timestamp, VisitorId, text,
};

use crate::{
    Error, Refused, Seat, SignedIn, Speaker, Switchboard, conversation,
    life::{Life, Step},
    live::Live,
    message::{self, Appended, Draft},
    step::{Actor, due},
    store::{Tx, Write},
    visitor,
};

impl Switchboard {
    /// Begins a chat with the invitation as its first message. The visitor must be online, have no
    /// open chat, and not be banned. An unanswered invitation expires after two minutes. Inviting again with the
    /// same ids changes nothing.
    pub async fn invite(
        &self,
        who: &SignedIn,
        visitor: VisitorId,
        chat: ChatId,
        id: MessageId,
        invitation: &str,
    ) -> Result<Result<(), Refused>, Error> {
        let text = match text::message(invitation) {
            Ok(text) => text,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        let Some((site, page)) = self.live.whereabouts_of(who.account, visitor) else {
            return Ok(Err(Refused::CannotInvite));
        };
        let address = self.live.address_of(who.account, visitor);
        if self.banned(who.account, visitor, address).await?.is_some() {
            return Ok(Err(Refused::CannotInvite));
        }
        let text = self.redactor(who.account).await?.text(text);
        let draft = Draft { chat, id, author: Author::Operator(who.as_operator()), body: Body::Text(text) };
        let now = self.sources.now();
        let work =
            InviteWork { account: who.account, site, visitor, page: page.url, draft, who: who.clone(), now };
        self.store.write(work).await.map(|invited| invited.map(|_| ()))
    }

    /// The visitor accepts or declines an invitation.
    pub async fn answer_invitation(
        &self,
        seat: Seat,
        chat: ChatId,
        accept: bool,
    ) -> Result<Result<(), Refused>, Error> {
        if accept && self.ban_on(seat).await?.is_some() {
            return Ok(Err(Refused::Banned));
        }
        let actor = Actor::Speaker(Speaker::Visitor(seat));
        self.step(seat.account, chat, actor, Step::AnswerInvitation(accept)).await
    }
}

struct InviteWork {
    account: AccountId,
    site: SiteId,
    visitor: VisitorId,
    page: String,
    draft: Draft,
    who: SignedIn,
    now: Timestamp,
}

#[async_trait]
impl Write for InviteWork {
    type Output = Result<(ChatView, Appended), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        if let Some(chat) = conversation::find(tx, self.account, self.draft.chat).await? {
            return Ok(match message::place_of(tx, chat.id, self.draft.id).await? {
                Some((seq, at)) if self.who.may_see(&chat) => Ok((chat, Appended::Known(seq, at))),
                _ => Err(Refused::CannotInvite),
            });
        }
        if conversation::is_anothers(tx, self.draft.chat).await? {
            return Ok(Err(Refused::NotFound));
        }
        let newest = conversation::newest_of(tx, self.account, self.visitor).await?;
        if newest.is_some_and(|chat| chat.state.is_open()) {
            return Ok(Err(Refused::CannotInvite));
        }
        visitor::keep(tx, self.account, self.site, self.visitor, None, self.now).await?;
        let life = Life::invited(self.who.as_operator());
        let chat = ChatView {
            id: self.draft.chat,
            site: self.site,
            visitor: self.visitor,
            visitor_name: None,
            state: ChatState::Invited,
            operator: life.operator.clone(),
            routed: Routed::default(),
            others: Vec::new(),
            offer: None,
            visitor_marks: Marks::default(),
            operator_marks: Marks::default(),
            last_seq: Seq(0),
            version: 0,
            asked_at: self.now,
            accept_by: None,
            is_overdue: false,
        };
        let due = due(&life, self.now).unwrap_or(self.now);
        conversation::begin(tx, self.account, &chat, None, &self.page, &Answers::default(), due).await?;
        let appended = message::append(tx, self.account, &self.draft, self.now).await?;
        match conversation::find(tx, self.account, chat.id).await? {
            Some(chat) => Ok(Ok((chat, appended))),
            None => Err(Error::UnknownValue("chat.id")),
        }
    }

    fn announce(&self, output: &Self::Output, live: &Live) {
        if let Ok((chat, Appended::New(message))) = output {
            live.chat_changed(self.account, chat);
            live.message(self.account, chat, message);
        }
    }
}
