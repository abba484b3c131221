//! The configuration: each setting is a flag and a variable `SWITCHBOARD_…`.

mod mail;
mod proxy;
mod secret;
mod sip;

use std::{
    net::SocketAddr,
    num::{NonZeroU32, NonZeroUsize},
    path::PathBuf,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use url::Url;

use mail::MailConfig;
pub(crate) use proxy::Proxies;
use secret::SecretConfig;
use sip::SipConfig;

/// Self-hosted live chat: visitors of a website talk to operators.
#[derive(Debug, Parser)]
#[command(name = "switchboard", version, disable_help_subcommand = true)]
pub(crate) struct Program {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the server
    Serve(Box<Config>),
    /// Manage operators, also while the server runs
    #[command(subcommand)]
    Operator(OperatorCommand),
    /// Manage accounts, the companies that share this installation and know nothing of each other;
    /// also while the server runs
    #[command(subcommand)]
    Account(AccountCommand),
    /// Manage the search index, also while the server runs
    #[command(subcommand)]
    Index(IndexCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    /// Make the search index anew, for instance when it is damaged. Until it is done, the search
    /// finds only a part
    Rebuild(Beside),
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Add an account, with a site and an administrator
    Add(AddAccount),
    /// List the accounts
    List(Beside),
}

/// The arguments of `switchboard account add`.
#[derive(Clone, Debug, Args)]
pub(crate) struct AddAccount {
    /// The account's name; no other account may have one that looks the same
    #[arg(value_name = "NAME")]
    pub(crate) name: String,

    /// The first administrator's email address, for signing in
    #[arg(long, value_name = "EMAIL")]
    pub(crate) admin_email: String,

    /// The administrator's name for visitors; by default the part of the address before the @
    #[arg(long, value_name = "NAME")]
    pub(crate) admin_name: Option<String>,

    /// The name of the first site; by default the account's name
    #[arg(long, value_name = "NAME")]
    pub(crate) site: Option<String>,

    /// The address under which browsers reach the server, as in the server's configuration; shown
    /// in the embed code
    #[arg(long, env = "SWITCHBOARD_PUBLIC_URL", value_name = "URL", value_parser = public_url, hide_env_values = true)]
    pub(crate) public_url: Option<String>,

    #[command(flatten)]
    pub(crate) given: GivenPassword,

    #[command(flatten)]
    pub(crate) beside: Beside,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OperatorCommand {
    /// Add an operator
    Add(AddOperator),
    /// Set an operator's password, for instance when it was forgotten. All their sessions end
    Password(SetPassword),
    /// Generate a password for an operator's SIP clients; the previous one becomes invalid
    SipPassword(SipPassword),
    /// List the operators
    List(Beside),
}

/// The database of the running server.
#[derive(Clone, Debug, Args)]
pub(crate) struct Beside {
    /// The database, as in the server's configuration
    #[arg(
        long,
        env = "SWITCHBOARD_DATABASE_URL",
        value_name = "URL",
        default_value = DATABASE,
        hide_env_values = true
    )]
    pub(crate) database_url: String,
}

/// A password.
#[derive(Clone, Debug, Args)]
pub(crate) struct GivenPassword {
    /// The password. Without it, a random one is generated and shown. Better set as a variable:
    /// other users of this machine can see flags
    #[arg(long, env = "SWITCHBOARD_OPERATOR_PASSWORD", value_name = "PASSWORD", hide_env_values = true)]
    pub(crate) password: Option<String>,
}

/// The arguments of `switchboard operator password`.
#[derive(Clone, Debug, Args)]
pub(crate) struct SetPassword {
    /// The email address that the operator signs in with
    #[arg(value_name = "EMAIL")]
    pub(crate) email: String,

    #[command(flatten)]
    pub(crate) given: GivenPassword,

    #[command(flatten)]
    pub(crate) beside: Beside,
}

/// The arguments of `switchboard operator sip-password`.
#[derive(Clone, Debug, Args)]
pub(crate) struct SipPassword {
    /// The email address that the operator signs in to the console with
    #[arg(value_name = "EMAIL")]
    pub(crate) email: String,

    #[command(flatten)]
    pub(crate) beside: Beside,
}

/// The arguments of `switchboard operator add`.
#[derive(Clone, Debug, Args)]
pub(crate) struct AddOperator {
    /// The email address to sign in with
    #[arg(value_name = "EMAIL")]
    pub(crate) email: String,

    /// The operator's name for visitors; by default the part of the address before the @
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,

    /// The name of their account; needed if there are several
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,

    /// Let the operator manage everything and see every chat
    #[arg(long)]
    pub(crate) administrator: bool,

    #[command(flatten)]
    pub(crate) given: GivenPassword,

    #[command(flatten)]
    pub(crate) beside: Beside,
}

/// A file in the working directory of the program.
const DATABASE: &str = "sqlite:data/switchboard.db";

/// The arguments of `switchboard serve`. Every flag is also a variable, named in brackets; a flag
/// wins.
#[derive(Clone, Debug, Args)]
pub(crate) struct Config {
    /// The network address and port to listen on
    #[arg(long, env = "SWITCHBOARD_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080",
          value_parser = listen, hide_env_values = true)]
    pub(crate) listen: SocketAddr,

    /// The address under which browsers reach this server, such as https://chat.example.org. Not
    /// needed on your own machine; needed behind a proxy that terminates TLS, so that cookies and
    /// the embed code are right
    #[arg(long, env = "SWITCHBOARD_PUBLIC_URL", value_name = "URL", value_parser = public_url, hide_env_values = true)]
    pub(crate) public_url: Option<String>,

    /// The database: sqlite:PATH (created if missing) or postgres://USER:PASSWORD@HOST/NAME
    #[arg(
        long,
        env = "SWITCHBOARD_DATABASE_URL",
        value_name = "URL",
        default_value = DATABASE,
        hide_env_values = true
    )]
    pub(crate) database_url: String,

    /// For several nodes that work as one: the NATS server that connects them, nats://HOST:PORT or
    /// tls://HOST:PORT (several separated by commas). They must share a PostgreSQL database
    #[arg(long, env = "SWITCHBOARD_NATS_URL", value_name = "URL", hide_env_values = true)]
    pub(crate) nats_url: Option<String>,

    /// The prefix of this installation's NATS subjects. Each installation on the same NATS server
    /// needs its own
    #[arg(
        long,
        env = "SWITCHBOARD_NATS_PREFIX",
        value_name = "WORD",
        default_value = "switchboard",
        hide_env_values = true
    )]
    pub(crate) nats_prefix: String,

    /// The first administrator's email address, used once, when the database is empty
    #[arg(
        long,
        env = "SWITCHBOARD_ADMIN_EMAIL",
        value_name = "EMAIL",
        default_value = "admin@localhost",
        hide_env_values = true
    )]
    pub(crate) admin_email: String,

    /// The first administrator's password, used once, when the database is empty. Without it, a
    /// random one is generated and shown. Better set as a variable: other users of this machine can
    /// see flags
    #[arg(long, env = "SWITCHBOARD_ADMIN_PASSWORD", value_name = "PASSWORD", hide_env_values = true)]
    pub(crate) admin_password: Option<String>,

    /// The monthly price of each operator of an account, such as 9.00. 0: free, and fees are not
    /// shown
    #[arg(
        long,
        env = "SWITCHBOARD_PRICE",
        value_name = "AMOUNT",
        default_value = "0",
        hide_env_values = true
    )]
    pub(crate) price: String,

    /// The currency of the price, a three-letter code (ISO 4217) such as EUR
    #[arg(long, env = "SWITCHBOARD_CURRENCY", value_name = "CODE", hide_env_values = true)]
    pub(crate) currency: Option<String>,

    /// The proxies whose word on where a request came from is trusted (X-Forwarded-For and
    /// X-Forwarded-Proto, or Forwarded): addresses and networks separated by commas, or true for
    /// any on this machine or in a private network
    #[arg(
        long,
        env = "SWITCHBOARD_TRUST_PROXY",
        value_name = "PROXIES",
        default_value = "false",
        default_missing_value = "true",
        num_args = 0..=1,
        require_equals = true,
        hide_env_values = true
    )]
    pub(crate) trust_proxy: Proxies,

    /// The maximum number of connections at once. By default: as many as the system's limit on open
    /// files allows
    #[arg(long, env = "SWITCHBOARD_CONNECTIONS", value_name = "NUMBER", hide_env_values = true)]
    pub(crate) connections: Option<NonZeroUsize>,

    /// The maximum number of them from one address; for IPv6, from one /64. An office or a school
    /// is one address
    #[arg(
        long,
        env = "SWITCHBOARD_CONNECTIONS_PER_ADDRESS",
        value_name = "NUMBER",
        default_value = "1000",
        hide_env_values = true
    )]
    pub(crate) connections_per_address: NonZeroUsize,

    /// How many frames per second one connection may send in the long run; bursts may be five times
    /// as large. A person's client stays far below; raise it for programs that speak for many
    /// people over one connection
    #[arg(
        long,
        env = "SWITCHBOARD_FRAMES_PER_SECOND",
        value_name = "NUMBER",
        default_value = "20",
        hide_env_values = true
    )]
    pub(crate) frames_per_second: NonZeroU32,

    /// A folder with more dictionaries for the spell checker: Hunspell files named after their
    /// languages, such as de.aff and de.dic. It is read at the start
    #[arg(long, env = "SWITCHBOARD_DICTIONARIES", value_name = "FOLDER", hide_env_values = true)]
    pub(crate) dictionaries: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) mail: MailConfig,

    #[command(flatten)]
    pub(crate) secret: SecretConfig,

    #[command(flatten)]
    pub(crate) sip: SipConfig,

    // The NATS client logs the same events as this program in its own words, so it is quiet by
    // default.
    /// What to log: error, warn, info, debug, or per module as in info,sqlx=debug
    #[arg(
        long,
        env = "SWITCHBOARD_LOG",
        value_name = "FILTER",
        default_value = "info,async_nats=error",
        hide_env_values = true
    )]
    pub(crate) log: String,

    /// The format of the log lines: text for people, json for programs
    #[arg(
        long,
        env = "SWITCHBOARD_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text",
        hide_env_values = true
    )]
    pub(crate) log_format: LogFormat,
}

