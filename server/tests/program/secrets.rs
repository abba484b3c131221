//! Secrets that the server has to read back are not readable in any file of the database.

use std::path::PathBuf;

use sqlx::SqlitePool;
use wire::mail::{KeptPassword, MailServer, MailSettings, Security};

use crate::support::{EMAIL, PASSWORD, Program, call, command, run_to_its_end, sign_in};

const SECRET: &str = "swordfish on Tuesdays";

fn mail_server() -> MailServer {
    MailServer {
        host: "127.0.0.1".into(),
        port: 9,
        security: Security::Nothing,
        user: "chat".into(),
        from: "chat@example.org".into(),
        from_name: String::new(),
    }
}

async fn kept(program: &Program) -> KeptPassword {
    let cookie = sign_in(program, EMAIL, PASSWORD).await.cookie.expect("signed in");
    call::<MailSettings>(program, &cookie, "mail", &()).await.password
}

/// The files of the data folder that contain this text.
fn files_with(program: &Program, text: &str) -> Vec<PathBuf> {
    let database = PathBuf::from(program.database().trim_start_matches("sqlite:"));
    let folder = std::fs::read_dir(database.parent().unwrap()).unwrap();
    let files = folder.map(|file| file.unwrap().path());
    let has =
        |file: &PathBuf| std::fs::read(file).unwrap().windows(text.len()).any(|part| part == text.as_bytes());
    files.filter(has).collect()
}

fn key_file(program: &Program) -> PathBuf {
    format!("{}.key", program.database().trim_start_matches("sqlite:")).into()
}

#[tokio::test]
async fn a_mail_servers_password_is_stored_sealed_and_outlives_the_program() {
    let program = Program::start();
    let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.expect("signed in");
    let set = (None::<MailServer>, Some(mail_server()), Some(SECRET));
    let (): () = call(&program, &cookie, "set_mail_server", &set).await;
    assert_eq!(kept(&program).await, KeptPassword::Kept);
    assert!(!files_with(&program, "chat@example.org").is_empty(), "the rest of it is there");
    assert_eq!(files_with(&program, SECRET), [] as [PathBuf; 0]);

    let program = program.stop_and_restart();
    assert_eq!(kept(&program).await, KeptPassword::Kept);
    // The database without its key does not reveal the password.
    std::fs::remove_file(key_file(&program)).unwrap();
    let program = program.stop_and_restart();
    assert_eq!(kept(&program).await, KeptPassword::Unreadable);
}

#[tokio::test]
async fn what_an_earlier_version_stored_in_clear_is_sealed_at_the_start() {
    let program = Program::start();
    let clear = format!(
        r#"{{"server":{},"password":"{SECRET}"}}"#,
        serde_json::to_string(&mail_server()).expect("it has text alone")
    );
    let pool = SqlitePool::connect(&program.database()).await.unwrap();
    sqlx::query("update account set mail_server = $1").bind(clear).execute(&pool).await.unwrap();
    let program = program.stop_and_restart();
    let (stored,): (String,) =
        sqlx::query_as("select mail_server from account").fetch_one(&pool).await.unwrap();
    pool.close().await;
    assert!(stored.contains("127.0.0.1") && !stored.contains(SECRET), "{stored}");
    assert_eq!(kept(&program).await, KeptPassword::Kept);
}

#[test]
fn a_key_that_is_none_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.key");
    std::fs::write(&file, "swordfish").unwrap();
    for (variable, value, why) in [
        ("SWITCHBOARD_SECRET_KEY", "swordfish", "it takes 32 random bytes in Base64"),
        ("SWITCHBOARD_SECRET_KEY_FILE", file.to_str().unwrap(), "a.key holds no key"),
        ("SWITCHBOARD_SECRET_KEY_FILE", "/no such folder/a.key", "can neither be read nor made"),
    ] {
        let mut command = command();
        command
            .env("SWITCHBOARD_LISTEN", "127.0.0.1:0")
            .env("SWITCHBOARD_DATABASE_URL", format!("sqlite:{}", folder.path().join("chat.db").display()))
            .env(variable, value);
        let (status, said) = run_to_its_end(&mut command);
        assert!(!status.success());
        let last = said.lines().last().unwrap();
        assert!(last.starts_with(&format!("switchboard: {variable}: ")) && last.contains(why), "{last}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "swordfish", "it may be somebody's");
}
