//! What this node knows of the others from their messages: which are alive, and whether a message
//! was missed. No clock, no network.

use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;

use super::{NodeId, letter::Piece};
use crate::presence::Teller;

/// A node that is silent for this long is forgotten, with everybody whom it held. A live node sends
/// something twice a second.
pub(crate) const SILENCE: Duration = Duration::from_secs(7);

#[derive(Debug, Default)]
pub(crate) struct Others {
    nodes: HashMap<NodeId, Other>,
}

#[derive(Debug)]
struct Other {
    /// The number of its latest message.
    nr: u64,
    /// When that arrived.
    heard: Instant,
    /// The number of its censuses that have begun.
    census: u32,
    /// Whether the latest census has arrived without a gap so far.
    is_counting: bool,
}

/// What the number of a message shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// It is the next one.
    Next,
    /// Messages before it were missed.
    AfterGap,
    /// This message or a later one has arrived before.
    Old,
}

impl Others {
    /// Takes in the number of a message that arrived.
    pub(crate) fn hear(&mut self, node: NodeId, nr: u64, now: Instant) -> Number {
        // What a node sent before its first message arrived here was missed, like any other
        // message.
        let new = Other { nr: 0, heard: now, census: 0, is_counting: false };
        let other = self.nodes.entry(node).or_insert(new);
        other.heard = now;
        if nr <= other.nr {
            return Number::Old;
        }
        let number = if nr == other.nr + 1 { Number::Next } else { Number::AfterGap };
        other.nr = nr;
        other.is_counting &= number == Number::Next;
        number
    }

    /// The present teller for this node.
    pub(crate) fn teller(&self, node: NodeId) -> Teller {
        Teller { node, census: self.nodes.get(&node).map_or(0, |other| other.census) }
    }

    /// Call before a piece of a census is read.
    pub(crate) fn census_begins(&mut self, node: NodeId, piece: Piece) {
        if let Some(other) = self.nodes.get_mut(&node).filter(|_| piece.first) {
            other.census = other.census.wrapping_add(1);
            other.is_counting = true;
        }
    }

    /// Call after a piece of a census was read. Whether it was the last and none was missed, so
    /// that the census is complete.
    pub(crate) fn census_ends(&mut self, node: NodeId, piece: Piece) -> bool {
        let other = self.nodes.get_mut(&node).filter(|_| piece.last);
        other.is_some_and(|other| std::mem::take(&mut other.is_counting))
    }

    /// Forgets the nodes that have been silent for too long, and returns them.
    pub(crate) fn forget_silent(&mut self, now: Instant) -> Vec<NodeId> {
        self.nodes
            .extract_if(|_, other| now.saturating_duration_since(other.heard) > SILENCE)
            .map(|(node, _)| node)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ALL: Piece = Piece { first: true, last: true };
    const FIRST: Piece = Piece { first: true, last: false };
    const LAST: Piece = Piece { first: false, last: true };

    fn node(n: u128) -> NodeId {
        NodeId(Uuid::from_u128(n))
    }

    #[tokio::test]
    async fn a_missing_number_is_a_gap() {
        let (mut others, now) = (Others::default(), Instant::now());
        let heard: Vec<_> = [1, 2, 4, 4, 3, 5].iter().map(|nr| others.hear(node(1), *nr, now)).collect();
        use Number::*;
        assert_eq!(heard, [Next, Next, AfterGap, Old, Old, Next]);
        assert_eq!(others.hear(node(2), 1, now), Next, "it has just started");
        assert_eq!(others.hear(node(3), 9, now), AfterGap, "it has said things before");
    }

    #[tokio::test]
    async fn who_is_silent_is_forgotten_and_then_missed() {
        let (mut others, start) = (Others::default(), Instant::now());
        others.hear(node(1), 1, start);
        others.hear(node(2), 1, start);
        others.hear(node(2), 2, start + SILENCE);
        assert!(others.forget_silent(start + SILENCE).is_empty());
        let later = start + SILENCE + Duration::from_millis(1);
        assert_eq!(others.forget_silent(later), [node(1)]);
        assert_eq!(others.hear(node(1), 2, later), Number::AfterGap);
        assert_eq!(others.hear(node(2), 3, later), Number::Next);
    }

    #[tokio::test]
    async fn a_census_counts_only_without_a_gap() {
        let (mut others, now) = (Others::default(), Instant::now());
        others.hear(node(1), 1, now);
        others.census_begins(node(1), ALL);
        assert!(others.census_ends(node(1), ALL));
        others.census_begins(node(1), FIRST);
        assert!(!others.census_ends(node(1), FIRST));
        others.hear(node(1), 2, now);
        others.census_begins(node(1), LAST);
        assert!(others.census_ends(node(1), LAST));
        others.census_begins(node(1), FIRST);
        others.hear(node(1), 4, now);
        assert!(!others.census_ends(node(1), LAST), "a piece was missed");
        assert_eq!(others.teller(node(1)).census, 3);
    }
}
