//! Accepts datagrams and connections, with limits on their number and on idle ones.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    io,
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use chat::limits::Places;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, UdpSocket},
    sync::mpsc,
    time::{sleep, timeout},
};

use super::WebSocket;
use crate::{
    flow::{Flow, Outgoing, Transport},
    framing::{Framing, Piece},
    message::{Bad, Message},
    settings::{Certificate, Settings, StartError},
    state::Core,
};

/// The maximum number of connections from one network. Enough for an office behind one router.
pub(super) const PER_NETWORK: usize = 50;
/// The time limit for a TLS handshake, and for a connection without a registration.
const HANDSHAKE: Duration = Duration::from_secs(10);
const STRANGER: Duration = Duration::from_secs(30);
/// How long the other end may take to receive something.
const STUCK: Duration = Duration::from_secs(10);
/// The number of datagrams that are handled at once, and the queue length of each worker. The
/// datagrams of one client stay in order.
const WORKERS: usize = 8;
const WAITING: usize = 64;
const CHUNK: usize = 4 * 1024;

pub(super) struct Sockets {
    pub(super) udp: Option<Arc<UdpSocket>>,
    tcp: Option<TcpListener>,
    tls: Option<(TcpListener, Certificate)>,
}

pub(super) async fn bind(settings: &Settings) -> Result<Sockets, StartError> {
    let listen = async |address: SocketAddr| {
        TcpListener::bind(address).await.map_err(|error| StartError::Listen(address, error))
    };
    let udp = match settings.udp {
        Some(address) => Some(Arc::new(
            UdpSocket::bind(address).await.map_err(|error| StartError::Listen(address, error))?,
        )),
        None => None,
    };
    let tcp = match settings.tcp {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let tls = match &settings.tls {
        Some((address, certificate)) => Some((listen(*address).await?, certificate.clone())),
        None => None,
    };
    Ok(Sockets { udp, tcp, tls })
}

/// Serves the sockets until the gateway stops.
pub(super) fn serve(core: &Arc<Core>, sockets: Sockets, places: &Places) {
    let Sockets { udp, tcp, tls } = sockets;
    if let Some(socket) = udp {
        tokio::spawn(until_stop(core.clone(), datagrams(core.clone(), socket)));
    }
    let listeners = tcp.map(|listener| (listener, None)).into_iter();
    for (listener, certificate) in
        listeners.chain(tls.map(|(listener, certificate)| (listener, Some(certificate))))
    {
        let accept = accept(core.clone(), places.clone(), listener, certificate);
        tokio::spawn(until_stop(core.clone(), accept));
    }
}

async fn until_stop(core: Arc<Core>, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        () = core.stopped() => {}
    }
}

async fn datagrams(core: Arc<Core>, socket: Arc<UdpSocket>) {
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (queue, mut waiting) = mpsc::channel::<(Vec<u8>, Flow)>(WAITING);
            let core = core.clone();
            tokio::spawn(async move {
                while let Some((bytes, flow)) = waiting.recv().await {
                    datagram(&core, &bytes, &flow).await;
                }
            });
            queue
        })
        .collect();
    // One byte more than the largest IPv4 datagram, so that none is truncated here.
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match socket.recv_from(&mut buffer).await {
            Ok((length, peer)) => {
                let bytes = &buffer[..length];
                // Empty lines keep a mapping open and need no answer (RFC 5626, 4.4.1 is for
                // connections).
                if bytes.iter().all(|b| matches!(b, b'\r' | b'\n' | 0)) {
                    continue;
                }
                let mut hasher = DefaultHasher::new();
                peer.hash(&mut hasher);
                let worker = usize::try_from(hasher.finish() % WORKERS as u64).unwrap_or_default();
                // If the queue is full, the datagram is lost, as on any network, and its client
                // repeats it.
                let _ = workers[worker].try_send((bytes.to_vec(), core.datagrams(&socket, peer)));
            }
            Err(error) => {
                // Datagrams to an address where nobody listens come back as errors here.
                tracing::debug!(%error, "no datagram");
                sleep(Duration::from_millis(10)).await;
            }
        }
    }
}

async fn datagram(core: &Arc<Core>, bytes: &[u8], flow: &Flow) {
    match Message::of_datagram(bytes) {
        Ok(message) => core.hear(message, flow).await,
        Err(Bad::Cut(message)) => core.refuse_cut(*message, flow).await,
        Err(Bad::NotSip) => {}
    }
}

