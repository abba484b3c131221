//! An installation: the real program as one node or several, on a private database.
//!
//! | module | holds |
//! |---|---|
//! | [`node`] | one process: started, killed, started again on the same data and port |
//! | [`postgres`] | a private PostgreSQL that can be stopped and started |
//! | [`port`] | ports that nobody else takes while their owner is dead |

pub mod node;
pub mod port;
pub mod postgres;

use anyhow::{Context, ensure};
use tempfile::TempDir;

use self::{node::Node, postgres::Postgres};
use crate::database::Database;

/// The administrator of the first start, who is also the first operator.
pub const ADMINISTRATOR: &str = "ann@example.org";
/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// Which database an installation is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A SQLite file.
    Sqlite,
    /// A private PostgreSQL, with all its syncing on.
    Postgres,
}

/// A running installation. Everything is stopped and removed when it is dropped.
pub struct Installation {
    /// The processes, at least one.
    pub nodes: Vec<Node>,
    /// The private PostgreSQL, if the installation is on one.
    pub postgres: Option<Postgres>,
    database_url: String,
    // Dropped last: the others have their files in it.
    _folder: TempDir,
}

impl Installation {
    /// Starts so many nodes on a new database, each with these settings (`SWITCHBOARD_…`) beside the usual ones.
    pub async fn start(kind: Kind, nodes: usize, settings: &[(&str, &str)]) -> anyhow::Result<Installation> {
        ensure!(nodes == 1 || kind == Kind::Postgres, "a SQLite file serves one node");
        let folder = tempfile::Builder::new().prefix("switchboard-trial-").tempdir()?;
        let postgres = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(Postgres::start()?),
        };
        let database_url = match &postgres {
            Some(postgres) => postgres.url(),
            None => format!("sqlite:{}", folder.path().join("switchboard.db").display()),
        };
        let mut installation = Installation { nodes: Vec::new(), postgres, database_url, _folder: folder };
        for nr in 0..nodes {
            let mut all = vec![
                ("SWITCHBOARD_DATABASE_URL", installation.database_url.as_str()),
                ("SWITCHBOARD_ADMIN_EMAIL", ADMINISTRATOR),
                ("SWITCHBOARD_ADMIN_PASSWORD", PASSWORD),
            ];
            all.extend_from_slice(settings);
            let log = installation._folder.path().join(format!("node-{nr}.log"));
            let mut node = Node::new(&all, log)?;
            node.start().await?;
            installation.nodes.push(node);
        }
        Ok(installation)
    }

    /// The network addresses of the nodes.
    pub fn addresses(&self) -> Vec<String> {
        self.nodes.iter().map(|node| node.address().to_owned()).collect()
    }

    /// Opens the database past the server.
    pub async fn database(&self) -> anyhow::Result<Database> {
        Database::open(&self.database_url).await
    }

    /// Adds so many normal operators with the administrator's password; gives the addresses they sign in with.
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
        let page = reqwest::get(self.url("/demo")).await?.text().await?;
        let (_, rest) = page.split_once("data-site=\"").context("the demo page has no snippet")?;
        let (key, _) = rest.split_once('"').context("the demo page's snippet has no end")?;
        Ok(key.to_owned())
    }

    /// Signs in as the page's form does; gives the cookie. Sessions are rows: it outlives the process.
    pub async fn sign_in(&self, email: &str) -> anyhow::Result<String> {
        let body = format!("email={}&password={}&next=", escaped(email), escaped(PASSWORD));
        let answer = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()?
            .post(self.url("/api/sign_in"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await?;
        let cookie = answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok());
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).map(str::to_owned);
        cookie.with_context(|| format!("{email} was not signed in: {}", answer.status()))
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.nodes[0].address())
    }
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
