//! The disk is full, read-only or broken for a while: nothing is acknowledged that is not stored, whoever watches is told, and
//! afterwards the program goes on without a restart. A small C library between the program and the system plays the disk.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;
use wire::{
    ChatId, Seq, Span,
    operator::{Command as Order, Done},
    visitor::{FromVisitor, Refusal, Say, ToVisitor},
};

use crate::support::{EMAIL, PASSWORD, Program, Socket, command, new_id, run_to_its_end, sign_in};

/// What the system says, as Linux numbers it.
const EIO: i32 = 5;
const ENOSPC: i32 = 28;
const EROFS: i32 = 30;
const EDQUOT: i32 = 122;

/// A disk, which can be broken and mended.
struct Disk {
    library: PathBuf,
    trouble: PathBuf,
    _folder: TempDir,
}

impl Disk {
    fn new() -> Disk {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("disk.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/program/disk/shim.c");
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .args([&library, &source])
            .arg("-ldl")
            .status()
            .unwrap();
        assert!(compiled.success());
        Disk { library, trouble: folder.path().join("trouble"), _folder: folder }
    }

    /// What puts the program on it. All that tests write is below the folder for temporary files.
    fn variables(&self) -> [(&'static str, String); 3] {
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        [
            ("LD_PRELOAD", text(&self.library)),
            ("DISK_TROUBLE", text(&self.trouble)),
            ("DISK_FOLDER", text(&std::env::temp_dir().canonicalize().unwrap())),
        ]
    }

    fn start(&self) -> Program {
        let variables = self.variables();
        Program::start_with(&variables.each_ref().map(|(name, value)| (*name, value.as_str())))
    }

    fn fails_with(&self, error: i32) {
        std::fs::write(&self.trouble, error.to_string()).unwrap();
    }

    fn fails_once_with(&self, error: i32) {
        std::fs::write(&self.trouble, format!("{error} 1")).unwrap();
    }

    fn is_mended(&self) {
        std::fs::remove_file(&self.trouble).unwrap();
    }
}

async fn health(program: &Program) -> u16 {
    reqwest::get(program.url("/healthz")).await.unwrap().status().as_u16()
}

/// Says it until it is stored, as a client does that is told to try again; how often it was refused.
async fn insists(visitor: &mut Socket, chat: ChatId, text: &str) -> usize {
    let say = Say { chat, id: new_id(), text: text.to_owned() };
    for refused in 0..50 {
        visitor.send(&FromVisitor::Say(say.clone())).await;
        let answer = visitor.hear(|heard| answer_to(&say, heard)).await;
        match answer {
            Ok(()) => return refused,
            Err(why) => assert_eq!(why, Refusal::TryAgain),
        }
    }
    panic!("it is not stored although the disk is mended")
}

fn answer_to(say: &Say, heard: ToVisitor) -> Option<Result<(), Refusal>> {
    match heard {
        ToVisitor::Stored(stored) if stored.id == say.id => Some(Ok(())),
        ToVisitor::Refused { id: Some(id), why } if id == say.id => Some(Err(why)),
        _ => None,
    }
}

/// Everything that was said in the chat, in its order.
async fn said(program: &Program, chat: ChatId) -> Vec<String> {
    let mut operator = program.operator().await;
    let order = Order::CatchUp { chat, span: Span::After(Seq(0)) };
    let Ok(Done::Messages { messages, more: false }) = operator.order(order).await else {
        panic!("no messages")
    };
    messages.iter().filter_map(|message| message.body.said().map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_disk_that_fails_for_a_while_is_told_and_survived() {
    let disk = Disk::new();
    let program = disk.start();
    let (mut visitor, _) = program.visitor("vera").await;
    let chat = visitor.ask("before").await;
    let mut stored = vec!["before".to_owned()];
    for error in [ENOSPC, EROFS, EDQUOT, EIO] {
        assert_eq!(health(&program).await, 200);
        disk.fails_with(error);
        for _ in 0..3 {
            let lost = Say { chat, id: new_id(), text: "never stored".into() };
            visitor.send(&FromVisitor::Say(lost.clone())).await;
            let answer = visitor.hear(|heard| answer_to(&lost, heard)).await;
            assert_eq!(answer, Err(Refusal::TryAgain), "error {error}");
        }
        assert_eq!(health(&program).await, 503, "error {error}");
        let tried = sign_in(&program, EMAIL, PASSWORD).await;
        assert!(tried.cookie.is_none(), "error {error}: a session that is not stored");
        // What was stored is still read.
        let (_, welcome) = program.visitor("vera").await;
        assert_eq!(welcome.chat.map(|chat| chat.id), Some(chat), "error {error}");

        disk.is_mended();
        assert_eq!(health(&program).await, 200, "error {error}");
        let text = format!("after error {error}");
        assert_eq!(insists(&mut visitor, chat, &text).await, 0);
        stored.push(text);
    }
    assert_eq!(said(&program, chat).await, stored);
    let program = program.kill_and_restart();
    assert_eq!(said(&program, chat).await, stored);
}

#[tokio::test]
async fn one_failed_write_refuses_one_message_at_most() {
    let disk = Disk::new();
    let program = disk.start();
    let (mut visitor, _) = program.visitor("vera").await;
    let chat = visitor.ask("0").await;
    for n in 1..20 {
        let error = [EIO, ENOSPC][n % 2];
        disk.fails_once_with(error);
        assert!(insists(&mut visitor, chat, &n.to_string()).await <= 1);
    }
    assert_eq!(health(&program).await, 200);
    assert_eq!(said(&program, chat).await, (0..20).map(|n| n.to_string()).collect::<Vec<_>>());
}

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
        let lost = Say { chat, id: new_id(), text: "into nothing".into() };
        visitor.send(&FromVisitor::Say(lost.clone())).await;
        assert_eq!(visitor.hear(|heard| answer_to(&lost, heard)).await, Err(Refusal::TryAgain));
        assert_eq!(health(&program).await, 503);
        std::fs::rename(&away, &file).unwrap();
        assert_eq!(health(&program).await, 200);
        assert_eq!(insists(&mut visitor, chat, "back").await, 0);
    }
    assert_eq!(said(&program, chat).await, ["before", "back", "back"]);
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
    // Whoever was killed has it no longer.
    let program = program.kill_and_restart();
    assert_eq!(health(&program).await, 200);
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
        let added = crate::support::bare_command()
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

#[tokio::test]
async fn a_start_on_a_full_disk_says_so() {
    let disk = Disk::new();
    let data = tempfile::tempdir().unwrap();
    disk.fails_with(ENOSPC);
    let file = data.path().join("switchboard.db");
    let (status, said) = run_to_its_end(
        command()
            .envs(disk.variables())
            .env("SWITCHBOARD_LISTEN", "127.0.0.1:0")
            .env("SWITCHBOARD_DATABASE_URL", format!("sqlite:{}", file.display())),
    );
    assert!(!status.success());
    assert_eq!(
        said.lines().last().unwrap(),
        format!(
            "switchboard: SWITCHBOARD_DATABASE_URL: the disk that holds {} is full; make room on it, then start again",
            file.display()
        )
    );
}
