//! Saved views of the archive: filters with a name. Each operator has their own; administrators make
//! shared ones, which all operators of the account have.

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    OperatorRef, Role, Timestamp, ViewId,
    archive::{Filter, MOST_OWN_VIEWS, MOST_SHARED_VIEWS, SavedView},
    text,
};

use super::filter;
use crate::{
    Error, Refused, SignedIn, Switchboard,
    alike::look_alike,
    column::{from_json, json_of},
    live::Live,
    store::{Tx, Write, lock_account, sql},
};

/// A view as an operator enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewView {
    /// Its name. No other shared view, or no other of the operator's, has a name that looks the
    /// same.
    pub name: String,
    /// What it lists.
    pub filter: Filter,
    /// Whether all operators of the account have it; only administrators make such views.
    pub is_shared: bool,
}

impl Switchboard {
    /// The views that this operator has: the shared ones, then their own, each sorted by name.
    pub async fn saved_views(&self, who: &SignedIn) -> Result<Vec<SavedView>, Error> {
        let mut views = all_of(&mut self.store.read().await?, who).await?;
        views.sort_by_cached_key(|view| (!view.is_shared, view.name.to_lowercase(), view.id));
        Ok(views)
    }

    /// Saves a view: a new one, or the one with this id. When an administrator makes a shared one
    /// their own, the others lose it.
    pub async fn save_view(
        &self,
        who: &SignedIn,
        id: Option<ViewId>,
        view: NewView,
    ) -> Result<Result<ViewId, Refused>, Error> {
        let name = match text::name(&view.name) {
            Ok(name) => name,
            Err(bad) => return Ok(Err(Refused::BadName(bad))),
        };
        if let Err(refused) = filter::check(&view.filter) {
            return Ok(Err(refused));
        }
        if view.is_shared && who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let redactor = self.redactor(who.account).await?;
        let words = redactor.text(view.filter.words);
        let (name, filter) = (redactor.text(name), Filter { words, ..view.filter });
        let (is_new, id) = (id.is_none(), id.unwrap_or_else(|| self.sources.id()));
        let view = NewView { name, filter, ..view };
        self.store.write(SaveWork { who: who.clone(), is_new, id, view, now: self.sources.now() }).await
    }

    /// Removes a view: the operator's own, or as an administrator a shared one.
    pub async fn remove_view(&self, who: &SignedIn, id: ViewId) -> Result<Result<(), Refused>, Error> {
        self.store.write(RemoveWork { who: who.clone(), id }).await
    }
}

/// The shared views and the operator's own.
async fn all_of(tx: &mut Tx, who: &SignedIn) -> Result<Vec<SavedView>, Error> {
    let rows = sql!(
        tx,
        fetch_all as Row,
        "select s.id, s.name, s.filter, s.is_shared, o.id as owner_id, o.screen_name
         from saved_view s join operator o on o.id = s.operator_id
         where s.account_id = $1 and (s.is_shared = 1 or s.operator_id = $2)",
        who.account.0,
        who.operator.0,
    )?;
    rows.into_iter().map(Row::view).collect()
}

/// The view with this id, if the operator has it and may change it.
async fn changeable(tx: &mut Tx, who: &SignedIn, id: ViewId) -> Result<Result<SavedView, Refused>, Error> {
    let view = all_of(tx, who).await?.into_iter().find(|view| view.id == id);
    Ok(match view {
        None => Err(Refused::NotFound),
        Some(view) if view.is_shared && who.role != Role::Administrator => Err(Refused::NotAllowed),
        Some(view) => Ok(view),
    })
}

struct SaveWork {
    who: SignedIn,
    is_new: bool,
    id: ViewId,
    view: NewView,
    now: Timestamp,
}

#[async_trait]
impl Write for SaveWork {
    type Output = Result<ViewId, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (who, NewView { name, filter, is_shared }) = (&self.who, &self.view);
        lock_account(tx, who.account).await?;
        let before = match self.is_new {
            true => None,
            false => match changeable(tx, who, self.id).await? {
                Ok(before) => Some(before),
                Err(refused) => return Ok(Err(refused)),
            },
        };
        let others = all_of(tx, who).await?.into_iter();
        let beside: Vec<_> = others.filter(|one| one.is_shared == *is_shared && one.id != self.id).collect();
        if beside.iter().any(|one| look_alike(&one.name, name)) {
            return Ok(Err(Refused::NameTaken));
        }
        let most = if *is_shared { MOST_SHARED_VIEWS } else { MOST_OWN_VIEWS };
        if beside.len() as i64 >= most {
            return Ok(Err(Refused::TooMany));
        }
        // A view that stays shared stays its maker's.
        let owner = match before {
            Some(before) if *is_shared => before.owner.id,
            _ => who.operator,
        };
        sql!(
            tx,
            execute,
            "insert into saved_view (id, account_id, operator_id, is_shared, name, filter, created_at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (id) do update set operator_id = excluded.operator_id, is_shared = excluded.is_shared,
                 name = excluded.name, filter = excluded.filter",
            self.id.0,
            who.account.0,
            owner.0,
            i64::from(*is_shared),
            name.as_str(),
            json_of(filter),
            self.now.0,
        )?;
        Ok(Ok(self.id))
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}

struct RemoveWork {
    who: SignedIn,
    id: ViewId,
}

#[async_trait]
impl Write for RemoveWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        if let Err(refused) = changeable(tx, &self.who, self.id).await? {
            return Ok(Err(refused));
        }
        let account = self.who.account.0;
        sql!(tx, execute, "delete from saved_view where account_id = $1 and id = $2", account, self.id.0)?;
        Ok(Ok(()))
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    filter: String,
    is_shared: i64,
    owner_id: Uuid,
    screen_name: String,
}

impl Row {
    fn view(self) -> Result<SavedView, Error> {
        Ok(SavedView {
            id: self.id.into(),
            name: self.name,
            filter: from_json(&self.filter, "saved_view.filter")?,
            is_shared: self.is_shared == 1,
            owner: OperatorRef { id: self.owner_id.into(), name: self.screen_name },
        })
    }
}
