//! Messages from this node to the others.
//!
//! | module | holds |
//! |---|---|
//! | `relay/node.rs` | [`NodeId`]: the identity of a node |
//! | `relay/letter.rs` | the messages, and their form on the wire |
//! | `relay/others.rs` | what this node knows of the others: silence, missed messages |
//! | `relay/post.rs` | handling a message, and the tasks done twice a second |
//! | `relay/nats.rs` | [`Nats`]: the transport over a NATS server |
//!
//! There is no cluster: no election, no agreement. The database is the source of truth, and a
//! message is only a hint. Each node numbers its messages. A missing number means that something
//! was missed: then everybody concerned reads again, and the other nodes are asked who is there. So
//! a message may be lost anywhere, as long as its number is not used again.

mod letter;
mod nats;
mod node;
mod others;
#[cfg(test)]
mod plays;
mod post;

pub(crate) use letter::{Letter, Piece};
pub use nats::{BadNats, Nats};
pub(crate) use nats::{Link, outbox};
pub(crate) use node::NodeId;

pub(crate) trait Relay: Send + Sync {
    /// Hands over a message. It never waits and never fails; a message that cannot be carried
    /// leaves a gap in the numbers.
    fn send(&self, letter: Letter);
}

/// There are no other nodes.
pub(crate) struct Alone;

impl Relay for Alone {
    fn send(&self, _: Letter) {}
}
