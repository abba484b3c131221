//! An administrator invites colleagues. Each sets a password by a link, which is valid once and for
//! a week. It is sent by email; if email cannot go out, the administrator gets it. Until it is
//! used, nobody can sign in as the invited operator, and they get nothing from visitors.

use async_trait::async_trait;
use wire::{
    AccountId, DepartmentId, LetterId, OperatorId, Role, Timestamp,
    administration::{Action, Change},
    text,
};

use super::{delete::DeleteWork, reset};
use crate::{
    Error, Refused, SignedIn, Switchboard, account,
    audit::Entry,
    live::Live,
    mail::{
        address::{self, normal},
        letter::{self, About},
    },
    operator::{self, NewOperator},
    session::hash_of,
    store::{Tx, Write, lock_account, sql},
};

/// How long a link is valid, in milliseconds.
const LASTS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// The operator whom an administrator invites.
#[derive(Clone, Debug)]
pub struct InviteOperator {
    /// The address that they will sign in with. No other operator of this installation has it.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// The departments of the account that they belong to.
    pub departments: Vec<DepartmentId>,
}

/// How an invited operator gets their link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invitation {
    /// By email, which has been written.
    ByMail,
    /// By the administrator, who gets its path on this server; it is shown here and never again.
    Path(String),
}

impl Switchboard {
    /// Adds an operator who must choose their password by a link. Refused with
    /// [`Refused::BadEmail`], [`Refused::EmailTaken`], or [`Refused::NotFound`] if there is no such
    /// department. For administrators only.
    pub async fn invite_operator(
        &self,
        who: &SignedIn,
        invite: InviteOperator,
    ) -> Result<Result<Invitation, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let email = match address::clean(&invite.email) {
            Ok(email) => normal(&email),
            Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
        };
        if let Err(refused) = self.can_write_to(who.account, &email, true).await? {
            return Ok(Err(refused));
        }
        let new = NewOperator {
            id: self.sources.id(),
            account: who.account,
            screen_name: name_from(&email),
            email,
            // Nobody knows this password, so nobody can sign in with it.
            password_hash: self.passwords.hash(self.secret(), self.sources.bytes()).await?,
            must_change_password: false,
            role: invite.role,
        };
        let (way, invitation) = self.way_of(who.account).await?;
        let entry = self.entry_by(who, Action::OperatorInvited);
        let work = InviteWork { new, departments: invite.departments, way, entry };
        Ok(self.administer(who, work).await?.map(|()| invitation))
    }

    /// Sends another link, which replaces the one before. Refused with [`Refused::NotFound`] if the
    /// operator is not or no longer invited. For administrators only.
    pub async fn resend_invitation(
        &self,
        who: &SignedIn,
        id: OperatorId,
    ) -> Result<Result<Invitation, Refused>, Error> {
        let (way, invitation) = self.way_of(who.account).await?;
        let entry = self.entry_by(who, Action::InvitationResent);
        Ok(self.administer(who, ResendWork { id, way, entry }).await?.map(|()| invitation))
    }

    /// Withdraws an invitation: the link becomes invalid and the account is deleted. Refused with
    /// [`Refused::NotFound`] if the operator is not or no longer invited. For administrators only.
    pub async fn revoke_invitation(
        &self,
        who: &SignedIn,
        id: OperatorId,
    ) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::InvitationRevoked);
        let work = DeleteWork { id, entry, now: self.sources.now(), only_invited: true };
        Ok(self.administer(who, work).await?.map(|_| ()))
    }

    /// Whether invitations of this account go out by email: email is set up, and the server knows
    /// its public address.
    pub(crate) async fn invites_by_mail(&self, tx: &mut Tx, account: AccountId) -> Result<bool, Error> {
        Ok(self.sends_links() && account::mails(tx, account, self.mail.is_some()).await?)
    }

    /// The link for an email that leaves now; it replaces the one before. `None`: the operator is
    /// no longer invited, or the server does not know its public address.
    pub(crate) async fn invitation_link(
        &self,
        account: AccountId,
        operator: OperatorId,
    ) -> Result<Option<String>, Error> {
        let Some(url) = &self.public_url else { return Ok(None) };
        let (token, link) = self.link();
        let is_invited = self.store.write(LinkWork { account, operator, link }).await?;
        Ok(is_invited.then(|| format!("{url}{}", path_of(&token))))
    }

    async fn way_of(&self, account: AccountId) -> Result<(Way, Invitation), Error> {
        let mut tx = self.store.read().await?;
        if self.invites_by_mail(&mut tx, account).await? {
            return Ok((Way::Letter(self.sources.id()), Invitation::ByMail));
        }
        let (token, link) = self.link();
        Ok((Way::Link(link), Invitation::Path(path_of(&token))))
    }

    /// A token, and what is stored of it.
    fn link(&self) -> (String, Link) {
        let token = self.secret();
        let link = Link { hash: hash_of(&token), until: self.sources.now().plus_millis(LASTS) };
        (token, link)
    }
}

fn path_of(token: &str) -> String {
    format!("/sign-in/new-password?invited=1&token={token}")
}

/// A screen name for this address, until the operator changes it: `ben.miller@example.org` becomes
/// Ben Miller.
fn name_from(email: &str) -> String {
    let local = email.split(['@', '+']).next().unwrap_or_default();
    let words = local.split(['.', '_', '-']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    });
    let name = words.collect::<Vec<_>>().join(" ").chars().take(text::MAX_NAME).collect::<String>();
    text::name(&name).unwrap_or_else(|_| "Operator".to_owned())
}

