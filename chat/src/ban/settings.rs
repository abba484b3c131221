//! What an account's bans do, as administrators set it.

use async_trait::async_trait;
use wire::{
    AccountId, Role,
    administration::Action,
    ban::{BanSettings, BannedSee},
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::{Entry, changed},
    column::{text_of, value_of},
    live::Live,
    store::{Tx, Write, lock_account, sql},
};

impl Switchboard {
    /// What the account's bans do. For administrators only.
    pub async fn ban_settings(&self, who: &SignedIn) -> Result<Result<BanSettings, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        of(&mut self.store.read().await?, who.account).await.map(Ok)
    }

    /// Changes what the account's bans do. Banned visitors who are connected see it at once. For
    /// administrators only.
    pub async fn set_ban_settings(
        &self,
        who: &SignedIn,
        settings: BanSettings,
    ) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::BansChanged);
        self.administer(who, SettingsWork { settings, entry }).await
    }
}

pub(super) async fn of(tx: &mut Tx, account: AccountId) -> Result<BanSettings, Error> {
    let (see, operators_may) = sql!(
        tx,
        fetch_one as (String, i64),
        "select banned_see, operators_ban from account where id = $1",
        account.0,
    )?;
    Ok(BanSettings { see: value_of(&see, "account.banned_see")?, operators_may: operators_may != 0 })
}

struct SettingsWork {
    settings: BanSettings,
    entry: Entry,
}

#[async_trait]
impl Write for SettingsWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        lock_account(tx, account).await?;
        let before = of(tx, account).await?;
        if before == self.settings {
            return Ok(Ok(()));
        }
        sql!(
            &mut *tx,
            execute,
            "update account set banned_see = $2, operators_ban = $3 where id = $1",
            account.0,
            text_of(&self.settings.see),
            i64::from(self.settings.operators_may),
        )?;
        let sees = |settings: BanSettings| match settings.see {
            BannedSee::Nothing => "nothing".to_owned(),
            BannedSee::Form => "the off-line form".to_owned(),
        };
        let who = |settings: BanSettings| match settings.operators_may {
            true => "all operators".to_owned(),
            false => "administrators".to_owned(),
        };
        let changes = changed([
            ("banned visitors see", sees(before), sees(self.settings)),
            ("who may ban", who(before), who(self.settings)),
        ]);
        self.entry.keep(tx, "Bans", changes).await?;
        Ok(Ok(()))
    }

    fn announce(&self, set: &Self::Output, live: &Live) {
        if set.is_ok() {
            live.bans_changed(self.entry.account);
        }
    }
}
