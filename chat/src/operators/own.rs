//! An operator changes their own password and screen name.

use wire::{
    administration::{Action, OperatorAccount},
    text,
};

use super::{
    SetPassword,
    edit::{EditOperator, EditWork, read},
};
use crate::{Error, Refused, SignedIn, Switchboard, limits::Guesser, operator, password::LONGEST, security};

impl Switchboard {
    /// Sets another password for this operator if they know the present one. Their other sessions
    /// end.
    pub async fn change_password(
        &self,
        who: &SignedIn,
        current: String,
        new: String,
    ) -> Result<Result<(), Refused>, Error> {
        let Some(OperatorAccount { email, .. }) = self.own_account(who).await? else {
            return Ok(Err(Refused::NotFound));
        };
        // Somebody who finds an open console must not be able to guess without limit.
        let guesser = Guesser::Known(who.session, &email);
        if self.guesses().begin(guesser, self.sources.now()).is_err() {
            return Ok(Err(Refused::TooManyGuesses));
        }
        let login = operator::by_email(&mut self.store.read().await?, &email).await?;
        let hash = login.map(|login| login.password_hash);
        if current.len() > LONGEST || !self.passwords.verify(current, hash).await? {
            security::wrong_own_password(who);
            self.note_wrong_password(who);
            return Ok(Err(Refused::WrongPassword));
        }
        self.guesses().give_back(guesser);
        let set = SetPassword {
            operator: who.operator,
            password: new,
            must_change: false,
            keep: Some(who.session),
        };
        self.set_password_as(self.entry_by(who, Action::PasswordSet), set).await
    }

    /// Sets another screen name for this operator, which visitors and colleagues see.
    pub async fn rename(&self, who: &SignedIn, screen_name: &str) -> Result<Result<(), Refused>, Error> {
        let screen_name = match text::name(screen_name) {
            Ok(name) => name,
            Err(bad) => return Ok(Err(Refused::BadName(bad))),
        };
        let Some(account) = self.own_account(who).await? else { return Ok(Err(Refused::NotFound)) };
        let edit = EditOperator { screen_name, ..EditOperator::from(&account) };
        let entry = self.entry_by(who, Action::OperatorChanged);
        let renamed = self.store.write(EditWork { id: who.operator, edit, entry }).await?;
        Ok(renamed.map(|_| ()))
    }

    async fn own_account(&self, who: &SignedIn) -> Result<Option<OperatorAccount>, Error> {
        read(&mut self.store.read().await?, who.account, who.operator).await
    }
}
