//! What the person who runs the installation does at the terminal, beside the running server.
#![expect(clippy::print_stdout, reason = "the answer of a command")]

use chat::{Refused, Sources, Switchboard};
use wire::Role;

use crate::config::AddOperator;

/// Adds an operator, and tells his password if it was made here.
///
/// # Errors
/// A sentence for the person at the terminal.
pub(crate) async fn add_operator(add: AddOperator) -> Result<(), String> {
    let open = Switchboard::open(&add.database_url, Sources::system()).await;
    let switchboard = open.map_err(|error| format!("SWITCHBOARD_DATABASE_URL: {error}"))?;
    let random = add.password.is_none().then(|| switchboard.random_password());
    let before_at = add.email.split('@').next().unwrap_or_default().to_owned();
    let new = chat::AddOperator {
        screen_name: add.name.unwrap_or(before_at),
        password: add.password.or_else(|| random.clone()).unwrap_or_default(),
        role: if add.administrator { Role::Administrator } else { Role::Normal },
        email: add.email.clone(),
    };
    let added = switchboard.add_operator_by_hand(new).await;
    switchboard.close_store().await;
    match added {
        Ok(Ok(_)) => {
            println!("Operator {} is added.", add.email);
            if let Some(password) = random {
                println!("Password    {password}    (shown only now; keep it)");
            }
            Ok(())
        }
        Ok(Err(refused)) => Err(why(&refused)),
        Err(error) => Err(error.to_string()),
    }
}

fn why(refused: &Refused) -> String {
    match refused {
        Refused::BadEmail(_) => "the e-mail address is not of the form name@host".into(),
        Refused::EmailTaken => "another operator signs in with this address".into(),
        Refused::BadName(_) => "the name is empty or too long; give another one with --name".into(),
        Refused::BadPassword(error) => format!("the password: {error}"),
        _ => "there is no account yet; start the server once with `switchboard serve`".into(),
    }
}
