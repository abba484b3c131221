//! Events that can be repeated without limit, mostly failed attempts: the same event within an hour
//! is counted in the existing entry.

use std::net::{IpAddr, SocketAddr};

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, AuditId, OperatorId,
    administration::{Action, Change},
};

use super::{Entry, words_of};
use crate::{
    Error, SignedIn, Switchboard,
    column::{from_json, json_of, text_of},
    live::Live,
    operator, security,
    sip::Credential,
    store::{Tx, Write, sql},
};

/// For how long equal events are counted in one entry, in milliseconds.
const TOGETHER: i64 = 60 * 60 * 1_000;
/// The most addresses or calls that one entry names, latest first.
const NAMED: usize = 5;
const TIMES: &str = "times";

impl Switchboard {
    /// Notes that somebody who is not signed in tried this operator's password. The caller does not
    /// wait for the write: the response time would reveal who has an account.
    pub(crate) fn note_guess(
        &self,
        account: AccountId,
        operator: OperatorId,
        action: Action,
        from: IpAddr,
        times: u64,
    ) {
        let entry = self.entry(account, None, action);
        let details = vec![("from", from.to_string())];
        self.note(Attempt { entry, operator, details, times });
    }

    /// Notes that somebody tried this operator's SIP password.
    pub fn note_sip_guess(&self, whose: &Credential, from: IpAddr) {
        self.note_guess(whose.account, whose.operator, Action::SipRefused, from, 1);
    }

    /// Notes that a SIP client of this operator has signed in from this address and port. Some
    /// clients do so repeatedly.
    pub(crate) fn note_sip_sign_in(&self, who: &SignedIn, from: &str) {
        security::sip_signed_in(who, from);
        let address = from.parse().map_or_else(|_| from.to_owned(), |from: SocketAddr| from.ip().to_string());
        let entry = self.entry_by(who, Action::SipSignedIn);
        self.note(Attempt { entry, operator: who.operator, details: vec![("from", address)], times: 1 });
    }

    /// Notes that this operator called what only administrators may call.
    pub fn note_not_allowed(&self, who: &SignedIn, from: IpAddr, called: &str) {
        let entry = self.entry_by(who, Action::NotAllowed);
        let details = vec![("called", called.to_owned()), ("from", from.to_string())];
        self.note(Attempt { entry, operator: who.operator, details, times: 1 });
    }

    /// Notes that this operator entered a wrong current password.
    pub(crate) fn note_wrong_password(&self, who: &SignedIn) {
        let entry = self.entry_by(who, Action::PasswordChangeRefused);
        self.note(Attempt { entry, operator: who.operator, details: Vec::new(), times: 1 });
    }

    fn note(&self, attempt: Attempt) {
        let store = self.store.clone();
        tokio::spawn(async move {
            if let Err(error) = store.write(attempt).await {
                tracing::warn!(%error, "what somebody tried could not be written into the audit log");
            }
        });
    }
}

struct Attempt {
    entry: Entry,
    /// The operator who made the attempt, or whose password was tried.
    operator: OperatorId,
    details: Vec<(&'static str, String)>,
    times: u64,
}

#[async_trait]
impl Write for Attempt {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        let account = self.entry.account;
        // The operator was deleted meanwhile.
        let Some(name) = operator::name_of(tx, account, self.operator).await? else { return Ok(()) };
        let subject = match &self.entry.by {
            Some(_) => "",
            None => name.as_str(),
        };
        let Some((id, before)) = self.of_late(tx, subject).await? else {
            return self.entry.keep(tx, subject, self.counted(&[])).await;
        };
        let changes = self.counted(&before);
        let words = words_of(&self.entry, subject, &changes);
        sql!(
            tx,
            execute,
            "update audit set at = $3, changes = $4, words = $5 where account_id = $1 and id = $2",
            account.0,
            id.0,
            self.entry.at.0,
            json_of(&changes),
            words,
        )
        .map(|_| ())
    }

    fn announce(&self, (): &(), _: &Live) {}
}

impl Attempt {
    /// The entry of the same event within the last hour.
    async fn of_late(&self, tx: &mut Tx, subject: &str) -> Result<Option<(AuditId, Vec<Change>)>, Error> {
        let began: AuditId =
            uuid::Builder::from_unix_timestamp_millis(self.since(), &[0; 10]).into_uuid().into();
        let row = sql!(
            tx,
            fetch_optional as (Uuid, String),
            "select id, changes from audit
             where account_id = $1 and id > $2 and action = $3 and subject = $4 and coalesce(operator_name, '') = $5
             order by id desc limit 1",
            self.entry.account.0,
            began.0,
            text_of(&self.entry.action),
            subject,
            self.entry.by.as_ref().map(|by| by.name.as_str()).unwrap_or_default(),
        )?;
        row.map(|(id, changes)| Ok((id.into(), from_json(&changes, "audit.changes")?))).transpose()
    }

    fn since(&self) -> u64 {
        self.entry.at.plus_millis(-TOGETHER).0.max(0).unsigned_abs()
    }

    fn counted(&self, before: &[Change]) -> Vec<Change> {
        let told = |what: &str| before.iter().find(|change| change.what == what).map(|change| &change.after);
        let times = told(TIMES).map_or(0, |times| times.parse().unwrap_or_default()) + self.times;
        let change = |what: &str, after: String| Change { what: what.into(), before: String::new(), after };
        let named = self.details.iter().map(|(what, latest)| {
            let earlier = told(what).into_iter().flat_map(|all| all.split(", ")).filter(|one| one != latest);
            let all: Vec<_> = [latest.as_str()].into_iter().chain(earlier).take(NAMED).collect();
            change(what, all.join(", "))
        });
        [change(TIMES, times.to_string())].into_iter().chain(named).collect()
    }
}
