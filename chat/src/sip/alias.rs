//! The identity of a visitor or colleague in SIP clients: a number within the account that is never
//! given to anybody else. A client stores its conversations under these addresses, perhaps for
//! years, and must not show one person's words under another person's address.

use async_trait::async_trait;
use uuid::Uuid;
use wire::{AccountId, ChatState, ChatView, OperatorId, VisitorId};

use crate::{
    Error, SignedIn, Switchboard, conversation,
    live::Live,
    store::{Tx, Write, lock_account, sql},
};

/// A person's number in their account, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alias {
    /// A visitor's.
    Visitor(i64),
    /// An operator's.
    Colleague(i64),
}

/// The person behind a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A visitor.
    Visitor(VisitorId),
    /// An operator.
    Colleague(OperatorId),
}

impl Alias {
    fn parts(self) -> (&'static str, i64) {
        match self {
            Alias::Visitor(number) => ("visitor", number),
            Alias::Colleague(number) => ("colleague", number),
        }
    }
}

impl Subject {
    fn parts(self) -> (&'static str, Uuid) {
        match self {
            Subject::Visitor(id) => ("visitor", id.0),
            Subject::Colleague(id) => ("colleague", id.0),
        }
    }

    fn alias(self, number: i64) -> Alias {
        match self {
            Subject::Visitor(_) => Alias::Visitor(number),
            Subject::Colleague(_) => Alias::Colleague(number),
        }
    }
}

impl Switchboard {
    /// The number of a person of this account; a new one is given if they have none.
    pub async fn sip_alias(&self, account: AccountId, of: Subject) -> Result<Alias, Error> {
        let mut tx = self.store.read().await?;
        let known = number_of(&mut tx, account, of).await?;
        drop(tx);
        match known {
            Some(number) => Ok(of.alias(number)),
            None => self.store.write(NumberWork { account, of }).await,
        }
    }

    /// The person behind a number of this account; `None`: it was never given to anybody.
    pub async fn sip_subject(&self, account: AccountId, alias: Alias) -> Result<Option<Subject>, Error> {
        let (kind, number) = alias.parts();
        let mut tx = self.store.read().await?;
        let row = sql!(
            &mut tx,
            fetch_optional as (Uuid,),
            "select subject_id from sip_alias where account_id = $1 and kind = $2 and number = $3",
            account.0,
            kind,
            number,
        )?;
        Ok(row.map(|(id,)| match alias {
            Alias::Visitor(_) => Subject::Visitor(id.into()),
            Alias::Colleague(_) => Subject::Colleague(id.into()),
        }))
    }

    /// The chat that an operator means who writes to this visitor: the visitor's newest one, if the
    /// operator may see it.
    pub async fn chat_with(&self, who: &SignedIn, visitor: VisitorId) -> Result<Option<ChatView>, Error> {
        let mut tx = self.store.read().await?;
        let newest = conversation::newest_of(&mut tx, who.account, visitor).await?;
        // A declined invitation counts as no chat.
        Ok(newest.filter(|chat| who.may_see(chat) && chat.state != ChatState::Declined))
    }
}

async fn number_of(tx: &mut Tx, account: AccountId, of: Subject) -> Result<Option<i64>, Error> {
    let (kind, subject) = of.parts();
    let row = sql!(
        tx,
        fetch_optional as (i64,),
        "select number from sip_alias where account_id = $1 and kind = $2 and subject_id = $3",
        account.0,
        kind,
        subject,
    )?;
    Ok(row.map(|(number,)| number))
}

struct NumberWork {
    account: AccountId,
    of: Subject,
}

#[async_trait]
impl Write for NumberWork {
    type Output = Alias;

    async fn run(&self, tx: &mut Tx) -> Result<Alias, Error> {
        lock_account(tx, self.account).await?;
        if let Some(number) = number_of(tx, self.account, self.of).await? {
            return Ok(self.of.alias(number));
        }
        let (kind, subject) = self.of.parts();
        let (last,) = sql!(
            &mut *tx,
            fetch_one as (i64,),
            "select coalesce(max(number), 0) from sip_alias where account_id = $1 and kind = $2",
            self.account.0,
            kind,
        )?;
        sql!(
            tx,
            execute,
            "insert into sip_alias (account_id, kind, number, subject_id) values ($1, $2, $3, $4)",
            self.account.0,
            kind,
            last + 1,
            subject,
        )?;
        Ok(self.of.alias(last + 1))
    }

    fn announce(&self, _: &Alias, _: &Live) {}
}
