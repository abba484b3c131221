//! The commands for the terminal, also while the server runs: operators here, accounts in
//! `manage/accounts.rs`, the search index in `manage/index.rs`.
#![expect(clippy::print_stdout, reason = "the answer of a command")]

mod accounts;
mod index;

pub(crate) use accounts::{add_account, list_accounts};
pub(crate) use index::rebuild_index;

use chat::{NoAccount, Refused, Sources, Switchboard};
use wire::Role;

use crate::config::{AddOperator, Beside, GivenPassword, SetPassword, SipPassword};

/// Adds an operator, and prints their password if it was generated.
///
/// # Errors
/// A sentence for the person at the terminal.
pub(crate) async fn add_operator(add: AddOperator) -> Result<(), String> {
    let switchboard = open(&add.beside).await?;
    let (password, made) = password(&switchboard, add.given);
    let new = chat::AddOperator {
        screen_name: add.name.unwrap_or_else(|| before_at(&add.email)),
        password,
        must_change_password: false,
        role: if add.administrator { Role::Administrator } else { Role::Normal },
        email: add.email.clone(),
    };
    let added = match switchboard.account_by_hand(add.account.as_deref()).await {
        Ok(Ok(account)) => {
            switchboard.add_operator_by_hand(account, new).await.map_err(|error| error.to_string())
        }
        Ok(Err(none)) => Err(which(&none)),
        Err(error) => Err(error.to_string()),
    };
    switchboard.close_store().await;
    match added? {
        Ok(_) => {
            println!("Operator {} is added.", add.email);
            show(made);
            Ok(())
        }
        Err(refused) => Err(why(&refused)),
    }
}

/// Sets an operator's password, and prints it if it was generated.
///
/// # Errors
/// A sentence for the person at the terminal.
pub(crate) async fn set_password(set: SetPassword) -> Result<(), String> {
    let switchboard = open(&set.beside).await?;
    let (password, made) = password(&switchboard, set.given);
    let done = switchboard.set_operator_password_by_hand(&set.email, password).await;
    switchboard.close_store().await;
    match done {
        Ok(Ok(())) => {
            println!("Operator {} has another password, and is signed out.", set.email);
            show(made);
            Ok(())
        }
        Ok(Err(Refused::NotFound)) => Err(nobody(&set.email)),
        Ok(Err(refused)) => Err(why(&refused)),
        Err(error) => Err(error.to_string()),
    }
}

/// Generates a password for an operator's SIP clients, and prints it with their user name.
///
/// # Errors
/// A sentence for the person at the terminal.
pub(crate) async fn make_sip_password(make: SipPassword) -> Result<(), String> {
    let switchboard = open(&make.beside).await?;
    let done = switchboard.make_sip_password_by_hand(&make.email).await;
    switchboard.close_store().await;
    match done {
        Ok(Ok(made)) => {
            println!("User        {}", made.user);
            show(Some(made.password));
            Ok(())
        }
        Ok(Err(Refused::NotFound)) => Err(nobody(&make.email)),
        Ok(Err(refused)) => Err(why(&refused)),
        Err(error) => Err(error.to_string()),
    }
}

/// Lists the operators, one per line: address, role, account and screen name.
///
/// # Errors
/// A sentence for the person at the terminal.
pub(crate) async fn list_operators(beside: Beside) -> Result<(), String> {
    let switchboard = open(&beside).await?;
    let listed = switchboard.operators_by_hand().await;
    switchboard.close_store().await;
    let listed = listed.map_err(|error| error.to_string())?;
    let widest = listed.iter().map(|one| one.email.chars().count()).max().unwrap_or_default();
    for one in listed {
        let role = one.role.name();
        let state = match (one.is_active, one.is_invited) {
            (false, _) => "  (deactivated)",
            (true, true) => "  (invited)",
            (true, false) => "",
        };
        println!("{:widest$}  {role:13}  {}  {}{state}", one.email, one.account, one.screen_name);
    }
    Ok(())
}

async fn open(beside: &Beside) -> Result<Switchboard, String> {
    let open = Switchboard::open(&beside.database_url, Sources::system()).await;
    open.map_err(|error| format!("SWITCHBOARD_DATABASE_URL: {error}"))
}

/// The given password; or a generated one, which is also returned for printing.
fn password(switchboard: &Switchboard, given: GivenPassword) -> (String, Option<String>) {
    match given.password {
        Some(password) => (password, None),
        None => {
            let made = switchboard.random_password();
            (made.clone(), Some(made))
        }
    }
}

/// The default screen name.
fn before_at(email: &str) -> String {
    email.split('@').next().unwrap_or_default().to_owned()
}

fn nobody(email: &str) -> String {
    format!("nobody signs in as {email}; `switchboard operator list` shows who does")
}

/// Why it is not clear which account is meant.
fn which(none: &NoAccount) -> String {
    let listed = |names: &[String]| names.iter().map(|name| format!("\n  {name}")).collect::<String>();
    match none {
        NoAccount::NoneYet => {
            "there is no account yet; start the server once with `switchboard serve`".into()
        }
        NoAccount::NotNamed(names) => {
            format!("there are several accounts; say with --account which one is meant:{}", listed(names))
        }
        NoAccount::Unknown(names) => format!("no account has this name; there are:{}", listed(names)),
    }
}

fn show(made: Option<String>) {
    if let Some(password) = made {
        println!("Password    {password}    (shown only now; keep it)");
    }
}

fn why(refused: &Refused) -> String {
    match refused {
        Refused::BadEmail(_) => "the e-mail address is not of the form name@host".into(),
        Refused::EmailTaken => "another operator signs in with this address".into(),
        Refused::BadName(_) => "the name is empty or too long; give another one with --name".into(),
        Refused::NameTaken => "another account has this name, or one that looks the same".into(),
        Refused::BadPassword(error) => format!("the password: {error}"),
        _ => "this was not accepted".into(),
    }
}
