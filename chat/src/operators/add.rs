//! An administrator adds an operator (manual A1, A2).

use async_trait::async_trait;
use wire::{
    OperatorId, Role,
    administration::{Action, Change},
    text,
};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::Entry,
    bus::Event,
    live::Live,
    mail::address::{self, normal},
    operator::{self, NewOperator},
    password,
    store::{Tx, Write, lock_account},
};

/// The operator to be added.
#[derive(Clone, Debug)]
pub struct AddOperator {
    /// The address that they sign in with. No other operator of this installation has it.
    pub email: String,
    /// The name that visitors see (manual B17).
    pub screen_name: String,
    /// Their password.
    pub password: String,
    /// Whether their first sign-in asks for a new password.
    pub must_change_password: bool,
    /// What they may do.
    pub role: Role,
}

impl Switchboard {
    /// Adds an operator to the administrator's account.
    pub async fn add_operator(
        &self,
        who: &SignedIn,
        add: AddOperator,
    ) -> Result<Result<OperatorId, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        self.add_operator_as(self.entry_by(who, Action::OperatorAdded), add).await
    }

    pub(super) async fn add_operator_as(
        &self,
        entry: Entry,
        add: AddOperator,
    ) -> Result<Result<OperatorId, Refused>, Error> {
        let email = match address::clean(&add.email) {
            Ok(email) => normal(&email),
            Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
        };
        if let Err(refused) = self.can_write_to(entry.account, &email, true).await? {
            return Ok(Err(refused));
        }
        let screen_name = match text::name(&add.screen_name) {
            Ok(name) => name,
            Err(bad) => return Ok(Err(Refused::BadName(bad))),
        };
        if let Err(bad) = password::check_policy(&add.password, [&screen_name, &email]) {
            return Ok(Err(Refused::BadPassword(bad)));
        }
        let new = NewOperator {
            id: self.sources.id(),
            account: entry.account,
            email,
            screen_name,
            password_hash: self.passwords.hash(add.password, self.sources.bytes()).await?,
            must_change_password: add.must_change_password,
            role: add.role,
        };
        self.store.write(AddWork { new, entry }).await
    }
}

struct AddWork {
    new: NewOperator,
    entry: Entry,
}

#[async_trait]
impl Write for AddWork {
    type Output = Result<OperatorId, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let new = &self.new;
        lock_account(tx, new.account).await?;
        if operator::is_email_taken(tx, &new.email).await? {
            return Ok(Err(Refused::EmailTaken));
        }
        operator::insert(tx, new, self.entry.at).await?;
        let is_now = |what: &str, after: String| Change { what: what.into(), before: String::new(), after };
        let changes =
            vec![is_now("e-mail address", new.email.clone()), is_now("role", new.role.name().into())];
        self.entry.keep(tx, &new.screen_name, changes).await?;
        Ok(Ok(new.id))
    }

    fn announce(&self, added: &Self::Output, live: &Live) {
        if added.is_ok() {
            live.tell_consoles(self.new.account, Event::Colleagues);
        }
    }
}
