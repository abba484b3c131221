//! Canned responses and URLs (manual A9, B15): shared ones, which administrators manage, and each
//! operator's own.

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, CannedId, OperatorId, Role, Timestamp,
    canned::{BadCanned, Canned},
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    bus::Event,
    column::{text_of, value_of},
    live::Live,
    store::{Tx, Write, lock_account, sql},
};

impl Switchboard {
    /// All canned responses that this operator can use, by name.
    pub async fn canned(&self, who: &SignedIn) -> Result<Vec<Canned>, Error> {
        let mut tx = self.store.read().await?;
        let rows = sql!(
            &mut tx,
            fetch_all as Row,
            "select id, operator_id, kind, name, shortcut, body from canned
             where account_id = $1 and (operator_id is null or operator_id = $2) order by lower(name), id",
            who.account.0,
            who.operator.0,
        )?;
        rows.into_iter().map(Row::canned).collect()
    }

    /// Adds a canned response, or changes the one with this id. When an administrator makes a
    /// shared one their own, the others lose it.
    pub async fn save_canned(&self, who: &SignedIn, canned: Canned) -> Result<Result<(), Refused>, Error> {
        let canned = match canned.cleaned() {
            Ok(canned) => canned,
            Err(bad) => return Ok(Err(Refused::BadCanned(bad))),
        };
        self.store
            .write(SaveWork { who: who.clone(), canned, now: self.sources.now() })
            .await
            .map(|saved| saved.map(|_| ()))
    }

    /// Removes a canned response.
    pub async fn remove_canned(&self, who: &SignedIn, id: CannedId) -> Result<Result<(), Refused>, Error> {
        self.store.write(RemoveWork { who: who.clone(), id }).await.map(|removed| removed.map(|_| ()))
    }
}

/// The owner of a canned response; `None`: it is shared.
type Owner = Option<OperatorId>;

/// The owner of the response with this id, if this operator has it and may change it.
async fn changeable(
    tx: &mut Tx,
    who: &SignedIn,
    id: CannedId,
) -> Result<Option<Result<Owner, Refused>>, Error> {
    let row = sql!(
        tx,
        fetch_optional as (Uuid, Option<Uuid>),
        "select account_id, operator_id from canned where id = $1",
        id.0,
    )?;
    Ok(row.map(|(account, owner)| match owner.map(OperatorId) {
        _ if AccountId(account) != who.account => Err(Refused::NotFound),
        None if who.role != Role::Administrator => Err(Refused::NotAllowed),
        Some(owner) if owner != who.operator => Err(Refused::NotFound),
        owner => Ok(owner),
    }))
}

struct SaveWork {
    who: SignedIn,
    canned: Canned,
    now: Timestamp,
}

impl SaveWork {
    fn owner(&self) -> Owner {
        (!self.canned.shared).then_some(self.who.operator)
    }

    /// Whether another response has the same shortcut for some operator who would have both.
    async fn is_shortcut_taken(&self, tx: &mut Tx) -> Result<bool, Error> {
        let taken = sql!(
            tx,
            fetch_optional as (i32,),
            "select 1 from canned
             where account_id = $1 and shortcut = $2 and shortcut <> '' and id <> $3
                   and (operator_id is null or operator_id = $4) limit 1",
            self.who.account.0,
            self.canned.shortcut.as_str(),
            self.canned.id.0,
            self.owner().map(|owner| owner.0),
        )?;
        Ok(taken.is_some())
    }
}

#[async_trait]
impl Write for SaveWork {
    /// The owner before the change, if it existed.
    type Output = Result<Option<Owner>, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let Canned { id, shared, kind, name, shortcut, text } = &self.canned;
        if *shared && self.who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        lock_account(tx, self.who.account).await?;
        let before = match changeable(tx, &self.who, *id).await? {
            Some(Err(refused)) => return Ok(Err(refused)),
            Some(Ok(owner)) => Some(owner),
            None => None,
        };
        if self.is_shortcut_taken(tx).await? {
            return Ok(Err(Refused::BadCanned(BadCanned::ShortcutTaken)));
        }
        sql!(
            tx,
            execute,
            "insert into canned (id, account_id, operator_id, kind, name, shortcut, body, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (id) do update set operator_id = excluded.operator_id, kind = excluded.kind,
                 name = excluded.name, shortcut = excluded.shortcut, body = excluded.body",
            id.0,
            self.who.account.0,
            self.owner().map(|owner| owner.0),
            text_of(kind),
            name.as_str(),
            shortcut.as_str(),
            text.as_str(),
            self.now.0,
        )?;
        Ok(Ok(before))
    }

    fn announce(&self, saved: &Self::Output, live: &Live) {
        let Ok(before) = saved else { return };
        if *before == Some(None) && self.owner().is_some() {
            tell(live, self.who.account, None, Event::CannedGone(None, self.canned.id));
        }
        tell(live, self.who.account, self.owner(), Event::Canned(self.owner(), self.canned.clone()));
    }
}

struct RemoveWork {
    who: SignedIn,
    id: CannedId,
}

#[async_trait]
impl Write for RemoveWork {
    type Output = Result<Owner, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let removable = changeable(tx, &self.who, self.id).await?.unwrap_or(Err(Refused::NotFound));
        if removable.is_ok() {
            let account = self.who.account.0;
            sql!(tx, execute, "delete from canned where account_id = $1 and id = $2", account, self.id.0)?;
        }
        Ok(removable)
    }

    fn announce(&self, removed: &Self::Output, live: &Live) {
        if let Ok(owner) = removed {
            tell(live, self.who.account, *owner, Event::CannedGone(*owner, self.id));
        }
    }
}

fn tell(live: &Live, account: AccountId, owner: Owner, event: Event) {
    match owner {
        Some(operator) => live.tell_operator(account, operator, event),
        None => live.tell_consoles(account, event),
    }
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: Uuid,
    operator_id: Option<Uuid>,
    kind: String,
    name: String,
    shortcut: String,
    body: String,
}

impl Row {
    fn canned(self) -> Result<Canned, Error> {
        Ok(Canned {
            id: self.id.into(),
            shared: self.operator_id.is_none(),
            kind: value_of(&self.kind, "canned.kind")?,
            name: self.name,
            shortcut: self.shortcut,
            text: self.body,
        })
    }
}
