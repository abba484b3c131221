//! How much of what a report counts has been erased since, so that it can say what it lacks.

use wire::report::Erased;

use super::read::Scope;
use crate::{
    Error,
    store::{Tx, sql},
};

const HOUR: i64 = 60 * 60 * 1_000;

/// What is missing of a span, accurate to an hour.
pub(super) async fn within(tx: &mut Tx, scope: &Scope, (begin, end): (i64, i64)) -> Result<Erased, Error> {
    let rows = sql!(
        tx,
        fetch_all as (String, i64),
        "select kind, cast(sum(erased) as bigint) from erased_fact
         where account_id = $1 and kind in ('chat', 'off_line_message') and hour >= $2 and hour < $3
               and ($4 is null or site_id = $4)
         group by kind",
        scope.account.0,
        begin.div_euclid(HOUR),
        // The zone's midnight may be within an hour of UTC.
        (end + HOUR - 1).div_euclid(HOUR),
        scope.site.map(|id| id.0),
    )?;
    let mut erased = Erased::default();
    for (kind, count) in rows {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match kind.as_str() {
            "chat" => erased.chats = count,
            _ => erased.off_line = count,
        }
    }
    Ok(erased)
}
