//! Accounts at the terminal, for the person who runs the installation. An installation can have
//! several accounts (companies) that know nothing of each other. A running server sees a new one at
//! once.

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    AccountId, Role,
    administration::{Action, Change},
    site::SiteDetails,
    text,
};

use crate::{
    AddOperator, Error, Refused, Switchboard,
    alike::look_alike,
    audit::Entry,
    live::Live,
    mail::address::{self, normal},
    operator::{self, NewOperator},
    password, site,
    store::{Tx, Write, lock_installation, sql},
};

/// The account to be added.
#[derive(Clone, Debug)]
pub struct AddAccount {
    /// Its name. No other account has a name that looks the same.
    pub name: String,
    /// The name of its first site.
    pub site: String,
    /// Its first operator, who becomes an administrator whatever `role` says.
    pub administrator: AddOperator,
}

/// An account, as the terminal lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAccount {
    /// Its name.
    pub name: String,
    /// The number of operators, without those whose accounts are deactivated.
    pub operators: u32,
    /// The number of sites.
    pub sites: u32,
}

/// Why an account cannot be chosen, for the person at the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAccount {
    /// There is no account yet.
    NoneYet,
    /// No account was named; these exist.
    NotNamed(Vec<String>),
    /// No account has that name; these exist.
    Unknown(Vec<String>),
}

impl Switchboard {
    /// Adds an account with its first site and its first administrator. Returns the key of the
    /// site. [`Refused::NameTaken`]: another account has a name that looks the same.
    pub async fn add_account_by_hand(&self, add: AddAccount) -> Result<Result<String, Refused>, Error> {
        let (name, site_name) = match (text::name(&add.name), text::name(&add.site)) {
            (Ok(name), Ok(site_name)) => (name, site_name),
            (Err(bad), _) | (_, Err(bad)) => return Ok(Err(Refused::BadName(bad))),
        };
        let AddOperator { email, screen_name, password, must_change_password, .. } = add.administrator;
        let email = match address::clean(&email) {
            Ok(email) => normal(&email),
            Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
        };
        let screen_name = match text::name(&screen_name) {
            Ok(name) => name,
            Err(bad) => return Ok(Err(Refused::BadName(bad))),
        };
        if let Err(bad) = password::check_policy(&password, [&screen_name, &email]) {
            return Ok(Err(Refused::BadPassword(bad)));
        }
        let account = self.sources.id();
        let administrator = NewOperator {
            id: self.sources.id(),
            account,
            email,
            screen_name,
            password_hash: self.passwords.hash(password, self.sources.bytes()).await?,
            must_change_password,
            role: Role::Administrator,
        };
        let site = site::new(site_name, &self.sources);
        let entry = self.entry(account, None, Action::AccountAdded);
        self.store.write(AddWork { name, administrator, site, entry }).await
    }

    /// All accounts of the installation, by name.
    pub async fn accounts_by_hand(&self) -> Result<Vec<ListedAccount>, Error> {
        let mut tx = self.store.read().await?;
        let rows = sql!(
            &mut tx,
            fetch_all as (String, i64, i64),
            "select a.name,
                    (select count(*) from operator o where o.account_id = a.id and o.deleted_at is null
                                                            and o.deactivated_at is null),
                    (select count(*) from site s where s.account_id = a.id and s.removed_at is null)
             from account a order by lower(a.name), a.id",
        )?;
        let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        let listed = |(name, operators, sites)| ListedAccount {
            name,
            operators: number(operators),
            sites: number(sites),
        };
        Ok(rows.into_iter().map(listed).collect())
    }

    /// The account of this name. Without a name: the only account of the installation.
    pub async fn account_by_hand(&self, name: Option<&str>) -> Result<Result<AccountId, NoAccount>, Error> {
        let mut tx = self.store.read().await?;
        let all = all(&mut tx).await?;
        let found = match name {
            Some(name) => all.iter().find(|(_, one)| look_alike(one, name.trim())),
            None if all.len() == 1 => all.first(),
            None => None,
        };
        Ok(match (found, name) {
            (Some((id, _)), _) => Ok(*id),
            (None, _) if all.is_empty() => Err(NoAccount::NoneYet),
            (None, Some(_)) => Err(NoAccount::Unknown(names(all))),
            (None, None) => Err(NoAccount::NotNamed(names(all))),
        })
    }
}

async fn all(tx: &mut Tx) -> Result<Vec<(AccountId, String)>, Error> {
    let rows =
        sql!(tx, fetch_all as (Uuid, String), "select id, name from account order by lower(name), id")?;
    Ok(rows.into_iter().map(|(id, name)| (id.into(), name)).collect())
}

fn names(all: Vec<(AccountId, String)>) -> Vec<String> {
    all.into_iter().map(|(_, name)| name).collect()
}

struct AddWork {
    name: String,
    administrator: NewOperator,
    site: SiteDetails,
    entry: Entry,
}

#[async_trait]
impl Write for AddWork {
    type Output = Result<String, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        // Two terminals must not add the same name at once.
        lock_installation(tx).await?;
        if all(tx).await?.iter().any(|(_, name)| look_alike(name, &self.name)) {
            return Ok(Err(Refused::NameTaken));
        }
        if operator::is_email_taken(tx, &self.administrator.email).await? {
            return Ok(Err(Refused::EmailTaken));
        }
        super::begin(tx, &self.name, &self.administrator, &self.site, self.entry.at).await?;
        let is_now = |what: &str, after: &str| Change {
            what: what.into(),
            before: String::new(),
            after: after.into(),
        };
        let changes =
            vec![is_now("administrator", &self.administrator.email), is_now("site", &self.site.name)];
        self.entry.keep(tx, &self.name, changes).await?;
        Ok(Ok(self.site.key.clone()))
    }

    fn announce(&self, _: &Self::Output, _: &Live) {}
}
