//! An administrator manages departments (manual A10).

use uuid::Uuid;
use wire::{AccountId, DepartmentId, OperatorId, Timestamp, routing::DepartmentView, text};

use super::members::{Members, are_all_of};
use crate::{
    Error, Refused, SignedIn, Switchboard,
    live::Live,
    store::{Tx, Write, sql},
};

/// What an administrator enters of a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Its name; no other department of the account has it.
    pub name: String,
    /// What it is for, shown to visitors below its name.
    pub description: String,
    /// Who is in it.
    pub operators: Vec<OperatorId>,
}

impl Switchboard {
    /// Adds a department, or changes the one of this id. Requests that were asked for before stay with whom they went.
    pub async fn save_department(
        &self,
        who: &SignedIn,
        id: Option<DepartmentId>,
        department: Department,
    ) -> Result<Result<DepartmentId, Refused>, Error> {
        let name = match text::name(&department.name) {
            Ok(name) => name,
            Err(bad) => return Ok(Err(Refused::BadName(bad))),
        };
        let description = match department.description.trim() {
            "" => String::new(),
            description => match text::message(description) {
                Ok(description) => description,
                Err(bad) => return Ok(Err(Refused::BadText(bad))),
            },
        };
        let department = Department { name, description, ..department };
        let is_new = id.is_none();
        let id = id.unwrap_or_else(|| self.sources.id());
        let work = SaveWork { account: who.account, id, is_new, department, now: self.sources.now() };
        self.administer(who, work).await
    }

    /// Removes a department. Chats that went to it keep its name.
    pub async fn remove_department(
        &self,
        who: &SignedIn,
        id: DepartmentId,
    ) -> Result<Result<(), Refused>, Error> {
        self.administer(who, RemoveWork { account: who.account, id }).await
    }
}

/// The account's departments, by name.
pub(super) async fn all_of(tx: &mut Tx, account: AccountId) -> Result<Vec<DepartmentView>, Error> {
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

struct SaveWork {
    account: AccountId,
    id: DepartmentId,
    is_new: bool,
    department: Department,
    now: Timestamp,
}

impl Write for SaveWork {
    type Output = Result<DepartmentId, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, id, Department { name, description, operators }) =
            (self.account, self.id, &self.department);
        if !are_all_of(tx, account, operators).await? {
            return Ok(Err(Refused::NotFound));
        }
        let same_name = sql!(
            tx,
            fetch_optional as (Uuid,),
            "select id from department where account_id = $1 and name = $2 and id <> $3",
            account.0,
            name.as_str(),
            id.0,
        )?;
        if same_name.is_some() {
            return Ok(Err(Refused::NameTaken));
        }
        if self.is_new {
            sql!(
                tx,
                execute,
                "insert into department (id, account_id, name, description, created_at) values ($1, $2, $3, $4, $5)",
                id.0,
                account.0,
                name.as_str(),
                description.as_str(),
                self.now.0,
            )?;
        } else {
            let done = sql!(
                tx,
                execute,
                "update department set name = $3, description = $4 where account_id = $1 and id = $2",
                account.0,
                id.0,
                name.as_str(),
                description.as_str(),
            )?;
            if done == 0 {
                return Ok(Err(Refused::NotFound));
            }
        }
        MEMBERS.set(tx, account, id.0, operators).await?;
        Ok(Ok(id))
    }

    fn announce(&self, saved: &Self::Output, live: &Live) {
        if saved.is_ok() {
            live.routing_changed(self.account);
        }
    }
}

struct RemoveWork {
    account: AccountId,
    id: DepartmentId,
}

impl Write for RemoveWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (account, id) = (self.account.0, self.id.0);
        let done =
            sql!(tx, execute, "delete from department where account_id = $1 and id = $2", account, id)?;
        Ok(if done == 0 { Err(Refused::NotFound) } else { Ok(()) })
    }

    fn announce(&self, removed: &Self::Output, live: &Live) {
        if removed.is_ok() {
            live.routing_changed(self.account);
        }
    }
}

const MEMBERS: Members = Members {
    all: "select department_id, operator_id from department_operator where account_id = $1
          order by department_id, operator_id",
    clear: "delete from department_operator where account_id = $1 and department_id = $2",
    add: "insert into department_operator (account_id, department_id, operator_id) values ($1, $2, $3)",
};
