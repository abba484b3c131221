//! An installation: the real program as one node or several, on a private database.
//!
//! [`node`] holds one process: started, killed, and restarted on the same data and port.

pub mod node;

use anyhow::{Context, ensure};
use backing::{Guard, Nats, Postgres, Syncing, browser};
use tempfile::TempDir;

use self::node::Node;
use crate::database::Database;

/// The administrator of the first start, who is also the first operator.
pub const ADMINISTRATOR: &str = "ann@example.org";
/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// The database of an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A SQLite file.
    Sqlite,
    /// A PostgreSQL with full syncing, because durability is under test.
    Postgres,
}

/// A running installation. Everything is stopped and removed when it is dropped, or when this
/// process ends.
pub struct Installation {
    /// The processes, at least one.
    pub nodes: Vec<Node>,
    /// The PostgreSQL, if the installation uses one.
    pub postgres: Option<Postgres>,
    /// The NATS that connects the nodes, if there are several.
    pub nats: Option<Nats>,
    database_url: String,
    // Dropped last: the others have their files in it.
    _guard: Guard,
    folder: TempDir,
}

impl Installation {
    /// Starts this many nodes on a new database, each with these settings (`SWITCHBOARD_…`) in
    /// addition to the usual ones.
    pub async fn start(kind: Kind, nodes: usize, settings: &[(&str, &str)]) -> anyhow::Result<Installation> {
        ensure!(nodes == 1 || kind == Kind::Postgres, "a SQLite file serves one node");
        let folder = tempfile::Builder::new().prefix("switchboard-trial-").tempdir()?;
        let guard = Guard::over_folder(folder.path())?;
        // Always private, because it will be broken.
        let postgres = if kind == Kind::Postgres { Some(Postgres::start(Syncing::On)?) } else { None };
        let nats = if nodes > 1 { Some(Nats::start()?) } else { None };
        let database_url = match &postgres {
            Some(postgres) => postgres.url(),
            None => format!("sqlite:{}", folder.path().join("switchboard.db").display()),
        };
        let mut installation =
            Installation { nodes: Vec::new(), postgres, nats, database_url, _guard: guard, folder };
        for nr in 0..nodes {
            installation.start_one_more(nr, settings).await?;
        }
        Ok(installation)
    }

    /// The network addresses of the nodes.
    pub fn addresses(&self) -> Vec<String> {
        self.nodes.iter().map(|node| node.address().to_owned()).collect()
    }

    /// Fails if a node has ended although nobody killed it.
    pub fn is_up(&mut self) -> anyhow::Result<()> {
        self.nodes.iter_mut().try_for_each(Node::is_up)
    }

    /// The end of each node's log.
    pub fn last_words(&self) -> String {
        let words = self
            .nodes
            .iter()
            .map(|node| format!("the node at {} said:\n{}", node.address(), node.last_words()));
        words.collect::<Vec<_>>().join("\n")
    }

    /// Opens the database past the server.
    pub async fn database(&self) -> anyhow::Result<Database> {
        Database::open(&self.database_url).await
    }

    /// Adds this many normal operators with the administrator's password; returns their addresses
    /// for the sign-in.
    pub async fn add_operators(&self, count: usize) -> anyhow::Result<Vec<String>> {
        let database = self.database().await?;
        let mut emails = Vec::new();
        for nr in 1..=count {
            let email = format!("operator{nr}@example.org");
            database.add_operator(ADMINISTRATOR, &email, &format!("Operator {nr}")).await?;
            emails.push(email);
        }
        database.close().await;
        Ok(emails)
    }

    /// The demo site's key, as its page carries it.
    pub async fn site_key(&self) -> anyhow::Result<String> {
        browser::site_key(self.nodes[0].address()).await
    }

    /// Signs in as the page's form does; returns the cookie. Sessions are rows, so it outlives the
    /// process.
    pub async fn sign_in(&self, email: &str) -> anyhow::Result<String> {
        let answer = browser::sign_in(self.nodes[0].address(), email, PASSWORD).await?;
        answer.cookie().with_context(|| format!("{email} was not signed in: {}", answer.status))
    }

    async fn start_one_more(&mut self, nr: usize, settings: &[(&str, &str)]) -> anyhow::Result<()> {
        let nats = self.nats.as_ref().map(|nats| (nats.url(), nats.prefix.as_str()));
        let mut all = vec![
            ("SWITCHBOARD_DATABASE_URL", self.database_url.as_str()),
            ("SWITCHBOARD_ADMIN_EMAIL", ADMINISTRATOR),
            ("SWITCHBOARD_ADMIN_PASSWORD", PASSWORD),
        ];
        if let Some((url, prefix)) = &nats {
            all.extend([("SWITCHBOARD_NATS_URL", url.as_str()), ("SWITCHBOARD_NATS_PREFIX", prefix)]);
        }
        all.extend_from_slice(settings);
        let mut node = Node::new(&all, self.folder.path().join(format!("node-{nr}.log")))?;
        node.start().await?;
        self.nodes.push(node);
        Ok(())
    }
}
