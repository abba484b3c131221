//! Which chats fit a filter.

use wire::archive::{Filter, MAX_WORDS};

use crate::{Refused, search::query::Query};

/// What the words of a filter search for. Refuses what the archive cannot be filtered by.
pub(super) fn check(filter: &Filter) -> Result<Query, Refused> {
    if filter.words.chars().count() > MAX_WORDS {
        return Err(Refused::BadFilter);
    }
    Query::parse(&filter.words).map_err(Refused::BadQuery)
}

/// The SQL condition for chats `c` that fit a filter, and that an operator may read any of: a
/// preselection for what `over::reads_of` decides. Takes the names in the text of: whether they are
/// an administrator (1 or 0), the operator; then of the filter's fields, null if unset: state,
/// operator, department, site, 1 for chats of visitors with a note, tag and rating. The filter's
/// times are not in it.
///
/// A request counts as missed if nobody accepted it, whoever ended it, as in reports.
macro_rules! fits {
    (
        $is_administrator:literal, $reader:literal, $state:literal, $operator:literal, $department:literal,
        $site:literal, $with_note:literal, $tag:literal, $rating:literal $(,)?
    ) => {
        concat!(
            "(",
            $is_administrator,
            " = 1 or c.state = 'requesting' or c.offer_to = ",
            $reader,
            " or ",
            $crate::over::may_read!($reader),
            ") and (",
            $state,
            " is null or ",
            $state,
            " = case when c.state in ('requesting', 'invited', 'active') then 'open'
                      when c.state in ('closed', 'missed') and c.is_invitation = 0
                      then case when c.taken_at is null then 'missed' else 'closed' end
                      else c.state end)
             and (",
            $operator,
            " is null or c.operator_id = ",
            $operator,
            " or exists (select 1 from participant p where p.chat_id = c.id and p.operator_id = ",
            $operator,
            ") or exists (select 1 from took_part t where t.chat_id = c.id and t.operator_id = ",
            $operator,
            ")) and (",
            $department,
            " is null or c.department_id = ",
            $department,
            ") and (",
            $site,
            " is null or c.site_id = ",
            $site,
            ") and (",
            $with_note,
            " is null or exists (
                 select 1 from note n where n.account_id = c.account_id and n.visitor_id = c.visitor_id)) and ",
            $crate::archive::tags::has_tag!($tag),
            " and ",
            $crate::archive::ratings::is_rated!($rating),
        )
    };
}
pub(super) use fits;
