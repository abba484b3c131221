//! What the log says about sign-ins and refused ones, and about a proxy that is not configured.

use std::path::Path;

use serde_json::Value;
use wire::{Queueing, Role};

use crate::support::{EMAIL, PASSWORD, Program, ask_function, call, command, run_to_its_end, sign_in};

/// The log as JSON, one object per line.
fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

fn text_of(line: &Value, field: &str) -> String {
    line[field].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn who_gets_in_and_who_does_not_is_logged_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log");
    let program = Program::start_by("SWITCHBOARD_LOG_FORMAT=json exec \"$0\" serve 2>\"$1\"", &file);
    sign_in(&program, EMAIL, "a guess").await;
    sign_in(&program, "nobody@example.org", "another guess").await;
    let ann = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let new = ("ben@example.org", "Ben", PASSWORD, PASSWORD, false, Role::Normal);
    let _: Option<String> = call(&program, &ann, "add_operator", &new).await;
    let ben = sign_in(&program, "ben@example.org", PASSWORD).await.cookie.unwrap();
    let queueing = Queueing { on: true, chat_limit: 4, answer_within_seconds: 30, overdue_after_seconds: 0 };
    let set = ask_function(&program, &ben, "set_queueing", &(queueing, queueing)).await;
    assert_eq!(set.status, 403);
    ask_function(&program, &ann, "sign_out", &()).await;
    for _ in 0..9 {
        sign_in(&program, "zoe@example.org", "a guess").await;
    }

    let logged = lines(&file);
    let security = logged.iter().filter(|line| line["target"] == "security");
    let told: Vec<_> = security.map(|line| (text_of(line, "event"), line)).collect();
    let events: Vec<_> = told.iter().map(|(event, _)| event.as_str()).collect();
    let first = ["sign_in_refused", "sign_in_refused", "signed_in", "signed_in", "not_allowed", "signed_out"];
    assert_eq!(events[..6], first, "{events:?}");
    assert_eq!(events[6..].iter().filter(|event| **event == "sign_in_refused").count(), 8, "{events:?}");
    assert_eq!(events.last(), Some(&"sign_in_throttled"));
    // It names the operator, if anybody has that address, and always the client address.
    let field = |place: usize, field: &str| text_of(told[place].1, field);
    assert_eq!(field(0, "operator"), field(2, "operator"));
    assert_eq!(field(1, "operator"), "");
    assert_eq!(field(3, "operator"), field(4, "operator"));
    assert_eq!(field(2, "operator"), field(5, "operator"));
    assert!(!field(3, "account").is_empty());
    assert!((0..5).all(|place| field(place, "address") == "127.0.0.1"));
    // It contains nothing that was typed.
    let text = std::fs::read_to_string(&file).unwrap();
    for typed in ["guess", "nobody@", "ben@", PASSWORD] {
        assert!(!text.contains(typed), "{typed}");
    }
}

#[tokio::test]
async fn a_log_in_a_file_has_no_colours_and_names_a_forgotten_proxy_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log");
    let program = Program::start_by("exec \"$0\" serve 2>\"$1\"", &file);
    let ann = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let unnamed = async || call::<Option<String>>(&program, &ann, "unnamed_proxy", &()).await;
    assert_eq!(unnamed().await, None);
    for path in ["/healthz", "/demo"] {
        program.get_with(path, &[("x-forwarded-for", "203.0.113.9")]).await;
    }
    assert_eq!(unnamed().await.as_deref(), Some("127.0.0.1"), "administrators read it too");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("limit of open files") && !text.contains('\u{1b}'), "{text}");
    assert_eq!(text.matches("a proxy forwards requests").count(), 1, "{text}");
    // With a public URL but no trusted proxy, there is a warning at the start.
    let public = ("SWITCHBOARD_PUBLIC_URL", "https://chat.example.org");
    for (trusted, told) in [("false", 1), ("true", 0), ("192.0.2.7", 0)] {
        let variables = [public, ("SWITCHBOARD_TRUST_PROXY", trusted), ("SWITCHBOARD_DATABASE_URL", "none")];
        let (_, said) = run_to_its_end(command().envs(variables).env("SWITCHBOARD_LISTEN", "127.0.0.1:0"));
        assert_eq!(said.matches("names none: all visitors").count(), told, "{trusted}: {said}");
    }
}
