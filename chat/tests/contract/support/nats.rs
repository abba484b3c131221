//! A NATS for one scenario: the connection of each node can be cut and restored.

use std::sync::Arc;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

pub(crate) struct Nats(backing::Nats);

/// One node's connection to it.
pub(crate) struct Way {
    pub(crate) nats: chat::Nats,
    is_open: Arc<watch::Sender<bool>>,
}

impl Nats {
    pub(crate) fn start() -> Nats {
        Nats(backing::Nats::find_or_start().unwrap())
    }

    /// A connection for one more node.
    pub(crate) async fn way(&self) -> Way {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("nats://{}", listener.local_addr().unwrap());
        let is_open = Arc::new(watch::Sender::new(true));
        tokio::spawn(carry(listener, self.0.address().to_owned(), is_open.clone()));
        Way { nats: chat::Nats::new(&url, &self.0.prefix).unwrap(), is_open }
    }
}

impl Way {
    /// Breaks the connection, and each new one, until it is restored.
    pub(crate) fn cut(&self) {
        self.is_open.send_replace(false);
    }

    pub(crate) fn mend(&self) {
        self.is_open.send_replace(true);
    }
}

/// Connects clients with NATS while the connection is not cut.
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
