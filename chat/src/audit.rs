//! The audit log: who changed what, and who signed in. An entry is a row that is written in the
//! transaction of the change, so neither exists without the other. Entries contain no secrets.
//! Failed attempts are in `audit/attempts.rs`.

mod attempts;

use uuid::Uuid;
use wire::{
    AccountId, AuditId, ChatId, OperatorRef, Role, Timestamp,
    administration::{Action, AuditEntry, AuditPart, Change},
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    column::{from_json, json_of, text_of, value_of},
    store::{Tx, sql},
};

const PAGE: usize = 50;

/// An entry before its change is made; what was changed is added with it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: AuditId,
    pub(crate) account: AccountId,
    /// `None`: the person who runs the installation, at the terminal.
    pub(crate) by: Option<OperatorRef>,
    pub(crate) at: Timestamp,
    pub(crate) action: Action,
}

impl Entry {
    pub(crate) async fn keep(&self, tx: &mut Tx, subject: &str, changes: Vec<Change>) -> Result<(), Error> {
        sql!(
            tx,
            execute,
            "insert into audit (id, account_id, at, operator_id, operator_name, action, subject, changes, words)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            self.id.0,
            self.account.0,
            self.at.0,
            self.by.as_ref().map(|by| by.id.0),
            self.by.as_ref().map(|by| by.name.as_str()),
            text_of(&self.action),
            subject,
            json_of(&changes),
            words_of(self, subject, &changes),
        )
        .map(|_| ())
    }
}

/// Takes the addresses out of the entries about emails with this chat, which is being erased. They
/// have the emails' ids.
pub(crate) async fn forget_addresses(tx: &mut Tx, account: AccountId, chat: ChatId) -> Result<u64, Error> {
    let entries = sql!(
        &mut *tx,
        fetch_all as (Uuid, String, String),
        "select a.id, a.subject, a.words from letter l join audit a on a.id = l.id
         where l.account_id = $1 and l.chat_id = $2 and a.account_id = $1",
        account.0,
        chat.0,
    )?;
    let mut changed = 0;
    for (id, address, words) in entries {
        changed += sql!(
            &mut *tx,
            execute,
            "update audit set subject = '…', words = $3 where account_id = $1 and id = $2",
            account.0,
            id,
            words.replace(&address.to_lowercase(), ""),
        )?;
    }
    Ok(changed)
}

/// The text that a search looks in.
fn words_of(entry: &Entry, subject: &str, changes: &[Change]) -> String {
    let by = entry.by.as_ref().map(|by| by.name.as_str()).unwrap_or_default();
    let mut words = format!("{by} {} {subject}", text_of(&entry.action).replace('_', " "));
    for Change { what, before, after } in changes {
        words.push_str(&format!(" {what} {before} {after}"));
    }
    words.to_lowercase()
}

/// Those of these details (name, before, after) that have changed.
pub(crate) fn changed<const N: usize>(details: [(&str, String, String); N]) -> Vec<Change> {
    details
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| Change { what: what.into(), before, after })
        .collect()
}

impl Switchboard {
    /// The beginning of an entry about what this operator does now.
    pub(crate) fn entry_by(&self, who: &SignedIn, action: Action) -> Entry {
        self.entry(who.account, Some(who.as_operator()), action)
    }

    pub(crate) fn entry(&self, account: AccountId, by: Option<OperatorRef>, action: Action) -> Entry {
        Entry { id: self.sources.id(), account, by, at: self.sources.now(), action }
    }

    /// A page of this part of the log, newest first: the entries before this one that contain all
    /// these words. Also says whether there are more.
    pub async fn audit_log(
        &self,
        who: &SignedIn,
        part: AuditPart,
        search: &str,
        before: Option<AuditId>,
    ) -> Result<Result<(Vec<AuditEntry>, bool), Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let mut tx = self.store.read().await?;
        let rows = sql!(
            &mut tx,
            fetch_all as (Uuid, i64, Option<String>, String, String, String),
            "select id, at, operator_name, action, subject, changes from audit
             where account_id = $1 and id < $2 and words like $3 escape '!'
                   and ($5 = 'everything' or ($5 = 'access') = ($6 like '%,' || action || ',%'))
             order by id desc limit $4",
            who.account.0,
            before.map_or(Uuid::max(), |before| before.0),
            pattern(search),
            PAGE as i64 + 1,
            text_of(&part),
            format!(",{},", Action::OF_ACCESS.map(|action| text_of(&action)).join(",")),
        )?;
        let has_more = rows.len() > PAGE;
        let entries = rows.into_iter().take(PAGE).map(|(id, at, by, action, subject, changes)| {
            Ok(AuditEntry {
                id: id.into(),
                at: Timestamp(at),
                by,
                action: value_of(&action, "audit.action")?,
                subject,
                changes: from_json(&changes, "audit.changes")?,
            })
        });
        Ok(Ok((entries.collect::<Result<_, Error>>()?, has_more)))
    }
}

/// The `like` pattern that finds these words in this order.
pub(crate) fn pattern(search: &str) -> String {
    let escaped = search.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let words: Vec<_> = escaped.split_whitespace().collect();
    format!("%{}%", words.join("%"))
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn what_is_searched_for_is_taken_as_it_is() {
        assert_eq!(pattern(""), "%%");
        assert_eq!(pattern(" Ben  role "), "%ben%role%");
        assert_eq!(pattern("100%_!"), "%100!%!_!!%");
    }
}
