//! The file of an SQLite database belongs to one server, is missed when it is gone, and nobody else
//! may read it.

use std::path::{Path, PathBuf};

use wire::visitor::ToVisitor;

use crate::support::{Program, bare_command, command, is_put_off, run_to_its_end};

#[tokio::test]
async fn a_database_that_is_taken_away_is_noticed_until_it_is_back() {
    let program = Program::start();
    let file = PathBuf::from(program.database().trim_start_matches("sqlite:"));
    let away = file.with_extension("away");
    let (mut visitor, _) = program.visitor("vera").await;
    let chat = visitor.ask("before").await;
    for is_replaced in [false, true] {
        std::fs::rename(&file, &away).unwrap();
        if is_replaced {
            std::fs::copy(&away, &file).unwrap();
        }
        assert_eq!(program.health().await, 503, "also before anything is written");
        assert!(is_put_off(&visitor.say(chat, "into nothing").await));
        std::fs::rename(&away, &file).unwrap();
        assert_eq!(program.health().await, 200);
        assert!(matches!(visitor.say(chat, "back").await, ToVisitor::Stored(_)));
    }
    assert_eq!(program.said(chat).await, ["before", "back", "back"]);
}

#[tokio::test]
async fn a_second_server_on_the_same_file_is_told_which_process_has_it() {
    let program = Program::start();
    let start = || {
        let mut command = command();
        command.env("SWITCHBOARD_LISTEN", "127.0.0.1:0").env("SWITCHBOARD_DATABASE_URL", program.database());
        command
    };
    let (status, said) = run_to_its_end(&mut start());
    let file = program.database().trim_start_matches("sqlite:").to_owned();
    let why = format!(
        "the database {file} is in use by another switchboard (process {}); stop that one, or name another database",
        program.id()
    );
    assert!(!status.success());
    assert_eq!(said.lines().last().unwrap(), format!("switchboard: SWITCHBOARD_DATABASE_URL: {why}"));
    // A killed program does not hold it any more.
    let program = program.kill_and_restart();
    assert_eq!(program.health().await, 200);
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_machine_can_read_what_is_stored() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (new, old) = (folder.path().join("new/deeper/chat.db"), folder.path().join("old.db"));
    std::fs::write(&old, "").unwrap();
    std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o644)).unwrap();
    for file in [&new, &old] {
        let added = bare_command()
            .args(["operator", "list"])
            .env("SWITCHBOARD_DATABASE_URL", format!("sqlite:{}", file.display()))
            .output()
            .unwrap();
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    }
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!([mode(&new), mode(&old)], [0o600; 2]);
    assert_eq!([mode(&folder.path().join("new")), mode(&folder.path().join("new/deeper"))], [0o700; 2]);
}
