//! Starts the server from its configuration, and stops it in order.

use std::{
    io::{self, Write},
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use chat::{
    BadNats, BadPrice, Claim, FirstStart, FirstStartError, Nats, OpenError, Price, Sources, Started,
    Switchboard,
    limits::{Known, Places},
    mail::{Retries, StoredPasswords},
};
use sip::{Gateway, StartError};
use tokio::{net::TcpListener, sync::watch, time::MissedTickBehavior};

use crate::{
    assets::{Assets, Files},
    config::{Config, Proxies},
    connections,
    dictionaries::Dictionaries,
    log, mail, routes,
    state::Served,
};

/// How long a stop waits for pending responses.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the search index rests: when there is nothing to do, between two steps, and after an
/// error.
const IDLE: Duration = Duration::from_secs(1);
const RESTS: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(10));
const FAILED: Duration = Duration::from_secs(10);

/// Why the server did not start or stay up, for the person who started it.
#[derive(Debug)]
pub(crate) enum ServeError {
    Log(String),
    Price(BadPrice),
    Listen(SocketAddr, io::Error),
    Nats(BadNats),
    /// A sentence that names the setting.
    Setting(String),
    Sip(StartError),
    Database(OpenError),
    FirstStart(FirstStartError),
    Serve(io::Error),
}

impl std::fmt::Display for ServeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ServeError::Log(error) => write!(f, "SWITCHBOARD_LOG is not a filter: {error}"),
            ServeError::Price(error) if error.is_about_currency() => {
                write!(f, "SWITCHBOARD_CURRENCY: {error}")
            }
            ServeError::Price(error) => write!(f, "SWITCHBOARD_PRICE: {error}"),
            ServeError::Listen(address, error) if error.kind() == io::ErrorKind::AddrInUse => write!(
                f,
                "SWITCHBOARD_LISTEN: {address} is in use by another program; end it, or choose another with --listen"
            ),
            ServeError::Listen(address, error) => {
                write!(f, "SWITCHBOARD_LISTEN: cannot listen on {address}: {error}")
            }
            ServeError::Nats(error @ BadNats::Url(_)) => write!(f, "SWITCHBOARD_NATS_URL: {error}"),
            ServeError::Nats(error @ BadNats::Prefix(_)) => write!(f, "SWITCHBOARD_NATS_PREFIX: {error}"),
            ServeError::Setting(error) => f.write_str(error),
            ServeError::Sip(error) => write!(f, "SWITCHBOARD_SIP_…: {error}"),
            ServeError::Database(OpenError::NotShared) => {
                write!(f, "SWITCHBOARD_NATS_URL: {}", OpenError::NotShared)
            }
            ServeError::Database(error) => write!(f, "SWITCHBOARD_DATABASE_URL: {error}"),
            ServeError::FirstStart(FirstStartError::Email(_)) => {
                write!(f, "SWITCHBOARD_ADMIN_EMAIL: it takes an address of the form name@host")
            }
            ServeError::FirstStart(FirstStartError::Password(error)) => {
                write!(f, "SWITCHBOARD_ADMIN_PASSWORD: {error}")
            }
            ServeError::FirstStart(error) => write!(f, "the first start: {error}"),
            ServeError::Serve(error) => write!(f, "the server ended: {error}"),
        }
    }
}