/// The format of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people; coloured on a terminal.
    Text,
    /// One JSON object per line.
    Json,
}

fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        "SWITCHBOARD_LISTEN takes a network address and a port, such as 127.0.0.1:8080 or [::]:8080"
            .to_owned()
    })
}

/// Checks an origin: scheme, host and port without a path, as in a browser's `Origin` header.
fn public_url(text: &str) -> Result<String, String> {
    let wrong = |what: &str| format!("SWITCHBOARD_PUBLIC_URL {what}, such as https://chat.example.org");
    let url = Url::parse(text).map_err(|_| wrong("takes a URL"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(wrong("begins with http:// or https:// and a host"));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(wrong("is only a scheme, a host and perhaps a port"));
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_flags_do_not_contradict_each_other() {
        Program::command().debug_assert();
    }

    #[test]
    fn a_public_url_is_an_origin() {
        assert_eq!(public_url("https://Chat.Example.org/").unwrap(), "https://chat.example.org");
        assert_eq!(public_url("http://localhost:8080").unwrap(), "http://localhost:8080");
        for bad in
            ["chat.example.org", "ftp://a", "https://a/path", "https://me@a", "https://a?x", "mailto:a@b"]
        {
            assert!(public_url(bad).unwrap_err().contains("SWITCHBOARD_PUBLIC_URL"), "{bad}");
        }
    }
}
