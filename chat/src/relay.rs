//! What goes from this node to the others.
//!
//! | module | holds |
//! |---|---|
//! | `relay/node.rs` | [`NodeId`]: which node it is |
//! | `relay/letter.rs` | what is said, and how it looks on its way |
//! | `relay/others.rs` | what this node knows of the others: who is silent, whose letters were missed |
//! | `relay/post.rs` | what comes of a letter, and what is done twice a second |
//! | `relay/nats.rs` | [`Nats`]: the way over a NATS server |
//!
//! There is no cluster: no election, no agreement. The database is the truth, and a letter only a hint. Each node
//! numbers its letters; a missing number means that something was missed, and then everybody concerned reads anew, and
//! the other nodes are asked who is there. So a letter may be lost anywhere, as long as its number is not used again.

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

/// Carries letters to the other nodes.
pub(crate) trait Relay: Send + Sync {
    /// Hands over a letter. It never waits and never fails; a letter that cannot be carried leaves a gap in the numbers.
    fn send(&self, letter: Letter);
}

/// There are no other nodes.
pub(crate) struct Alone;

impl Relay for Alone {
    fn send(&self, _: Letter) {}
}
