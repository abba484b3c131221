//! Ports that nobody else takes while their owner is dead.

use std::net::TcpListener;

use anyhow::Context;

/// Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152).
/// Any client could take such a port between a kill and the restart. A client on the loopback that
/// tries to reach it meanwhile can even get that very port and connect to itself.
const FIRST: u16 = 15_000;
const COUNT: u16 = 15_000;
const TRIES: usize = 100;

/// A port of 127.0.0.1 on which nobody listens now.
pub fn free() -> anyhow::Result<u16> {
    (0..TRIES)
        .map(|_| FIRST + fastrand::u16(..COUNT))
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .context("no free port on 127.0.0.1")
}
