//! What TCP can suffer: cuts, stalls, delays, odd splits.

use std::{sync::Arc, time::Duration};

use fastrand::Rng;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    task::JoinSet,
};

use super::{Network, Proxy};

/// How a connection ends.
enum Cut {
    /// As when a program closes it: what is in flight arrives.
    Fin,
    /// As when a machine forgets it: what is in flight is lost.
    Rst,
}

impl Proxy {
    /// Starts to forward bytes to this address, with faults.
    pub async fn of_bytes(upstream: &str, mut rng: Rng) -> anyhow::Result<Proxy> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let network = Network::to(upstream);
        let shared = network.clone();
        let task = tokio::spawn(async move {
            // Dropped with this task, so that no connection outlives its proxy.
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                connections.spawn(carry(client, shared.clone(), rng.fork()));
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Proxy { address, network, task })
    }
}

async fn carry(mut client: TcpStream, network: Arc<Network>, mut rng: Rng) {
    let Ok(mut server) = TcpStream::connect(&network.upstream).await else { return };
    // Keeps the pieces apart; without it the test is only milder.
    let _ = client.set_nodelay(true);
    let _ = server.set_nodelay(true);
    let (up, down) = (rng.fork(), rng.fork());
    let cut = {
        let (from_client, to_client) = client.split();
        let (from_server, to_server) = server.split();
        tokio::select! {
            cut = pump(from_client, to_server, &network, up) => cut,
            cut = pump(from_server, to_client, &network, down) => cut,
        }
    };
    if let Cut::Rst = cut {
        let _ = client.set_zero_linger(); // fails only on a socket that is gone already
        let _ = server.set_zero_linger();
    }
}

/// Forwards one direction until it ends or is cut.
async fn pump(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, network: &Network, mut rng: Rng) -> Cut {
    let mut buffer = [0; 4096];
    loop {
        // Sometimes less than a frame's header, so that frames are split anywhere.
        let room = if rng.u32(..8) == 0 { rng.usize(1..8) } else { buffer.len() };
        let length = match from.read(&mut buffer[..room]).await {
            Ok(0) => return Cut::Fin,
            Ok(length) => length,
            Err(_) => return Cut::Rst,
        };
        if network.is_calm() {
            match to.write_all(&buffer[..length]).await {
                Ok(()) => continue,
                Err(_) => return Cut::Rst,
            }
        }
        let fate = rng.u32(..2_000);
        match fate {
            0..3 => {
                network.count();
                return Cut::Rst;
            }
            3..6 => {
                network.count();
                return Cut::Fin;
            }
            6..10 => stall(network, &mut rng, 500..3_000).await,
            // Longer than a client's timeout: it gives up, while what it sent waits here and
            // arrives later.
            10..11 => stall(network, &mut rng, 10_500..14_000).await,
            11..200 => network.wait(Duration::from_millis(rng.u64(1..60))).await,
            _ => {}
        }
        // A cut within a frame: its start arrives, the rest never does.
        let torn = rng.u32(..1_000) == 0;
        let length = if torn { rng.usize(..length) } else { length };
        let step = if rng.u32(..10) == 0 { rng.usize(1..20) } else { length.max(1) };
        for piece in buffer[..length].chunks(step) {
            if to.write_all(piece).await.is_err() {
                return Cut::Rst;
            }
            tokio::task::yield_now().await;
        }
        if torn {
            network.count();
            return Cut::Fin;
        }
    }
}

async fn stall(network: &Network, rng: &mut Rng, millis: std::ops::Range<u64>) {
    network.count();
    network.wait(Duration::from_millis(rng.u64(millis))).await;
}
