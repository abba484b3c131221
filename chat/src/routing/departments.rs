//! An administrator manages departments (manual A10).

use async_trait::async_trait;
use uuid::Uuid;
use wire::{AccountId, DepartmentId, OperatorId, administration::Action, routing::DepartmentView, text};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    alike::look_alike,
    audit::{Entry, changed},
    live::Live,
    members::{Members, are_all_of, names},
    store::{Tx, Write, lock_account, sql},
    versions::is_as_seen,
};

/// A department as an administrator enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Its name. No other department of the account has a name that looks the same.
    pub name: String,
    /// Its description, shown to visitors below the name.
    pub description: String,
    /// Its members.
    pub operators: Vec<OperatorId>,
}

impl Switchboard {
    /// Adds a department, or changes the version that the administrator has seen, unless somebody
    /// else has changed it since. Earlier requests are not routed again.
    pub async fn save_department(
        &self,
        who: &SignedIn,
        seen: Option<DepartmentView>,
        department: Department,
    ) -> Result<Result<DepartmentId, Refused>, Error> {
        let name = match text::name(&department.name) {
            Ok(name) => name,
            Err(bad) => return Ok(Err(Refused::BadName(bad))),
        };
        let description = match text::optional(department.description.trim(), text::message) {
            Ok(description) => description,
            Err(bad) => return Ok(Err(Refused::BadText(bad))),
        };
        let department = Department { name, description, ..department };
        let action = if seen.is_some() { Action::DepartmentChanged } else { Action::DepartmentAdded };
        let id = seen.as_ref().map_or_else(|| self.sources.id(), |seen| seen.id);
        let entry = self.entry_by(who, action);
        self.administer(who, SaveWork { id, seen, department, entry }).await
    }

    /// The account's departments by name, for any of its operators.
    pub async fn department_names(&self, who: &SignedIn) -> Result<Vec<(DepartmentId, String)>, Error> {
        let mut tx = self.store.read().await?;
        let rows = sql!(
            &mut tx,
            fetch_all as (Uuid, String),
            "select id, name from department where account_id = $1 order by name, id",
            who.account.0,
        )?;
        Ok(rows.into_iter().map(|(id, name)| (id.into(), name)).collect())
    }

    /// Removes a department. Chats that went to it keep its name.
    pub async fn remove_department(
        &self,
        who: &SignedIn,
        id: DepartmentId,
    ) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::DepartmentRemoved);
        self.administer(who, RemoveWork { id, entry }).await
    }
}

/// The account's departments, by name.
pub(crate) async fn all_of(tx: &mut Tx, account: AccountId) -> Result<Vec<DepartmentView>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, String, String),
        "select id, name, description from department where account_id = $1 order by name, id",
        account.0,
    )?;
    let mut members = MEMBERS.all_of(tx, account).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, description)| {
            let operators = members.remove(&id).unwrap_or_default();
            DepartmentView { id: id.into(), name, description, operators }
        })
        .collect())
}

async fn one_of(tx: &mut Tx, account: AccountId, id: DepartmentId) -> Result<Option<DepartmentView>, Error> {
    Ok(all_of(tx, account).await?.into_iter().find(|department| department.id == id))
}

struct SaveWork {
    id: DepartmentId,
    seen: Option<DepartmentView>,
    department: Department,
    entry: Entry,
}

#[async_trait]
impl Write for SaveWork {
    type Output = Result<DepartmentId, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, id) = (self.entry.account, self.id);
        let Department { name, description, operators } = &self.department;
        lock_account(tx, account).await?;
        let all = all_of(tx, account).await?;
        let before = all.iter().find(|one| one.id == id);
        if let Err(refused) = is_as_seen(self.seen.as_ref(), before) {
            return Ok(Err(refused));
        }
        if !are_all_of(tx, account, operators).await? {
            return Ok(Err(Refused::NotFound));
        }
        if all.iter().any(|one| one.id != id && look_alike(&one.name, name)) {
            return Ok(Err(Refused::NameTaken));
        }
        sql!(
            tx,
            execute,
            "insert into department (id, account_id, name, description, created_at) values ($1, $2, $3, $4, $5)
             on conflict (id) do update set name = excluded.name, description = excluded.description",
            id.0,
            account.0,
            name.as_str(),
            description.as_str(),
            self.entry.at.0,
        )?;
        MEMBERS.set(tx, account, id.0, operators).await?;
        let was = match before {
            Some(before) => {
                let operators = names(tx, account, &before.operators).await?;
                [before.name.clone(), before.description.clone(), operators]
            }
            None => Default::default(),
        };
        let [was_called, was_for, had] = was;
        let changes = changed([
            ("name", was_called, name.clone()),
            ("description", was_for, description.clone()),
            ("operators", had, names(tx, account, operators).await?),
        ]);
        if !changes.is_empty() {
            self.entry.keep(tx, before.map_or(name, |before| &before.name), changes).await?;
        }
        Ok(Ok(id))
    }

    fn announce(&self, saved: &Self::Output, live: &Live) {
        if saved.is_ok() {
            live.routing_changed(self.entry.account);
        }
    }
}

struct RemoveWork {
    id: DepartmentId,
    entry: Entry,
}

#[async_trait]
impl Write for RemoveWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        lock_account(tx, account).await?;
        let Some(before) = one_of(tx, account, self.id).await? else { return Ok(Err(Refused::NotFound)) };
        let had = names(tx, account, &before.operators).await?;
        sql!(tx, execute, "delete from department where account_id = $1 and id = $2", account.0, self.id.0,)?;
        let changes =
            changed([("description", before.description, String::new()), ("operators", had, String::new())]);
        self.entry.keep(tx, &before.name, changes).await?;
        Ok(Ok(()))
    }

    fn announce(&self, removed: &Self::Output, live: &Live) {
        if removed.is_ok() {
            live.routing_changed(self.entry.account);
        }
    }
}

const MEMBERS: Members = Members {
    all: "select department_id, operator_id from department_operator where account_id = $1
          order by department_id, operator_id",
    clear: "delete from department_operator where account_id = $1 and department_id = $2",
    add: "insert into department_operator (account_id, department_id, operator_id) values ($1, $2, $3)",
};
