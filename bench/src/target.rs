//! The servers that are compared.

use std::{
    env,
    net::{SocketAddr, UdpSocket},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result};
use backing::{Nats, Postgres, Syncing, postgres::new_database_beside};
use tempfile::TempDir;
use tokio::{process::Command, time::sleep};

use crate::{
    Plan,
    process::Process,
    running::Running,
    stock::{self, EMAIL, PASSWORD, Said},
    table::{self, Figures},
};

/// A server, by its name in the table.
pub(crate) struct Server {
    pub(crate) name: String,
    kind: Kind,
    pub(crate) figures: Vec<Figures>,
}

enum Kind {
    Limit,
    Switchboard { database: String, site_key: String, held: Held },
}

/// What lives as long as the servers of a database are needed.
enum Held {
    Folder(#[expect(dead_code, reason = "held for its drop")] TempDir),
    Postgres(#[expect(dead_code, reason = "held for its drop")] Arc<Postgres>),
    /// Connects two nodes.
    Nats(Nats, #[expect(dead_code, reason = "held for its drop")] Arc<Postgres>),
}

/// How long two nodes take to discover each other: each announces itself twice a second.
const MEET: Duration = Duration::from_secs(2);

/// Makes the databases and fills them.
pub(crate) async fn prepare(plan: &Plan) -> Result<Vec<Server>> {
    let wanted = |name: &str| plan.only.is_empty() || plan.only.iter().any(|only| only == name);
    let mut servers = Vec::new();
    if wanted("limit") {
        servers.push(Server { name: "limit".to_owned(), kind: Kind::Limit, figures: Vec::new() });
    }
    let mut postgres = None;
    for (name, on_postgres, chats) in [
        ("sqlite", false, 0),
        ("postgresql", true, 0),
        ("two nodes", true, 0),
        ("sqlite+history", false, plan.history),
        ("postgresql+history", true, plan.history),
    ] {
        if !wanted(name) || (name.ends_with("history") && chats == 0) {
            continue;
        }
        table::progress(&format!("making the database of {name}"));
        let (database, held) = if on_postgres {
            let server = match &postgres {
                Some(server) => Arc::clone(server),
                None => postgres.insert(Arc::new(Postgres::start(Syncing::On)?)).clone(),
            };
            let database = new_database_beside(&server.url()).await?;
            let nodes = name == "two nodes";
            (database, if nodes { Held::Nats(Nats::start()?, server) } else { Held::Postgres(server) })
        } else {
            let folder = tempfile::Builder::new().prefix("switchboard-bench-").tempdir()?;
            (format!("sqlite:{}", folder.path().join("switchboard.db").display()), Held::Folder(folder))
        };
        // The first start makes the tables, the account and the site.
        switchboard(&database, None).await?.stop().await?;
        let site_key = stock::fill(&database, chats, Said::Same).await?;
        let kind = Kind::Switchboard { database, site_key, held };
        servers.push(Server { name: name.to_owned(), kind, figures: Vec::new() });
    }
    Ok(servers)
}

impl Server {
    pub(crate) async fn start(&self) -> Result<Running> {
        Ok(match &self.kind {
            Kind::Limit => {
                let itself = env::current_exe().context("this program's own path")?;
                Running {
                    nodes: vec![Process::start(Command::new(itself).arg("limit")).await?],
                    site_key: None,
                }
            }
            Kind::Switchboard { database, site_key, held } => {
                let nodes = match held {
                    Held::Nats(nats, _) => {
                        let nats = nats.url();
                        let node = || switchboard(database, Some(&nats));
                        let nodes = vec![node().await?, node().await?];
                        sleep(MEET).await;
                        nodes
                    }
                    Held::Folder(_) | Held::Postgres(_) => vec![switchboard(database, None).await?],
                };
                Running { nodes, site_key: Some(site_key.clone()) }
            }
        })
    }
}

/// A server with its default limits, behind a proxy that reports the strangers' addresses.
pub(crate) struct Besieged {
    pub(crate) running: Running,
    /// The address for SIP clients.
    pub(crate) sip: SocketAddr,
    _folder: TempDir,
}

pub(crate) async fn besieged() -> Result<Besieged> {
    let folder = tempfile::Builder::new().prefix("switchboard-bench-").tempdir()?;
    let database = format!("sqlite:{}", folder.path().join("switchboard.db").display());
    switchboard(&database, None).await?.stop().await?;
    let site_key = Some(stock::fill(&database, 0, Said::Same).await?);
    let sip = UdpSocket::bind("127.0.0.1:0")?.local_addr()?;
    let mut command = command(&database);
    command
        .env("SWITCHBOARD_TRUST_PROXY", "true")
        .env("SWITCHBOARD_SIP_HOST", "127.0.0.1")
        .env("SWITCHBOARD_SIP_UDP", sip.to_string())
        .env("SWITCHBOARD_LOG", "error");
    let nodes = vec![Process::start(&mut command).await?];
    Ok(Besieged { running: Running { nodes, site_key }, sip, _folder: folder })
}

async fn switchboard(database: &str, nats: Option<&str>) -> Result<Process> {
    let mut command = command(database);
    command
        // Not a person's limits: here each visitor stands for many, and all share one address.
        .env("SWITCHBOARD_FRAMES_PER_SECOND", "1000000")
        .env("SWITCHBOARD_CONNECTIONS_PER_ADDRESS", "1000000")
        .env("SWITCHBOARD_LOG", "warn");
    if let Some(nats) = nats {
        command.env("SWITCHBOARD_NATS_URL", nats);
    }
    Process::start(&mut command).await
}

fn command(database: &str) -> Command {
    let program = env::var("SWITCHBOARD_PROGRAM").unwrap_or_else(|_| "target/release/switchboard".to_owned());
    let mut command = Command::new(program);
    command.arg("serve");
    for (name, _) in env::vars().filter(|(name, _)| name.starts_with("SWITCHBOARD_")) {
        command.env_remove(name);
    }
    command
        .env("SWITCHBOARD_LISTEN", "127.0.0.1:0")
        .env("SWITCHBOARD_DATABASE_URL", database)
        .env("SWITCHBOARD_ADMIN_EMAIL", EMAIL)
        .env("SWITCHBOARD_ADMIN_PASSWORD", PASSWORD);
    command
}