/// Runs until Ctrl-C or SIGTERM.
pub(crate) async fn serve(config: Config, files: Files) -> Result<(), ServeError> {
    log::start(&config.log, config.log_format).map_err(ServeError::Log)?;
    let is_behind_tls = config.public_url.as_ref().is_some_and(|url| url.starts_with("https:"));
    if is_behind_tls && config.trust_proxy == Proxies::None {
        tracing::warn!(
            "SWITCHBOARD_PUBLIC_URL is behind a proxy that ends TLS, but SWITCHBOARD_TRUST_PROXY names none: all visitors and \
             operators will have the proxy's address, and share what one address may do"
        );
    }
    let price = Price::of(&config.price, config.currency.as_deref()).map_err(ServeError::Price)?;
    // First the port, then the database: an accidental second start changes nothing.
    let listener =
        TcpListener::bind(config.listen).await.map_err(|error| ServeError::Listen(config.listen, error))?;
    let address = listener.local_addr().map_err(ServeError::Serve)?;
    let outgoing = config.mail.outgoing().map_err(ServeError::Setting)?;
    let sip = config.sip.settings().map_err(ServeError::Setting)?;
    let dictionaries = config.dictionaries.as_deref().map(Dictionaries::in_folder).transpose();
    let dictionaries = dictionaries.map_err(ServeError::Setting)?.unwrap_or_default();
    let _claim = Claim::on(&config.database_url).map_err(ServeError::Database)?;
    let switchboard = open(&config).await?.charging(price).behind(config.trust_proxy.networks());
    // After the database, so that an error of its folder names the database.
    let key = config.secret.key(&config.database_url).map_err(ServeError::Setting)?;
    let switchboard = key.iter().fold(switchboard, Switchboard::with_key);
    seal_mail_passwords(&switchboard).await;
    let switchboard = outgoing.into_iter().fold(switchboard, Switchboard::with_mail);
    let switchboard = switchboard.with_gathered_letters(i64::from(config.mail.mail_gather_seconds) * 1_000);
    let switchboard =
        config.public_url.iter().fold(switchboard, |switchboard, url| switchboard.at_public_url(url));
    let retries = Retries { first: i64::from(config.mail.mail_retry_seconds) * 1_000 };
    let first = FirstStart { email: config.admin_email.clone(), password: config.admin_password.clone() };
    let started = switchboard.first_start(first).await.map_err(ServeError::FirstStart)?;
    let base = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let site = switchboard.demo_site().await.map_err(|error| ServeError::FirstStart(error.into()))?;
    let stopped = told_to_stop();
    welcome(&base, site.map(|site| site.key).as_deref(), started.as_ref());

    let (switchboard, gateway) = match sip {
        Some(settings) => {
            let websocket = format!("ws{}/sip", base.strip_prefix("http").unwrap_or(&base));
            let switchboard = switchboard.with_sip(settings.server(Some(websocket)));
            let started = Gateway::start(switchboard.clone(), Sources::system(), settings).await;
            (switchboard, Some(started.map_err(ServeError::Sip)?))
        }
        None => (switchboard, None),
    };

    let (stop, stopping) = watch::channel(false);
    let most = connections::most();
    let most = config.connections.map_or(most, |limit| most.min(limit.get()));
    let per_address = config.connections_per_address.get();
    let known = Known::default();
    let places = || Places::new(most, per_address).kept_for(known.clone());
    let served = Served {
        sip: gateway.clone(),
        switchboard: switchboard.clone(),
        assets: Arc::new(Assets::load(files)),
        config: Arc::new(config),
        dictionaries: Arc::new(dictionaries),
        unnamed_proxy: app::UnnamedProxy::default(),
        sockets: places(),
        known: known.clone(),
        stopping,
    };
    let router = routes::router(served.clone());
    let mut serving = tokio::spawn(connections::serve(listener, router, places(), served));
    let tending = tokio::spawn(tend(switchboard.clone()));
    let indexing = tokio::spawn(index(switchboard.clone()));
    let mailing = tokio::spawn(mail::send_all(switchboard.clone(), retries, stop.subscribe()));
    tokio::select! {
        ended = &mut serving => {
            let why = ended.err().map_or_else(|| io::Error::other("it stopped by itself"), io::Error::other);
            return Err(ServeError::Serve(why));
        }
        () = stopped => {}
    }
    tracing::info!("stopping");
    stop.send_replace(true);
    if let Some(gateway) = gateway {
        gateway.stop();
    }
    if tokio::time::timeout(PATIENCE, serving).await.is_err() {
        tracing::warn!("some answers were still under way after {PATIENCE:?}");
    }
    tending.abort();
    indexing.abort();
    if let Err(error) = mailing.await {
        tracing::error!(%error, "sending e-mail ended by itself");
    }
    switchboard.close_store().await;
    Ok(())
}

