//! The settings of an account that decide where its requests go.

use std::sync::Arc;

use wire::{
    AccountId, Queueing, Routing,
    routing::{DepartmentView, Otherwise, UrlRuleView},
};

use super::{departments, settings, url_rules};
use crate::{
    Error,
    cache::Cache,
    operator,
    store::{Store, Tx},
};

/// The settings of an account. What is switched off is left out, unless an active rule names it; so
/// are operators who cannot sign in.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) routing: Routing,
    pub(crate) queueing: Queueing,
    pub(crate) departments: Vec<DepartmentView>,
    pub(crate) rules: Vec<UrlRuleView>,
}

impl Plan {
    pub(crate) async fn read(tx: &mut Tx, account: AccountId) -> Result<Plan, Error> {
        let (routing, queueing) = settings::of(tx, account).await?;
        let rules = match routing {
            Routing::Urls => url_rules::all_of(tx, account).await?,
            _ => Vec::new(),
        };
        let is_named = |rule: &UrlRuleView| matches!(rule.otherwise, Otherwise::Department(_));
        let departments = if routing == Routing::Departments || rules.iter().any(is_named) {
            departments::all_of(tx, account).await?
        } else {
            Vec::new()
        };
        Plan { routing, queueing, departments, rules }.without_kept_out(tx, account).await
    }

    pub(super) async fn without_kept_out(mut self, tx: &mut Tx, account: AccountId) -> Result<Plan, Error> {
        let away = operator::kept_out(tx, account).await?;
        let departments = self.departments.iter_mut().map(|department| &mut department.operators);
        for operators in departments.chain(self.rules.iter_mut().map(|rule| &mut rule.operators)) {
            operators.retain(|one| !away.contains(one));
        }
        Ok(self)
    }
}

/// Recently used plans; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Plans(Cache<AccountId, Plan>);

impl Plans {
    pub(crate) async fn of(&self, account: AccountId, store: &Store) -> Result<Arc<Plan>, Error> {
        self.0.of(account, async { Plan::read(&mut store.read().await?, account).await }).await
    }

    pub(crate) fn forget(&self, account: AccountId) {
        self.0.forget(&account);
    }

    /// Forgets all plans, because any may have changed.
    pub(crate) fn forget_all(&self) {
        self.0.forget_all();
    }
}
