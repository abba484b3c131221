//! Failed starts: the message helps the person who can fix the problem.

use std::net::TcpListener;

use crate::support::{Program, command, run_to_its_end, sign_in};

#[test]
fn a_port_in_use_is_named() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let (status, said) =
        run_to_its_end(command().current_dir(folder.path()).env("SWITCHBOARD_LISTEN", &address));
    assert!(!status.success());
    assert!(
        said.contains("SWITCHBOARD_LISTEN") && said.contains(&address) && said.contains("in use"),
        "{said}"
    );
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "it made files before it knew that it can run"
    );
}

#[test]
fn a_file_that_is_no_database_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.txt");
    let letter = "Dear Sir or Madam, this is a letter and no database. ".repeat(100);
    std::fs::write(&file, &letter).unwrap();
    let (status, said) = run_to_its_end(
        command()
            .env("SWITCHBOARD_LISTEN", "127.0.0.1:0")
            .env("SWITCHBOARD_DATABASE_URL", format!("sqlite:{}", file.display())),
    );
    assert!(!status.success());
    assert!(said.contains("SWITCHBOARD_DATABASE_URL") && said.contains("letter.txt"), "{said}");
    assert!(said.contains("not an SQLite database"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), letter);
}

#[test]
fn a_setting_that_is_wrong_is_named() {
    for (name, value, hint) in [
        ("SWITCHBOARD_LISTEN", "everywhere", "127.0.0.1:8080"),
        ("SWITCHBOARD_PUBLIC_URL", "chat.example.org", "https://chat.example.org"),
        ("SWITCHBOARD_DATABASE_URL", "mysql://localhost/chat", "postgres://"),
        ("SWITCHBOARD_NATS_URL", "http://127.0.0.1:4222", "nats://HOST:PORT"),
        ("SWITCHBOARD_NATS_URL", "nats://127.0.0.1:4222", "PostgreSQL"),
        ("SWITCHBOARD_ADMIN_PASSWORD", "short", "10 characters"),
        ("SWITCHBOARD_ADMIN_EMAIL", "nobody", "name@host"),
        ("SWITCHBOARD_LOG", "=loud=", "filter"),
        ("SWITCHBOARD_PRICE", "nine", "such as 9.00"),
        ("SWITCHBOARD_PRICE", "-1", "such as 9.00"),
        ("SWITCHBOARD_CURRENCY", "EURO", "ISO 4217"),
        ("SWITCHBOARD_TRUST_PROXY", "perhaps", "true"),
        ("SWITCHBOARD_FRAMES_PER_SECOND", "0", "zero"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (status, said) = run_to_its_end(
            command().current_dir(folder.path()).env("SWITCHBOARD_LISTEN", "127.0.0.1:0").env(name, value),
        );
        assert!(!status.success(), "{name}");
        assert!(
            said.contains(name) || said.contains(&name[12..].to_lowercase().replace('_', "-")),
            "{name}: {said}"
        );
        assert!(said.contains(hint), "{name}: {said}");
    }
}

#[test]
fn a_price_is_one_in_its_currency() {
    for (price, currency, name, hint) in [
        ("9.00", None, "SWITCHBOARD_CURRENCY", "needs a currency"),
        ("9.999", Some("EUR"), "SWITCHBOARD_PRICE", "EUR has 2 decimals"),
        ("9.50", Some("JPY"), "SWITCHBOARD_PRICE", "JPY has 0 decimals"),
        ("99999999999", Some("EUR"), "SWITCHBOARD_PRICE", "at most"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = command();
        command
            .current_dir(folder.path())
            .env("SWITCHBOARD_LISTEN", "127.0.0.1:0")
            .env("SWITCHBOARD_PRICE", price);
        command.envs(currency.map(|currency| ("SWITCHBOARD_CURRENCY", currency)));
        let (status, said) = run_to_its_end(&mut command);
        assert!(
            !status.success() && said.contains(name) && said.contains(hint),
            "{price} {currency:?}: {said}"
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it made files before it knew");
    }
}

#[test]
fn an_unknown_flag_is_refused_and_help_explains_each() {
    let (status, said) = run_to_its_end(command().arg("--lisen=127.0.0.1:0"));
    assert!(!status.success() && said.contains("--listen"), "{said}");
    let help = command().arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for setting in [
        "LISTEN",
        "PUBLIC_URL",
        "DATABASE_URL",
        "NATS_URL",
        "NATS_PREFIX",
        "ADMIN_EMAIL",
        "ADMIN_PASSWORD",
        "PRICE",
        "CURRENCY",
        "TRUST_PROXY",
        "LOG",
    ] {
        assert!(help.contains(&format!("SWITCHBOARD_{setting}")), "{setting}: {help}");
    }
}

#[tokio::test]
async fn the_first_start_tells_a_random_password_once() {
    use std::io::{BufRead, BufReader};
    let folder = tempfile::tempdir().unwrap();
    let mut says_password = Vec::new();
    for _ in 0..2 {
        let mut child = command()
            .current_dir(folder.path())
            .env("SWITCHBOARD_LISTEN", "127.0.0.1:0")
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let said: Vec<String> = lines.take_while(|line| !line.contains("Ctrl-C")).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        says_password.push(said.iter().any(|line| line.contains("Password    ")));
        assert!(said.iter().any(|line| line.contains("/demo")), "{said:?}");
    }
    assert_eq!(says_password, [true, false]);
    assert!(folder.path().join("data/switchboard.db").exists());
}

#[tokio::test]
async fn the_variables_set_the_administrator_beforehand() {
    let program = Program::start();
    let answer = sign_in(&program, crate::support::EMAIL, crate::support::PASSWORD).await;
    assert!(answer.cookie.is_some(), "{}", answer.body);
}

#[test]
fn a_folder_of_dictionaries_that_is_not_there_is_named() {
    let (status, said) = run_to_its_end(
        command()
            .env("SWITCHBOARD_LISTEN", "127.0.0.1:0")
            .env("SWITCHBOARD_DATABASE_URL", "sqlite::memory:")
            .env("SWITCHBOARD_DICTIONARIES", "no/such/folder"),
    );
    assert!(!status.success());
    assert!(said.contains("SWITCHBOARD_DICTIONARIES") && said.contains("no/such/folder"), "{said}");
}
