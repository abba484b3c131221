//! The commands for the installation's accounts.

use chat::Refused;
use wire::Role;

use super::{before_at, open, password, show, why};
use crate::config::{AddAccount, Beside};

/// Adds an account. Prints how its administrator signs in, and the embed code of its site.
///
/// # Errors
/// A sentence for the person at the terminal.
pub(crate) async fn add_account(add: AddAccount) -> Result<(), String> {
    let switchboard = open(&add.beside).await?;
    let (password, made) = password(&switchboard, add.given);
    let administrator = chat::AddOperator {
        screen_name: add.admin_name.unwrap_or_else(|| before_at(&add.admin_email)),
        password,
        must_change_password: false,
        role: Role::Administrator,
        email: add.admin_email.clone(),
    };
    let site = add.site.unwrap_or_else(|| add.name.clone());
    let new = chat::AddAccount { name: add.name.clone(), site, administrator };
    let added = switchboard.add_account_by_hand(new).await;
    switchboard.close_store().await;
    match added {
        Ok(Ok(key)) => {
            // Without the address the embed code has a placeholder.
            let base = add.public_url.unwrap_or_else(|| "https://YOUR-SERVER".into());
            println!("Account {} is added.", add.name.trim());
            println!("Sign in as  {}", add.admin_email.trim());
            show(made);
            println!("Embed code  <script async src=\"{base}/widget.js\" data-site=\"{key}\"></script>");
            Ok(())
        }
        Ok(Err(Refused::BadName(_))) => {
            Err("a name is empty or longer than 80 characters: that of the account, of its --site, or the --admin-name".into())
        }
        Ok(Err(refused)) => Err(why(&refused)),
        Err(error) => Err(error.to_string()),
    }
}

/// Lists the accounts, one per line: name, operators and sites.
///
/// # Errors
/// A sentence for the person at the terminal.
pub(crate) async fn list_accounts(beside: Beside) -> Result<(), String> {
    let switchboard = open(&beside).await?;
    let listed = switchboard.accounts_by_hand().await;
    switchboard.close_store().await;
    let listed = listed.map_err(|error| error.to_string())?;
    let widest = listed.iter().map(|one| one.name.chars().count()).max().unwrap_or_default();
    for one in listed {
        let count = |n: u32, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let (operators, sites) = (count(one.operators, "operator"), count(one.sites, "site"));
        println!("{:widest$}  {operators:12}  {sites}", one.name);
    }
    Ok(())
}
