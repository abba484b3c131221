//! The storage stops for a while: writes are refused meanwhile, and afterwards everything goes on.
//! A failing disk under SQLite is tested with the program (`server/tests/program/disk.rs`).

use chat::Speaker;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use wire::{Content, MessageId};

use crate::support::{Stage, token};

/// The node has no connection left and gets no new one, as with a server that has no free
/// connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_that_lets_nobody_in_is_told_and_survived() {
    let stage = Stage::postgresql().await;
    let visit = stage.visit(&token("vera")).await;
    let vera = Speaker::Visitor(visit.seat);
    let (chat, _) = stage.ask(visit.seat, "before").await;
    let door = Door::of(&stage.url);
    for round in 0..2 {
        door.closes().await;
        let id: MessageId = stage.id();
        let say = || stage.switchboard.say(vera.clone(), chat, id, Content::Text(format!("{round}")));
        assert!(say().await.is_err());
        assert!(!stage.switchboard.is_healthy().await);
        door.opens().await;
        assert!(stage.switchboard.is_healthy().await);
        say().await.unwrap().unwrap();
    }
    let said = stage.read(&vera, chat).await;
    let said: Vec<_> = said.iter().filter_map(|message| message.body.said()).collect();
    assert_eq!(said, ["before", "0", "1"]);
}

/// Access to a database, controlled from another database of the same server.
struct Door {
    beside: String,
    name: String,
}

impl Door {
    fn of(url: &str) -> Door {
        let (server, name) = url.rsplit_once('/').unwrap();
        Door { beside: format!("{server}/postgres"), name: name.to_owned() }
    }

    async fn closes(&self) {
        self.run(format!("alter database {} allow_connections false", self.name)).await;
        let name = &self.name;
        self.run(format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"))
            .await;
    }

    async fn opens(&self) {
        self.run(format!("alter database {} allow_connections true", self.name)).await;
    }

    async fn run(&self, text: String) {
        let mut connection = PgConnection::connect(&self.beside).await.unwrap();
        sqlx::query(AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}