/// Runs the time-dependent work.
async fn tend(switchboard: Switchboard) {
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let tended = tokio::select! {
            _ = seconds.tick() => switchboard.tend().await,
            () = switchboard.unsettled() => switchboard.settle().await,
        };
        if let Err(error) = tended {
            tracing::error!(%error, "what is due could not be tended to");
        }
    }
}

/// Keeps the search index up to date. It rests ten times as long as it works, so that it takes a
/// tenth of a core at most, whatever there is to do.
async fn index(switchboard: Switchboard) {
    loop {
        let begun = Instant::now();
        let rest = match switchboard.index().await {
            Ok(0) => IDLE,
            Ok(_) => (begun.elapsed() * 10).clamp(RESTS.0, RESTS.1),
            Err(error) => {
                tracing::error!(%error, "what was said could not be indexed for the search");
                FAILED
            }
        };
        tokio::time::sleep(rest).await;
    }
}

/// Opens this node, on its own or as one of several.
async fn open(config: &Config) -> Result<Switchboard, ServeError> {
    let opened = match &config.nats_url {
        Some(urls) => {
            let nats = Nats::new(urls, &config.nats_prefix).map_err(ServeError::Nats)?;
            Switchboard::open_node(&config.database_url, nats, Sources::system()).await
        }
        None => Switchboard::open(&config.database_url, Sources::system()).await,
    };
    opened.map_err(ServeError::Database)
}

/// Encrypts stored plain-text passwords, and logs those that cannot be.
async fn seal_mail_passwords(switchboard: &Switchboard) {
    match switchboard.seal_mail_passwords().await {
        Ok(StoredPasswords { in_clear, unreadable }) => {
            if in_clear > 0 {
                tracing::warn!(
                    "{in_clear} accounts' passwords for their mail servers are stored in clear: set SWITCHBOARD_SECRET_KEY_FILE or \
                     SWITCHBOARD_SECRET_KEY, and the next start seals them"
                );
            }
            if unreadable > 0 {
                tracing::warn!(
                    "{unreadable} accounts' passwords for their mail servers cannot be read with this key: give this server the \
                     key that they were stored with (SWITCHBOARD_SECRET_KEY_FILE), or have the administrators enter them again"
                );
            }
        }
        Err(error) => tracing::error!(%error, "the passwords of mail servers could not be looked at"),
    }
}

/// Prints the addresses, and how to sign in. Not part of the log: it is for the person at the
/// terminal.
fn welcome(base: &str, site_key: Option<&str>, started: Option<&Started>) {
    let mut text =
        format!("\n  Switchboard is running.\n\n  Console     {base}/console\n  Demo page   {base}/demo\n");
    if let Some(key) = site_key {
        text +=
            &format!("  Embed code  <script async src=\"{base}/widget.js\" data-site=\"{key}\"></script>\n");
    }
    text += "\n";
    if let Some(Started { email, random_password }) = started {
        text += &match random_password {
            Some(password) => {
                format!("  Sign in as  {email}\n  Password    {password}    (shown only now; keep it)\n\n")
            }
            None => format!("  Sign in as  {email} with the password in SWITCHBOARD_ADMIN_PASSWORD\n\n"),
        };
    }
    text += "  Ctrl-C stops it.\n\n";
    // Without a reader the server runs all the same.
    let _ = io::stdout().write_all(text.as_bytes());
}

/// Completes when a signal asks the program to stop. Signals count from this call on, not from the
/// first poll.
#[cfg(unix)]
fn told_to_stop() -> impl Future<Output = ()> {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    async fn heard(signal: Option<Signal>) {
        match signal {
            Some(mut signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    }
    let [interrupt, terminate] =
        [SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok());
    async move {
        tokio::select! {
            () = heard(interrupt) => {}
            () = heard(terminate) => {}
        }
    }
}

/// Completes when the program is asked to stop.
#[cfg(not(unix))]
async fn told_to_stop() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