#[derive(Clone, Copy)]
enum Way {
    Letter(LetterId),
    Link(Link),
}

#[derive(Clone, Copy)]
struct Link {
    hash: [u8; 32],
    until: Timestamp,
}

impl Way {
    async fn go(
        self,
        tx: &mut Tx,
        account: AccountId,
        operator: OperatorId,
        email: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        match self {
            Way::Letter(id) => letter::write(tx, id, account, About::Invitation(operator), email, now).await,
            Way::Link(Link { hash, until }) => reset::put_link(tx, account, operator, &hash, until).await,
        }
    }

    fn announce(self, live: &Live) {
        if let Way::Letter(_) = self {
            live.letters_wait();
        }
    }
}

/// The address and the screen name of an operator who has not accepted their invitation.
async fn invited(
    tx: &mut Tx,
    account: AccountId,
    operator: OperatorId,
) -> Result<Option<(String, String)>, Error> {
    sql!(
        tx,
        fetch_optional as (String, String),
        "select email, screen_name from operator
         where account_id = $1 and id = $2 and invited_at is not null and deleted_at is null and deactivated_at is null",
        account.0,
        operator.0,
    )
}

struct InviteWork {
    new: NewOperator,
    departments: Vec<DepartmentId>,
    way: Way,
    entry: Entry,
}

#[async_trait]
impl Write for InviteWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let (new, now) = (&self.new, self.entry.at);
        lock_account(tx, new.account).await?;
        if operator::is_email_taken(tx, &new.email).await? {
            return Ok(Err(Refused::EmailTaken));
        }
        let mut names = Vec::new();
        for department in &self.departments {
            let found = sql!(
                &mut *tx,
                fetch_optional as (String,),
                "select name from department where account_id = $1 and id = $2",
                new.account.0,
                department.0,
            )?;
            let Some((name,)) = found else { return Ok(Err(Refused::NotFound)) };
            names.push(name);
        }
        operator::insert(tx, new, now).await?;
        sql!(
            &mut *tx,
            execute,
            "update operator set invited_at = $3, invited_by = $4 where account_id = $1 and id = $2",
            new.account.0,
            new.id.0,
            now.0,
            self.entry.by.as_ref().map(|by| by.id.0),
        )?;
        for department in &self.departments {
            sql!(
                &mut *tx,
                execute,
                "insert into department_operator (account_id, department_id, operator_id) values ($1, $2, $3)
                 on conflict (department_id, operator_id) do nothing",
                new.account.0,
                department.0,
                new.id.0,
            )?;
        }
        self.way.go(tx, new.account, new.id, &new.email, now).await?;
        let is_now = |what: &str, after: String| Change { what: what.into(), before: String::new(), after };
        let mut changes =
            vec![is_now("e-mail address", new.email.clone()), is_now("role", new.role.name().into())];
        changes.extend(
            Some(names.join(", "))
                .filter(|names| !names.is_empty())
                .map(|names| is_now("departments", names)),
        );
        self.entry.keep(tx, &new.screen_name, changes).await?;
        Ok(Ok(()))
    }

    fn announce(&self, invited: &Self::Output, live: &Live) {
        if invited.is_ok() {
            // Departments name them, but they get no requests yet.
            live.routing_changed(self.new.account);
            self.way.announce(live);
        }
    }
}

struct ResendWork {
    id: OperatorId,
    way: Way,
    entry: Entry,
}

#[async_trait]
impl Write for ResendWork {
    type Output = Result<(), Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        lock_account(tx, account).await?;
        let Some((email, name)) = invited(tx, account, self.id).await? else {
            return Ok(Err(Refused::NotFound));
        };
        reset::take_back(tx, account, self.id).await?;
        self.way.go(tx, account, self.id, &email, self.entry.at).await?;
        let to = Change { what: "e-mail address".into(), before: String::new(), after: email };
        self.entry.keep(tx, &name, vec![to]).await?;
        Ok(Ok(()))
    }

    fn announce(&self, sent: &Self::Output, live: &Live) {
        if sent.is_ok() {
            self.way.announce(live);
        }
    }
}

struct LinkWork {
    account: AccountId,
    operator: OperatorId,
    link: Link,
}

#[async_trait]
impl Write for LinkWork {
    /// Whether they are still invited.
    type Output = bool;

    async fn run(&self, tx: &mut Tx) -> Result<bool, Error> {
        let LinkWork { account, operator, link } = self;
        lock_account(tx, *account).await?;
        if invited(tx, *account, *operator).await?.is_none() {
            return Ok(false);
        }
        reset::put_link(tx, *account, *operator, &link.hash, link.until).await?;
        Ok(true)
    }

    fn announce(&self, _: &bool, _: &Live) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_an_address() {
        for (email, name) in [
            ("ben.miller@example.org", "Ben Miller"),
            ("ben+chat@example.org", "Ben"),
            ("anna-lena_x@example.org", "Anna Lena X"),
            ("\u{e9}mile@example.org", "\u{c9}mile"),
            ("...@example.org", "Operator"),
        ] {
            assert_eq!(name_from(email), name, "{email}");
        }
        let long = format!("{}@example.org", "a".repeat(300));
        assert!(name_from(&long).chars().count() <= text::MAX_NAME);
    }
}
