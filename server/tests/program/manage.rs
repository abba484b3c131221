//! The commands for the terminal while the server runs.

use std::process::Output;

use chat::{Sources, Switchboard};

use crate::support::{Program, bare_command, sign_in};

fn add(database: &str, flags: &[&str]) -> Output {
    operator(database, "add", flags)
}

fn operator(database: &str, what: &str, flags: &[&str]) -> Output {
    manage(database, "operator", what, flags)
}

fn account(database: &str, what: &str, flags: &[&str]) -> Output {
    manage(database, "account", what, flags)
}

fn manage(database: &str, whom: &str, what: &str, flags: &[&str]) -> Output {
    let mut command = bare_command();
    command.args([whom, what]).args(flags).env("SWITCHBOARD_DATABASE_URL", database);
    command.output().unwrap()
}

/// The generated password in the output.
fn told(output: &Output) -> String {
    let said = said(output);
    said.split_once("Password").unwrap().1.split_whitespace().next().unwrap().to_owned()
}

fn said(output: &Output) -> String {
    String::from_utf8(if output.status.success() { output.stdout.clone() } else { output.stderr.clone() })
        .unwrap()
}

#[tokio::test]
async fn an_operator_is_added_while_the_server_runs_and_signs_in() {
    let program = Program::start();
    let added = add(&program.database(), &["ben@example.org"]);
    assert!(added.status.success(), "{}", said(&added));
    assert!(sign_in(&program, "ben@example.org", &told(&added)).await.cookie.is_some());
    let chosen = ["eve@example.org", "--name", "Eve", "--password", "correct horse"];
    assert!(add(&program.database(), &chosen).status.success());
    assert!(sign_in(&program, "eve@example.org", "correct horse").await.cookie.is_some());
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_and_the_operators_are_listed() {
    let program = Program::start();
    let first = told(&add(&program.database(), &["ben@example.org", "--name", "Ben"]));
    assert!(sign_in(&program, "ben@example.org", &first).await.cookie.is_some());
    let set = operator(&program.database(), "password", &[" BEN@example.org"]);
    assert!(set.status.success(), "{}", said(&set));
    assert!(sign_in(&program, "ben@example.org", &first).await.cookie.is_none());
    assert!(sign_in(&program, "ben@example.org", &told(&set)).await.cookie.is_some());
    let listed = said(&operator(&program.database(), "list", &[]));
    let lines: Vec<Vec<_>> = listed.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(
        lines,
        [
            ["ben@example.org", "Normal", "Demo", "Ben"],
            ["ann@example.org", "Administrator", "Demo", "Support"]
        ]
    );
    for (flags, hint) in [
        (&["eve@example.org"][..], "nobody signs in as eve@example.org"),
        (&["ben@example.org", "--password", "short"], "10 characters"),
        (&[], "EMAIL"),
    ] {
        let refused = operator(&program.database(), "password", flags);
        assert!(!refused.status.success() && said(&refused).contains(hint), "{flags:?}: {}", said(&refused));
    }
}

#[tokio::test]
async fn a_password_for_sip_clients_is_made_at_the_terminal() {
    let program = Program::start_with(&[("SWITCHBOARD_SIP_HOST", "chat.example.org")]);
    let made = operator(&program.database(), "sip-password", &["Ann@example.org"]);
    assert!(made.status.success(), "{}", said(&made));
    let user = said(&made).split_once("User").unwrap().1.split_whitespace().next().unwrap().to_owned();
    let switchboard = Switchboard::open(&program.database(), Sources::system()).await.unwrap();
    let credential = switchboard.sip_credential(&user).await.unwrap().expect("there is one");
    assert_eq!(credential.ha1, chat::sip::ha1(&user, switchboard.sip_realm(), &told(&made)));
    switchboard.close_store().await;
    let refused = operator(&program.database(), "sip-password", &["eve@example.org"]);
    assert!(!refused.status.success() && said(&refused).contains("nobody signs in as eve@example.org"));
}

#[test]
fn what_is_wrong_is_said_to_who_can_mend_it() {
    let program = Program::start();
    assert!(add(&program.database(), &["ben@example.org"]).status.success());
    for (flags, hint) in [
        (&["ben@example.org"][..], "another operator"),
        (&["ben"], "name@host"),
        (&["eve@example.org", "--password", "short"], "10 characters"),
        (&["eve@example.org", "--name", " "], "--name"),
        (&[], "EMAIL"),
    ] {
        let refused = add(&program.database(), flags);
        assert!(!refused.status.success() && said(&refused).contains(hint), "{flags:?}: {}", said(&refused));
    }
    let folder = tempfile::tempdir().unwrap();
    let empty = format!("sqlite:{}", folder.path().join("other.db").display());
    assert!(said(&add(&empty, &["eve@example.org"])).contains("no account yet"));
}

/// The lines of a list, split into words.
fn listed(output: &Output) -> Vec<Vec<String>> {
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect();
    said(output).lines().map(words).collect()
}

#[tokio::test]
async fn an_account_is_added_while_the_server_runs_and_works_at_once() {
    let program = Program::start();
    let database = program.database();
    let added = account(&database, "add", &["Acme Ltd", "--admin-email", " Ann@Acme.example"]);
    assert!(added.status.success(), "{}", said(&added));
    assert!(said(&added).contains("Sign in as  Ann@Acme.example"), "{}", said(&added));
    assert!(said(&added).contains("src=\"https://YOUR-SERVER/widget.js\" data-site=\""), "{}", said(&added));
    let cookie = sign_in(&program, "ann@acme.example", &told(&added)).await.cookie.expect("signed in");
    let (_, console) = program.console(&cookie).await;
    assert_eq!((console.me.account.as_str(), console.me.screen_name.as_str()), ("Acme Ltd", "Ann"));
    assert_eq!((console.colleagues.len(), console.sites.len()), (1, 1));
    assert_eq!(console.sites[0].name, "Acme Ltd");
    assert!(said(&added).contains(&format!("data-site=\"{}\"", console.sites[0].key)));

    let flags = ["Birch", "--admin-email", "bo@birch.example", "--admin-name", "Bo", "--site", "Birch shop"];
    let chosen =
        [&flags[..], &["--password", "correct horse", "--public-url", "https://chat.example.org"]].concat();
    let added = account(&database, "add", &chosen);
    assert!(added.status.success() && !said(&added).contains("Password"), "{}", said(&added));
    assert!(said(&added).contains("https://chat.example.org/widget.js"), "{}", said(&added));
    let cookie = sign_in(&program, "bo@birch.example", "correct horse").await.cookie.expect("signed in");
    let (_, console) = program.console(&cookie).await;
    assert_eq!((console.me.screen_name.as_str(), console.sites[0].name.as_str()), ("Bo", "Birch shop"));
    let accounts = listed(&account(&database, "list", &[]));
    let expected = ["Acme Ltd 1 operator 1 site", "Birch 1 operator 1 site", "Demo 1 operator 1 site"];
    assert_eq!(accounts.iter().map(|words| words.join(" ")).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn where_there_are_several_accounts_one_is_named() {
    let program = Program::start();
    let database = program.database();
    assert!(account(&database, "add", &["Acme", "--admin-email", "ann@acme.example"]).status.success());
    let missing = add(&database, &["ben@acme.example"]);
    for hint in ["--account", "\n  Acme", "\n  Demo"] {
        assert!(!missing.status.success() && said(&missing).contains(hint), "{hint}: {}", said(&missing));
    }
    let unknown = add(&database, &["ben@acme.example", "--account", "Birch"]);
    assert!(said(&unknown).contains("no account has this name") && said(&unknown).contains("\n  Acme"));
    let added = add(&database, &["ben@acme.example", "--account", "acme", "--password", "correct horse"]);
    assert!(added.status.success(), "{}", said(&added));
    let cookie = sign_in(&program, "ben@acme.example", "correct horse").await.cookie.expect("signed in");
    assert_eq!(program.console(&cookie).await.1.me.account, "Acme");
    let accounts: Vec<_> =
        listed(&operator(&database, "list", &[])).iter().map(|one| one[2].clone()).collect();
    assert_eq!(accounts, ["Acme", "Acme", "Demo"]);
}

#[test]
fn an_account_that_cannot_be_is_refused_with_its_reason() {
    let program = Program::start();
    let database = program.database();
    for (flags, hint) in [
        (&["Demo", "--admin-email", "x@acme.example"][..], "looks the same"),
        (&["demo ", "--admin-email", "x@acme.example"], "looks the same"),
        // The second letter is Cyrillic.
        (&["D\u{435}mo", "--admin-email", "x@acme.example"], "looks the same"),
        (&["Acme", "--admin-email", "ANN@example.org"], "another operator signs in"),
        (&["Acme", "--admin-email", "nobody"], "name@host"),
        (&[" ", "--admin-email", "x@acme.example"], "a name is empty"),
        (&["Acme", "--admin-email", "x@acme.example", "--site", "\u{200b}"], "a name is empty"),
        (&["Acme", "--admin-email", "x@acme.example", "--admin-name", " "], "--admin-name"),
        (&["Acme", "--admin-email", "x@acme.example", "--password", "short"], "10 characters"),
        (&["Acme", "--admin-email", "x@acme.example", "--public-url", "chat"], "https://chat.example.org"),
        (&["Acme"], "--admin-email"),
        (&["--admin-email", "x@acme.example"], "NAME"),
    ] {
        let refused = account(&database, "add", flags);
        assert!(!refused.status.success() && said(&refused).contains(hint), "{flags:?}: {}", said(&refused));
    }
    assert_eq!(listed(&account(&database, "list", &[])), [["Demo", "1", "operator", "1", "site"]]);
}

#[tokio::test]
async fn the_search_index_is_made_anew_while_the_server_runs() {
    let program = Program::start();
    let rebuilt = manage(&program.database(), "index", "rebuild", &[]);
    assert!(rebuilt.status.success(), "{}", said(&rebuilt));
    assert_eq!(said(&rebuilt), "The search index is complete.\n");
    let switchboard = Switchboard::open(&program.database(), Sources::system()).await.unwrap();
    assert_eq!(switchboard.index_progress_of_all().await.unwrap(), 0);
    switchboard.close_store().await;
}
