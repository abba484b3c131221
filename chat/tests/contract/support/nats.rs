//! A NATS for one play: a private server, or the one that `TEST_NATS_URL` names with a prefix of the play's own. The
//! way to it can be cut and mended, for each node by itself.

use std::{
    net::TcpListener as Port,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// A running NATS.
pub(crate) struct Nats {
    /// HOST:PORT
    address: String,
    prefix: String,
    // Ended with the play.
    _server: Option<Server>,
}

/// One node's way to it.
pub(crate) struct Way {
    pub(crate) nats: chat::Nats,
    is_open: Arc<watch::Sender<bool>>,
}

struct Server(Child);

impl Nats {
    pub(crate) fn start() -> Nats {
        let prefix = format!("test{:016x}", u64::from_ne_bytes(chat::Sources::system().bytes()));
        if let Ok(url) = std::env::var("TEST_NATS_URL") {
            let address = url.trim_start_matches("nats://").to_owned();
            return Nats { address, prefix, _server: None };
        }
        let port = Port::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new("nats-server")
            .args(["-a", "127.0.0.1", "-p", &port.to_string()])
            // Debian keeps it where only root looks.
            .env("PATH", format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect(
                "nats-server is missing: apt-get install nats-server (or name a server by TEST_NATS_URL)",
            );
        let nats = Nats { address: format!("127.0.0.1:{port}"), prefix, _server: Some(Server(child)) };
        let started = Instant::now();
        while std::net::TcpStream::connect(&nats.address).is_err() {
            assert!(started.elapsed() < Duration::from_secs(20), "nats-server does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
        nats
    }

    /// A way to it for one more node.
    pub(crate) async fn way(&self) -> Way {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("nats://{}", listener.local_addr().unwrap());
        let is_open = Arc::new(watch::Sender::new(true));
        tokio::spawn(carry(listener, self.address.clone(), is_open.clone()));
        Way { nats: chat::Nats::new(&url, &self.prefix).unwrap(), is_open }
    }
}

impl Way {
    /// Breaks the connection, and each new one, until it is mended.
    pub(crate) fn cut(&self) {
        self.is_open.send_replace(false);
    }

    pub(crate) fn mend(&self) {
        self.is_open.send_replace(true);
    }
}

/// Connects those who come with NATS while the way is open.
async fn carry(listener: TcpListener, address: String, is_open: Arc<watch::Sender<bool>>) {
    loop {
        let (mut node, _) = listener.accept().await.unwrap();
        let (address, mut is_open) = (address.clone(), is_open.subscribe());
        tokio::spawn(async move {
            if *is_open.borrow() {
                let mut nats = TcpStream::connect(address).await.unwrap();
                tokio::select! {
                    _ = copy_bidirectional(&mut node, &mut nats) => {}
                    _ = is_open.wait_for(|is_open| !is_open) => {}
                }
            }
        });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
