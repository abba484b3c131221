//! The rules in the store.

use uuid::Uuid;
use wire::{
    AccountId, SiteId,
    retention::{Days, Retention},
};

use crate::{
    Error,
    store::{Tx, sql},
};

type Row = (Uuid, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

/// The account's rules, in the order of the sites' ids.
pub(super) async fn of(tx: &mut Tx, account: AccountId) -> Result<Retention, Error> {
    let rows = sql!(
        tx,
        fetch_all as Row,
        "select scope_id, chat_days, done_days, off_line_days, visitor_days from retention
         where account_id = $1 order by scope_id",
        account.0,
    )?;
    let mut rules = Retention::default();
    for (scope, chats, done, off_line, visitors) in rows {
        let [chats, done, off_line, visitors] =
            [chats, done, off_line, visitors].map(|days| days.and_then(|days| u32::try_from(days).ok()));
        let days = Days { chats, done, off_line, visitors };
        match scope == account.0 {
            true => rules.account = days,
            false => rules.sites.push((scope.into(), days)),
        }
    }
    Ok(rules)
}

/// The same rules as they are stored: sites that only repeat the account's are left out.
pub(super) fn tidy(rules: &Retention) -> Retention {
    let mut rules = rules.clone();
    rules.sites.retain(|(_, days)| *days != Days::default());
    rules.sites.sort_by_key(|(site, _)| *site);
    rules.sites.dedup_by_key(|(site, _)| *site);
    rules
}

/// Replaces the account's rules.
pub(super) async fn keep(tx: &mut Tx, account: AccountId, rules: &Retention) -> Result<(), Error> {
    sql!(&mut *tx, execute, "delete from retention where account_id = $1", account.0)?;
    let own = rules.sites.iter().map(|(site, days)| (site.0, *days));
    for (scope, days) in own.chain([(account.0, rules.account)]) {
        if days == Days::default() {
            continue;
        }
        sql!(
            &mut *tx,
            execute,
            "insert into retention (account_id, scope_id, chat_days, done_days, off_line_days, visitor_days)
             values ($1, $2, $3, $4, $5, $6)",
            account.0,
            scope,
            days.chats.map(i64::from),
            days.done.map(i64::from),
            days.off_line.map(i64::from),
            days.visitors.map(i64::from),
        )?;
    }
    Ok(())
}

/// The account's sites, removed ones included: what was said on them is kept.
pub(super) async fn sites(tx: &mut Tx, account: AccountId) -> Result<Vec<SiteId>, Error> {
    let rows =
        sql!(tx, fetch_all as (Uuid,), "select id from site where account_id = $1 order by id", account.0,)?;
    Ok(rows.into_iter().map(|(id,)| SiteId(id)).collect())
}