async fn accept(core: Arc<Core>, places: Places, listener: TcpListener, certificate: Option<Certificate>) {
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // The process may be out of file descriptors; some will be closed.
                tracing::debug!(%error, "no connection");
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Some(place) = places.take(peer.ip()) else { continue };
        // This fails only on a connection that has ended.
        let _ = stream.set_nodelay(true);
        let (core, of_server, certificate) = (core.clone(), core.clone(), certificate.clone());
        let serve = async move {
            let _place = place;
            match certificate {
                None => connection(&core, stream, Transport::Tcp, peer).await,
                Some(certificate) => {
                    let handshake = certificate.acceptor().accept(stream);
                    if let Ok(Ok(stream)) = timeout(HANDSHAKE, handshake).await {
                        connection(&core, stream, Transport::Tls, peer).await;
                    }
                }
            }
        };
        tokio::spawn(until_stop(of_server, serve));
    }
}

/// Serves one connection until it ends.
async fn connection(
    core: &Arc<Core>,
    stream: impl AsyncRead + AsyncWrite,
    transport: Transport,
    peer: SocketAddr,
) {
    let (flow, outgoing) = core.stream(transport, peer);
    let (reader, writer) = tokio::io::split(stream);
    let (reader, writer) = (std::pin::pin!(reader), std::pin::pin!(writer));
    // Both take turns, so that answers are written while the next message is read.
    tokio::select! {
        _ = read(core, reader, &flow) => {}
        _ = write(writer, outgoing) => {}
    }
}

async fn read(core: &Arc<Core>, mut reader: impl AsyncRead + Unpin, flow: &Flow) -> io::Result<()> {
    let mut framing = Framing::default();
    let mut chunk = [0; CHUNK];
    let begun = tokio::time::Instant::now();
    loop {
        let length = match flow.has_registered() {
            true => reader.read(&mut chunk).await?,
            false => {
                let left = STRANGER.saturating_sub(begun.elapsed());
                timeout(left, reader.read(&mut chunk)).await.map_err(|_| io::ErrorKind::TimedOut)??
            }
        };
        if length == 0 {
            return Ok(());
        }
        framing.push(&chunk[..length]);
        while let Some(piece) = framing.next().map_err(|_| io::ErrorKind::InvalidData)? {
            match piece {
                Piece::Message(message) => core.hear(message, flow).await,
                Piece::Ping => flow.send(b"\r\n".to_vec()).await.map_err(|_| io::ErrorKind::BrokenPipe)?,
            }
        }
    }
}

async fn write(mut writer: impl AsyncWrite + Unpin, mut outgoing: Outgoing) -> io::Result<()> {
    while let Some(bytes) = outgoing.next().await {
        let written = async {
            writer.write_all(&bytes).await?;
            writer.flush().await
        };
        timeout(STUCK, written).await.map_err(|_| io::ErrorKind::TimedOut)??;
    }
    timeout(STUCK, writer.shutdown()).await.map_err(|_| io::ErrorKind::TimedOut)?
}

/// Serves a connection over WebSocket: each frame is one message (RFC 7118, 5).
pub(super) async fn websocket(core: &Arc<Core>, places: &Places, socket: WebSocket) {
    let WebSocket { peer, is_secure, mut incoming, outgoing: out } = socket;
    let Some(_place) = places.take(peer.ip()) else { return };
    let (flow, mut outgoing) = core.stream(if is_secure { Transport::Wss } else { Transport::Ws }, peer);
    let read = async {
        let begun = tokio::time::Instant::now();
        loop {
            let frame = match flow.has_registered() {
                true => incoming.recv().await,
                false => {
                    timeout(STRANGER.saturating_sub(begun.elapsed()), incoming.recv()).await.unwrap_or(None)
                }
            };
            let Some(frame) = frame else { return };
            // Empty lines keep the connection open.
            if frame.iter().all(|b| matches!(b, b'\r' | b'\n')) {
                continue;
            }
            let Ok(message) = Message::of_datagram(&frame) else { return };
            core.hear(message, &flow).await;
        }
    };
    let write = async {
        while let Some(bytes) = outgoing.next().await {
            if out.send_timeout(bytes, STUCK).await.is_err() {
                return;
            }
        }
    };
    let both = async {
        tokio::select! {
            () = read => {}
            () = write => {}
        }
    };
    until_stop(core.clone(), both).await;
}
