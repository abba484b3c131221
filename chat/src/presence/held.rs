//! Which nodes hold sockets of one person: this one, others, or none any more.

use std::collections::BTreeMap;

use crate::relay::NodeId;

/// The sockets of one person, by node, with what each of these nodes tells of him. A socket of this node is counted; of
/// another node only its word is known.
#[derive(Debug)]
pub(super) struct Held<T> {
    sockets: u32,
    /// Counts the moments without a socket here, so that an old grace does not end a newer visit.
    absences: u32,
    /// What this node tells, for as long as he is here: also in the grace after his last socket closed, but not when he
    /// has left although sockets of his are still to be closed.
    own: Option<T>,
    /// What the others tell, each with its census that named him last.
    others: BTreeMap<NodeId, (u32, T)>,
}

/// A moment since which a person has no socket here. It ends his being here unless he comes back before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Absence(u32);

impl<T> Default for Held<T> {
    fn default() -> Self {
        Held { sockets: 0, absences: 0, own: None, others: BTreeMap::new() }
    }
}

impl<T> Held<T> {
    /// A socket opened here.
    pub(super) fn open(&mut self, own: T) {
        self.sockets += 1;
        self.own = Some(own);
    }

    /// What this node tells of him from now on, if he is here.
    pub(super) fn turn(&mut self, own: T) {
        if self.is_here() {
            self.own = Some(own);
        }
    }

    /// A socket closed here; if it was the last, his grace begins.
    pub(super) fn close(&mut self) -> Option<Absence> {
        self.sockets = self.sockets.saturating_sub(1);
        if self.sockets > 0 || !self.is_here() {
            return None;
        }
        self.absences += 1;
        Some(Absence(self.absences))
    }

    /// The grace of this absence ran out; whether that ended his being here.
    pub(super) fn end(&mut self, absence: Absence) -> bool {
        self.sockets == 0 && absence.0 == self.absences && self.leave()
    }

    /// He has left, though sockets of his may still be open here; whether he was here.
    pub(super) fn leave(&mut self) -> bool {
        self.own.take().is_some()
    }

    /// Another node told this of him, in this census of its own or after it.
    pub(super) fn is_there(&mut self, node: NodeId, census: u32, told: T) {
        self.others.insert(node, (census, told));
    }

    /// Another node holds no socket of his (any more).
    pub(super) fn is_not_there(&mut self, node: NodeId) {
        self.others.remove(&node);
    }

    /// Another node counted all that it holds; who was not named is not there.
    pub(super) fn sweep(&mut self, node: NodeId, census: u32) {
        if self.others.get(&node).is_some_and(|(named, _)| *named != census) {
            self.others.remove(&node);
        }
    }

    /// What this node tells of him, if he is here.
    pub(super) fn own(&self) -> Option<&T> {
        self.own.as_ref()
    }

    /// What another node tells of him, if he is there.
    pub(super) fn told_by(&self, node: NodeId) -> Option<&T> {
        self.others.get(&node).map(|(_, told)| told)
    }

    /// What each node that holds him tells of him.
    pub(super) fn all(&self) -> impl Iterator<Item = &T> {
        self.own.iter().chain(self.others.values().map(|(_, told)| told))
    }

    /// The same, to be changed.
    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.own.iter_mut().chain(self.others.values_mut().map(|(_, told)| told))
    }

    /// Whether this node holds him.
    pub(super) fn is_here(&self) -> bool {
        self.own.is_some()
    }

    /// Whether a socket of his is open here: not so in the grace after the last one.
    pub(super) fn is_connected(&self) -> bool {
        self.is_here() && self.sockets > 0
    }

    /// Whether any node holds him.
    pub(super) fn is_anywhere(&self) -> bool {
        self.is_here() || !self.others.is_empty()
    }

    /// Whether nothing has to be remembered of him: no node holds him, and no socket is still to be closed.
    pub(super) fn is_over(&self) -> bool {
        !self.is_anywhere() && self.sockets == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn node(n: u128) -> NodeId {
        NodeId(Uuid::from_u128(n))
    }

    #[test]
    fn a_grace_ends_the_absence_it_belongs_to_only() {
        let mut held = Held::<()>::default();
        held.open(());
        let first = held.close().unwrap();
        held.open(());
        assert!(!held.end(first), "he came back");
        assert!(held.is_here());
        let second = held.close().unwrap();
        assert!(!held.end(first) && held.is_here(), "the first grace runs out during the second");
        assert!(held.end(second) && !held.is_here());
        assert!(!held.end(second), "it ends once");
        assert!(held.is_over());
    }

    #[test]
    fn the_last_of_several_sockets_counts() {
        let mut held = Held::<()>::default();
        held.open(());
        held.open(());
        assert_eq!(held.close(), None);
        assert!(held.close().is_some());
    }

    #[test]
    fn he_is_anywhere_for_as_long_as_one_node_holds_him() {
        let mut held = Held::<()>::default();
        held.open(());
        held.is_there(node(2), 1, ());
        held.is_there(node(3), 1, ());
        let absence = held.close().unwrap();
        held.end(absence);
        held.is_not_there(node(2));
        assert!(!held.is_here() && held.is_anywhere());
        held.is_not_there(node(3));
        assert!(!held.is_anywhere());
    }

    #[test]
    fn who_is_not_named_in_a_census_is_not_there() {
        let mut held = Held::<()>::default();
        held.is_there(node(2), 1, ());
        held.is_there(node(3), 1, ());
        held.sweep(node(2), 1);
        assert!(held.is_anywhere());
        held.sweep(node(2), 2);
        held.sweep(node(3), 2);
        assert!(!held.is_anywhere());
    }

    #[test]
    fn who_left_at_once_leaves_no_grace_and_may_come_back() {
        let mut held = Held::<()>::default();
        held.open(());
        assert!(held.leave());
        assert!(!held.is_anywhere() && !held.is_over(), "a socket is still to be closed");
        held.open(());
        assert!(held.is_here());
        assert_eq!(held.close(), None, "the old socket closes, the new one stays");
        assert!(held.is_here());
    }
}
