//! The disk is full, read-only or broken for a while. Nothing is acknowledged that is not stored,
//! monitoring reports it, and afterwards the program continues without a restart. A small C library
//! between the program and the system simulates the disk.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;
use wire::{ChatId, visitor::ToVisitor};

use crate::support::{EMAIL, PASSWORD, Program, Socket, command, is_put_off, run_to_its_end, sign_in};

/// The error numbers of Linux.
const EIO: i32 = 5;
const ENOSPC: i32 = 28;
const EROFS: i32 = 30;
const EDQUOT: i32 = 122;

/// A disk that can be broken and repaired.
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

    /// The variables that put the program on it. Everything that tests write is in the folder for
    /// temporary files.
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

/// Repeats a message until it is stored, as clients do after `TryAgain`. Returns the number of
/// refusals.
async fn insists(visitor: &mut Socket, chat: ChatId, text: &str) -> usize {
    for refused in 0..50 {
        match visitor.say(chat, text).await {
            ToVisitor::Stored(_) => return refused,
            answer => assert!(is_put_off(&answer), "{answer:?}"),
        }
    }
    panic!("it is not stored although the disk is mended")
}

#[tokio::test]
async fn a_disk_that_fails_for_a_while_is_told_and_survived() {
    let disk = Disk::new();
    let program = disk.start();
    let (mut visitor, _) = program.visitor("vera").await;
    let chat = visitor.ask("before").await;
    let mut stored = vec!["before".to_owned()];
    for error in [ENOSPC, EROFS, EDQUOT, EIO] {
        assert_eq!(program.health().await, 200);
        disk.fails_with(error);
        for _ in 0..3 {
            let answer = visitor.say(chat, "never stored").await;
            assert!(is_put_off(&answer), "error {error}: {answer:?}");
        }
        assert_eq!(program.health().await, 503, "error {error}");
        let tried = sign_in(&program, EMAIL, PASSWORD).await;
        assert!(tried.cookie.is_none(), "error {error}: a session that is not stored");
        // Stored messages can still be read.
        let (_, welcome) = program.visitor("vera").await;
        assert_eq!(welcome.chat.map(|chat| chat.id), Some(chat), "error {error}");

        disk.is_mended();
        assert_eq!(program.health().await, 200, "error {error}");
        let text = format!("after error {error}");
        assert_eq!(insists(&mut visitor, chat, &text).await, 0);
        stored.push(text);
    }
    assert_eq!(program.said(chat).await, stored);
    let program = program.kill_and_restart();
    assert_eq!(program.said(chat).await, stored);
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
    assert_eq!(program.health().await, 200);
    assert_eq!(program.said(chat).await, (0..20).map(|n| n.to_string()).collect::<Vec<_>>());
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
