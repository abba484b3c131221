//! What visitors and operators think of chats: ratings and tags. Of chats that were asked for in the
//! span, whenever they were rated or tagged.
//!
//! The chats are found first, by an index that is used only if a query says that the chat has a
//! visitor and a state. `cross join` keeps SQLite to that order.

use std::collections::HashMap;

use uuid::Uuid;
use wire::{OperatorId, SiteId, TagId, report::Stars};

use super::read::Scope;
use crate::{
    Error,
    store::{Tx, sql},
};

#[derive(Debug, Default)]
pub(super) struct Ratings {
    pub(super) all: Stars,
    /// By name. Sites that have been removed are in it.
    pub(super) sites: Vec<(SiteId, String, Stars)>,
    /// By who had the chat last.
    pub(super) operators: HashMap<OperatorId, Stars>,
}

pub(super) async fn ratings(tx: &mut Tx, scope: &Scope, (begin, end): (i64, i64)) -> Result<Ratings, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, String, Option<Uuid>, i64, i64),
        "select s.id, s.name, c.operator_id, r.stars, cast(count(*) as bigint)
         from chat c cross join rating r cross join site s
         where c.account_id = $1 and c.visitor_id is not null and c.state <> ''
               and c.asked_at >= $2 and c.asked_at < $3 and r.chat_id = c.id and s.id = c.site_id
               and ($4 is null or c.site_id = $4) and ($5 is null or c.department_id = $5)
               and ($6 is null or c.operator_id = $6)
         group by s.id, s.name, c.operator_id, r.stars order by lower(s.name), s.id",
        scope.account.0,
        begin,
        end,
        scope.site.map(|id| id.0),
        scope.department.map(|id| id.0),
        scope.operator.map(|id| id.0),
    )?;
    let mut ratings = Ratings::default();
    for (site, name, operator, stars, chats) in rows {
        let place = usize::try_from(stars - 1).map_err(|_| Error::UnknownValue("rating.stars"))?;
        let chats = u32::try_from(chats).unwrap_or(u32::MAX);
        let site = SiteId(site);
        if ratings.sites.last().is_none_or(|(last, ..)| *last != site) {
            ratings.sites.push((site, name, Stars::default()));
        }
        let of_site = ratings.sites.last_mut().map(|(.., stars)| stars);
        let of_operator = operator.map(|id| ratings.operators.entry(OperatorId(id)).or_default());
        for of in [Some(&mut ratings.all), of_site, of_operator].into_iter().flatten() {
            *of.get_mut(place).ok_or(Error::UnknownValue("rating.stars"))? += chats;
        }
    }
    Ok(ratings)
}

/// All tags of the account by name, with the number of the chats that have each.
pub(super) async fn tags(
    tx: &mut Tx,
    scope: &Scope,
    (begin, end): (i64, i64),
) -> Result<Vec<(TagId, String, u32)>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (Uuid, String, i64),
        "with counted(tag_id, chats) as (
             select ct.tag_id, cast(count(*) as bigint) from chat c cross join chat_tag ct
             where c.account_id = $1 and c.visitor_id is not null and c.state <> ''
                   and c.asked_at >= $2 and c.asked_at < $3 and ct.chat_id = c.id
                   and ($4 is null or c.site_id = $4) and ($5 is null or c.department_id = $5)
                   and ($6 is null or c.operator_id = $6)
             group by ct.tag_id
         )
         select t.id, t.name, coalesce(n.chats, 0) from tag t left join counted n on n.tag_id = t.id
         where t.account_id = $1 order by lower(t.name), t.id",
        scope.account.0,
        begin,
        end,
        scope.site.map(|id| id.0),
        scope.department.map(|id| id.0),
        scope.operator.map(|id| id.0),
    )?;
    let counted =
        |(id, name, chats): (Uuid, String, i64)| (TagId(id), name, u32::try_from(chats).unwrap_or(u32::MAX));
    Ok(rows.into_iter().map(counted).collect())
}
