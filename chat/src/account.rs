//! Accounts: the companies of an installation, strictly separated. The first start of a fresh
//! installation creates one account with a site *Demo* and an administrator. Further accounts are
//! added at the terminal (`account/by_hand.rs`).

mod by_hand;

pub use by_hand::{AddAccount, ListedAccount, NoAccount};

use async_trait::async_trait;
use wire::{AccountId, Role, SiteId, Timestamp, administration::Action, site::SiteDetails};

use crate::{
    Error, Refused, SignedIn, Switchboard,
    audit::{Entry, changed},
    live::Live,
    mail::address::{self, normal},
    operator::{self, NewOperator},
    password::{self, PasswordError},
    site,
    store::{Tx, Write, lock_account, lock_installation, sql},
};

/// The screen name of the first administrator, until they change it.
pub(crate) const FIRST_NAME: &str = "Support";

/// The details of the first administrator, as given by the person who installs the program.
#[derive(Clone, Debug)]
pub struct FirstStart {
    /// The address that they sign in with.
    pub email: String,
    /// Their password. `None`: a random one is generated.
    pub password: Option<String>,
}

/// What the first start created.
#[derive(Clone, Debug)]
pub struct Started {
    /// The administrator's address.
    pub email: String,
    /// Their password if it was generated; it is shown once.
    pub random_password: Option<String>,
}

/// Why the first start failed, for the person who installs the program.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FirstStartError {
    /// The administrator's address is not an email address.
    #[error("the administrator's e-mail address \"{0}\" is not of the form name@host")]
    Email(String),
    /// The administrator's password is not accepted.
    #[error("the administrator's password: {0}")]
    Password(#[from] PasswordError),
    /// An internal error.
    #[error(transparent)]
    Internal(#[from] Error),
}

impl Switchboard {
    /// Whether operators see what visitors type before they send it. For administrators only.
    pub async fn previews(&self, who: &SignedIn) -> Result<Result<bool, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        has_previews(&mut self.store.read().await?, who.account).await.map(Ok)
    }

    /// Switches the preview of visitors' typing on or off. The visitors' panels show the change.
    /// Nothing is shown that was typed into a panel that does not know of the change yet.
    pub async fn set_previews(&self, who: &SignedIn, on: bool) -> Result<Result<(), Refused>, Error> {
        let entry = self.entry_by(who, Action::PreviewsChanged);
        self.administer(who, SetPreviews { on, entry }).await.map(|set| set.map(|_| ()))
    }

    /// A random password for a person who is shown it once.
    pub fn random_password(&self) -> String {
        password::random(&self.sources)
    }

    /// Creates the first account unless there is one already, which gives `None`.
    pub async fn first_start(&self, first: FirstStart) -> Result<Option<Started>, FirstStartError> {
        let mut tx = self.store.read().await?;
        let begun = is_begun(&mut tx).await?;
        drop(tx);
        if begun {
            return Ok(None);
        }
        let email = address::clean(&first.email).map_err(|_| FirstStartError::Email(first.email.clone()))?;
        let random_password = first.password.is_none().then(|| self.random_password());
        let chosen = first.password.or_else(|| random_password.clone()).unwrap_or_default();
        password::check_policy(&chosen, [FIRST_NAME, &email])?;
        let account = self.sources.id();
        let work = FirstStartWork {
            administrator: NewOperator {
                id: self.sources.id(),
                account,
                email: normal(&email),
                screen_name: FIRST_NAME.to_owned(),
                password_hash: self.passwords.hash(chosen, self.sources.bytes()).await?,
                must_change_password: false,
                role: Role::Administrator,
            },
            site: site::new("Demo".to_owned(), &self.sources),
            password_is_made: random_password.is_some(),
            now: self.sources.now(),
        };
        let made = self.store.write(work).await?;
        Ok(made.then_some(Started { email, random_password }))
    }
}

pub(crate) async fn has_previews(tx: &mut Tx, account: AccountId) -> Result<bool, Error> {
    let (previews,) = sql!(tx, fetch_one as (i64,), "select previews from account where id = $1", account.0)?;
    Ok(previews != 0)
}

/// Whether email of this account goes out: through its own mail server, or through the
/// installation's if there is one.
pub(crate) async fn mails(tx: &mut Tx, account: AccountId, is_installations: bool) -> Result<bool, Error> {
    let has_own = sql!(
        tx,
        fetch_optional as (i64,),
        "select created_at from account where id = $1 and mail_server is not null",
        account.0,
    )?;
    Ok(is_installations || has_own.is_some())
}

pub(crate) async fn name_of(tx: &mut Tx, account: AccountId) -> Result<String, Error> {
    let (name,) = sql!(tx, fetch_one as (String,), "select name from account where id = $1", account.0)?;
    Ok(name)
}

/// Creates an account with its first administrator and its first site.
async fn begin(
    tx: &mut Tx,
    name: &str,
    administrator: &NewOperator,
    site: &SiteDetails,
    now: Timestamp,
) -> Result<(), Error> {
    sql!(
        tx,
        execute,
        "insert into account (id, name, created_at) values ($1, $2, $3)",
        administrator.account.0,
        name,
        now.0,
    )?;
    operator::insert(tx, administrator, now).await?;
    site::insert(tx, administrator.account, site, now).await
}

async fn is_begun(tx: &mut Tx) -> Result<bool, Error> {
    sql!(tx, fetch_optional as (i64,), "select created_at from account limit 1").map(|row| row.is_some())
}

struct SetPreviews {
    on: bool,
    entry: Entry,
}

#[async_trait]
impl Write for SetPreviews {
    /// The sites whose panels must be notified.
    type Output = Result<Vec<SiteId>, Refused>;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Error> {
        let account = self.entry.account;
        lock_account(tx, account).await?;
        let before = has_previews(tx, account).await?;
        if before == self.on {
            return Ok(Ok(Vec::new()));
        }
        let on = i64::from(self.on);
        sql!(tx, execute, "update account set previews = $2 where id = $1", account.0, on)?;
        let word = |on: bool| if on { "on".to_owned() } else { "off".to_owned() };
        let changes = changed([("what visitors type is seen", word(before), word(self.on))]);
        self.entry.keep(tx, "While a visitor types", changes).await?;
        Ok(Ok(site::all_of(tx, account).await?.into_iter().map(|site| site.view.id).collect()))
    }

    fn announce(&self, changed: &Self::Output, live: &Live) {
        for site in changed.iter().flatten() {
            live.site_changed(self.entry.account, *site);
        }
    }
}

struct FirstStartWork {
    administrator: NewOperator,
    site: SiteDetails,
    /// Whether the password was generated.
    password_is_made: bool,
    now: Timestamp,
}

#[async_trait]
impl Write for FirstStartWork {
    /// Whether this node created the account; if not, another node was faster.
    type Output = bool;

    async fn run(&self, tx: &mut Tx) -> Result<bool, Error> {
        lock_installation(tx).await?;
        if is_begun(tx).await? {
            return Ok(false);
        }
        let NewOperator { account, id, .. } = self.administrator;
        begin(tx, "Demo", &self.administrator, &self.site, self.now).await?;
        sql!(
            tx,
            execute,
            "update operator set password_is_made = $3 where account_id = $1 and id = $2",
            account.0,
            id.0,
            i64::from(self.password_is_made),
        )?;
        Ok(true)
    }

    fn announce(&self, _: &bool, _: &Live) {}
}
