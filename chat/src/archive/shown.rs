//! What the list of the archive shows of a chat.

use std::collections::HashMap;

use uuid::Uuid;
use wire::{AccountId, ChatId, ChatView, DepartmentId, Timestamp, archive::ArchivedChat};

use crate::{
    Error,
    over::Reads,
    past::{self, Outlined},
    store::{Many, Tx, sql_many},
};

/// These chats as far as they may be read, in the same order, without hits.
pub(super) async fn all(
    tx: &mut Tx,
    account: AccountId,
    chats: Vec<(ChatView, Reads)>,
) -> Result<Vec<ArchivedChat>, Error> {
    let keys: Vec<_> = chats.iter().map(|(view, _)| (account, view.id)).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let is_whole: Vec<_> = chats.iter().map(|(_, reads)| *reads == Reads::All).collect();
    let mut rows = rows(tx, &keys).await?;
    let views = chats.into_iter().map(|(view, reads)| past::as_read(view, reads)).collect();
    let outlined = past::outlined(tx, account, views).await?;
    let shown = outlined.into_iter().zip(is_whole).map(|(outlined, is_whole)| {
        let Outlined { view, operators, question, tags, rating } = outlined;
        let row = rows.remove(&view.id).unwrap_or_default();
        ArchivedChat {
            id: view.id,
            visitor: view.visitor,
            visitor_name: view.visitor_name,
            site: view.site,
            department: row.department,
            state: view.state,
            operators,
            page: row.page,
            tags,
            rating: rating.map(|rating| rating.stars),
            has_note: row.has_note,
            asked_at: view.asked_at,
            accepted_at: row.accepted_at,
            closed_at: row.closed_at.filter(|_| is_whole),
            messages: view.last_seq.0,
            question,
            hits: Vec::new(),
        }
    });
    Ok(shown.collect())
}

/// What a chat's view lacks.
#[derive(Default)]
struct Row {
    page: String,
    department: Option<DepartmentId>,
    accepted_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
    has_note: bool,
}

async fn rows(tx: &mut Tx, chats: &[(AccountId, ChatId)]) -> Result<HashMap<ChatId, Row>, Error> {
    static ROWS: Many = Many::new(
        "with w(account_id, chat_id) as (values ",
        2,
        ") select c.id, c.page, c.department_id, c.accepted_at, c.closed_at,
                  case when exists (select 1 from note n
                                    where n.account_id = c.account_id and n.visitor_id = c.visitor_id)
                       then 1 else 0 end
           from w cross join chat c where c.id = w.chat_id and c.account_id = w.account_id",
    );
    let rows = sql_many!(
        tx,
        fetch_all as (Uuid, String, Option<Uuid>, Option<i64>, Option<i64>, i32),
        ROWS,
        chats,
        |row| row.map(|(account, _)| account.0),
        row.map(|(_, chat)| chat.0),
    )?;
    let mut all = HashMap::new();
    for (chat, page, department, accepted_at, closed_at, has_note) in rows {
        let row = Row {
            page,
            department: department.map(DepartmentId),
            accepted_at: accepted_at.map(Timestamp),
            closed_at: closed_at.map(Timestamp),
            has_note: has_note == 1,
        };
        all.insert(ChatId(chat), row);
    }
    Ok(all)
}
