//! An operator looks up what is known of a visitor.

use wire::{
    AccountId, Answers, ChatView, VisitorId,
    note::{Dossier, PastChat},
};

use crate::{
    Error, Refused, SignedIn, Switchboard, conversation, message, note,
    over::{self, Reads},
    store::Tx,
    visitor,
};

/// How many earlier chats are told, the newest.
const CHATS: i64 = 50;
/// How many characters of a chat's question are told.
const QUESTION: usize = 120;

impl Switchboard {
    /// What is known of a visitor who is here or has once written. Of his earlier chats only those that this operator may
    /// read (manual A3).
    pub async fn dossier(
        &self,
        who: &SignedIn,
        visitor: VisitorId,
    ) -> Result<Result<Dossier, Refused>, Error> {
        let is_here = self.live.whereabouts_of(who.account, visitor).is_some();
        let mut tx = self.store.read().await?;
        if !is_here && !visitor::is_kept(&mut tx, who.account, visitor).await? {
            return Ok(Err(Refused::NotFound));
        }
        Ok(Ok(Dossier {
            notes: note::about(&mut tx, who.account, visitor).await?,
            remark: note::remark_on(&mut tx, who, visitor).await?,
            chats: past_chats(&mut tx, who, visitor).await?,
            answers: answers(&mut tx, who, visitor).await?,
            pages: if is_here { self.live.trail_of(visitor) } else { Vec::new() },
        }))
    }
}

/// What he answered last, in a chat that this operator may read.
async fn answers(tx: &mut Tx, who: &SignedIn, visitor: VisitorId) -> Result<Answers, Error> {
    for (chat, answers) in conversation::answers_of(tx, who.account, visitor, CHATS).await? {
        let Some(chat) = conversation::find(tx, who.account, chat).await? else { continue };
        if over::reads(tx, who, &chat).await?.is_some() {
            return Ok(answers);
        }
    }
    Ok(Answers::default())
}

async fn past_chats(tx: &mut Tx, who: &SignedIn, visitor: VisitorId) -> Result<Vec<PastChat>, Error> {
    let mut past = Vec::new();
    for chat in conversation::ended_ones(tx, who.account, visitor, CHATS).await? {
        match over::reads(tx, who, &chat).await? {
            None => {}
            Some(Reads::All) => past.push(past_chat(tx, who.account, chat).await?),
            Some(Reads::Until(last_seq)) => {
                past.push(past_chat(tx, who.account, ChatView { last_seq, ..chat }).await?);
            }
        }
    }
    Ok(past)
}

async fn past_chat(tx: &mut Tx, account: AccountId, chat: ChatView) -> Result<PastChat, Error> {
    let first = message::at(tx, account, chat.id, wire::Seq(1)).await?;
    let question = first.as_ref().and_then(|message| message.body.said()).unwrap_or_default();
    Ok(PastChat {
        id: chat.id,
        site: chat.site,
        state: chat.state,
        operator: chat.operator,
        asked_at: chat.asked_at,
        messages: chat.last_seq.0,
        question: question.chars().take(QUESTION).collect(),
    })
}
