//! What visitors and operators think of chats: ratings and tags. Of chats that were asked for in the
//! span, whenever they were rated or tagged.

use super::read::Scope;
use crate::{
    Error,
    store::{Tx, sql},
};

/// How many of the chats have one star, two, and so on to five.
pub(super) async fn ratings(tx: &mut Tx, scope: &Scope, (begin, end): (i64, i64)) -> Result<[u32; 5], Error> {
    let rows = sql!(
        tx,
        fetch_all as (i64, i64),
        "select r.stars, cast(count(*) as bigint) from chat c join rating r on r.chat_id = c.id
         where c.account_id = $1 and c.visitor_id is not null and c.asked_at >= $2 and c.asked_at < $3
               and ($4 is null or c.site_id = $4) and ($5 is null or c.department_id = $5)
               and ($6 is null or c.operator_id = $6)
         group by r.stars",
        scope.account.0,
        begin,
        end,
        scope.site.map(|id| id.0),
        scope.department.map(|id| id.0),
        scope.operator.map(|id| id.0),
    )?;
    let mut ratings = [0; 5];
    for (stars, chats) in rows {
        let place = usize::try_from(stars - 1).ok().and_then(|place| ratings.get_mut(place));
        *place.ok_or(Error::UnknownValue("rating.stars"))? = u32::try_from(chats).unwrap_or(u32::MAX);
    }
    Ok(ratings)
}

/// All tags of the account by name, with the number of the chats that have each.
pub(super) async fn tags(
    tx: &mut Tx,
    scope: &Scope,
    (begin, end): (i64, i64),
) -> Result<Vec<(String, u32)>, Error> {
    let rows = sql!(
        tx,
        fetch_all as (String, i64),
        "select t.name, cast(count(c.id) as bigint) from tag t
              left join chat_tag ct on ct.tag_id = t.id
              left join chat c on c.id = ct.chat_id and c.asked_at >= $2 and c.asked_at < $3
                   and ($4 is null or c.site_id = $4) and ($5 is null or c.department_id = $5)
                   and ($6 is null or c.operator_id = $6)
         where t.account_id = $1 group by t.id, t.name order by lower(t.name), t.id",
        scope.account.0,
        begin,
        end,
        scope.site.map(|id| id.0),
        scope.department.map(|id| id.0),
        scope.operator.map(|id| id.0),
    )?;
    Ok(rows.into_iter().map(|(name, chats)| (name, u32::try_from(chats).unwrap_or(u32::MAX))).collect())
}
