//! What an account redacts, as administrators set it.

use async_trait::async_trait;
use wire::{AccountId, Role, administration::Action, redaction::Redaction, text};

use super::Redactor;
use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::{Entry, changed},
    column::{from_json, json_of},
    live::Live,
    store::{Tx, Write, lock_account, sql},
};

impl Switchboard {
    /// What the account redacts. For administrators only.
    pub async fn redaction(&self, who: &SignedIn) -> Result<Result<Redaction, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        read(&mut self.store.read().await?, who.account).await.map(Ok)
    }

    /// Changes what the account redacts, for texts that come from now on. Empty patterns are left
    /// out. Refused with [`Refused::BadRedaction`]. For administrators only.
    pub async fn set_redaction(
        &self,
        who: &SignedIn,
        redaction: Redaction,
    ) -> Result<Result<(), Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let redaction = normal(redaction);
        if let Err(bad) = Redactor::of(&redaction) {
            return Ok(Err(bad.into()));
        }
        let entry = self.entry_by(who, Action::RedactionChanged);
        self.administer(who, SetWork { redaction, entry }).await
    }

    /// A sample as it would be stored with these settings, without saving them. Refused with
    /// [`Refused::BadRedaction`] or [`Refused::BadText`]. For administrators only.
    pub fn try_redaction(
        &self,
        who: &SignedIn,
        redaction: Redaction,
        sample: &str,
    ) -> Result<String, Refused> {
        if who.role != Role::Administrator {
            return Err(Refused::NotAllowed);
        }
        let sample = text::message(sample).map_err(Refused::BadText)?;
        Ok(Redactor::of(&normal(redaction))?.text(sample))
    }
}

fn normal(redaction: Redaction) -> Redaction {
    let patterns = redaction.patterns.into_iter().filter(|pattern| !pattern.trim().is_empty()).collect();
    Redaction { last_four: redaction.last_four && redaction.cards, patterns, ..redaction }
}

pub(super) async fn redactor(tx: &mut Tx, account: AccountId) -> Result<Redactor, Error> {
    Redactor::of(&read(tx, account).await?).map_err(|_| Error::UnknownValue("account.redaction"))
}

async fn read(tx: &mut Tx, account: AccountId) -> Result<Redaction, Error> {
    let (redaction,) =
        sql!(tx, fetch_one as (Option<String>,), "select redaction from account where id = $1", account.0,)?;
    match redaction {
        Some(redaction) => from_json(&redaction, "account.redaction"),
        None => Ok(Redaction::default()),
    }
}

struct SetWork {
    redaction: Redaction,
    entry: Entry,
}

#[async_trait]
impl Write for SetWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        lock_account(tx, account).await?;
        let before = read(tx, account).await?;
        if before == self.redaction {
            return Ok(Ok(()));
        }
        let redaction = json_of(&self.redaction);
        sql!(&mut *tx, execute, "update account set redaction = $2 where id = $1", account.0, redaction)?;
        let cards = |redaction: &Redaction| match (redaction.cards, redaction.last_four) {
            (false, _) => "off".to_owned(),
            (true, false) => "on".to_owned(),
            (true, true) => "all but the last four digits".to_owned(),
        };
        let ibans = |redaction: &Redaction| if redaction.ibans { "on".to_owned() } else { "off".to_owned() };
        let patterns = |redaction: &Redaction| redaction.patterns.join("; ");
        let after = &self.redaction;
        let changes = changed([
            ("card numbers are redacted", cards(&before), cards(after)),
            ("bank accounts are redacted", ibans(&before), ibans(after)),
            ("patterns", patterns(&before), patterns(after)),
        ]);
        self.entry.keep(tx, "Redaction", changes).await?;
        Ok(Ok(()))
    }

    fn announce(&self, set: &Self::Output, live: &Live) {
        if set.is_ok() {
            live.redaction_changed(self.entry.account);
        }
    }
}
