//! What is done at the terminal beside the running server.

use std::process::Output;

use crate::support::{Program, bare_command, sign_in};

fn add(database: &str, flags: &[&str]) -> Output {
    operator(database, "add", flags)
}

fn operator(database: &str, what: &str, flags: &[&str]) -> Output {
    let mut command = bare_command();
    command.args(["operator", what]).args(flags).env("SWITCHBOARD_DATABASE_URL", database);
    command.output().unwrap()
}

/// The password that was made and told.
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
            ["ben@example.org", "normal", "Demo", "Ben"],
            ["ann@example.org", "administrator", "Demo", "Support"]
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
