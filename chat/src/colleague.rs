//! The operators of an account, as one of them sees them (manual A1, A14).

use std::collections::BTreeMap;

use uuid::Uuid;
use wire::{AccountId, OperatorId, Role, Status, colleague::Colleague};

use crate::{
    Error, SignedIn, Switchboard,
    column::value_of,
    picture,
    store::{Tx, sql},
};

impl Switchboard {
    /// All operators of the account, by name.
    pub async fn colleagues(&self, who: &SignedIn) -> Result<Vec<Colleague>, Error> {
        let mut tx = self.store.read().await?;
        self.colleagues_in(&mut tx, who).await
    }

    pub(crate) async fn colleagues_in(&self, tx: &mut Tx, who: &SignedIn) -> Result<Vec<Colleague>, Error> {
        let rows = sql!(
            tx,
            fetch_all as (Uuid, String, String, String, Option<i64>, Option<i64>, Option<String>),
            "select o.id, o.screen_name, o.email, o.role, o.deactivated_at, o.invited_at, p.hash
             from operator o left join picture p on p.owner_id = o.id
             where o.account_id = $1 and o.deleted_at is null order by lower(o.screen_name), o.id",
            who.account.0,
        )?;
        let at_desks = self.live.at_desks(who.account);
        let mut departments = departments(tx, who.account).await?;
        rows.into_iter()
            .map(|(id, name, login, role, deactivated_at, invited_at, hash)| {
                let id = OperatorId(id);
                Ok(Colleague {
                    id,
                    face: picture::face_address(id, &name, hash.as_deref()),
                    name,
                    login,
                    role: value_of(&role, "operator.role")?,
                    departments: departments.remove(&id).unwrap_or_default(),
                    is_active: deactivated_at.is_none(),
                    is_invited: invited_at.is_some(),
                    status: shown(who, id, at_desks.get(&id).copied()),
                })
            })
            .collect()
    }
}

/// What this operator sees of another operator's status: an invisible operator appears absent to
/// all but administrators.
pub(crate) fn shown(who: &SignedIn, other: OperatorId, status: Option<Status>) -> Option<Status> {
    let sees_all = who.role == Role::Administrator || other == who.operator;
    status.filter(|status| sees_all || *status != Status::Invisible)
}

/// The names of each operator's departments, sorted.
async fn departments(tx: &mut Tx, account: AccountId) -> Result<BTreeMap<OperatorId, Vec<String>>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, String),
        "select m.operator_id, d.name from department_operator m join department d on d.id = m.department_id
         where m.account_id = $1 order by d.name",
        account.0,
    )?;
    let mut departments: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (operator, name) in rows {
        departments.entry(OperatorId(operator)).or_default().push(name);
    }
    Ok(departments)
}
