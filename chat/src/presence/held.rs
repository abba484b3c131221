//! Which nodes hold sockets of one person: this one, others, or none.

use std::collections::BTreeMap;

use crate::relay::NodeId;

/// The sockets of one person by node, with what each of these nodes reports. Sockets of this node
/// are counted; of another node only its word is known.
#[derive(Debug)]
pub(super) struct Held<T> {
    sockets: u32,
    /// Counts the times without a socket here, so that an old grace period does not end a newer
    /// visit.
    absences: u32,
    /// What this node reports, as long as the person is here. That includes the grace period after
    /// their last socket closed, but not the time after they have left while some sockets are still
    /// closing.
    own: Option<T>,
    /// What the other nodes report, each with its latest census that named the person.
    others: BTreeMap<NodeId, (u32, T)>,
}

/// A time since which a person has no socket here. It ends their presence unless they come back
/// before.
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

    /// Changes what this node reports, if the person is here.
    pub(super) fn turn(&mut self, own: T) {
        if self.is_here() {
            self.own = Some(own);
        }
    }

    /// A socket closed here; if it was the last, the grace period begins.
    pub(super) fn close(&mut self) -> Option<Absence> {
        self.sockets = self.sockets.saturating_sub(1);
        if self.sockets > 0 || !self.is_here() {
            return None;
        }
        self.absences += 1;
        Some(Absence(self.absences))
    }

    /// The grace period of this absence ended; whether that ended the person's presence here.
    pub(super) fn end(&mut self, absence: Absence) -> bool {
        self.sockets == 0 && absence.0 == self.absences && self.leave()
    }

    /// The person has left, though some of their sockets may still be open here; whether they were
    /// here.
    pub(super) fn leave(&mut self) -> bool {
        self.own.take().is_some()
    }

    /// Another node reported this, in this census of its own or after it.
    pub(super) fn is_there(&mut self, node: NodeId, census: u32, told: T) {
        self.others.insert(node, (census, told));
    }

    /// Another node no longer holds a socket of the person.
    pub(super) fn is_not_there(&mut self, node: NodeId) {
        self.others.remove(&node);
    }

    /// Another node finished its census; if it did not name the person, they are not there.
    pub(super) fn sweep(&mut self, node: NodeId, census: u32) {
        if self.others.get(&node).is_some_and(|(named, _)| *named != census) {
            self.others.remove(&node);
        }
    }

    /// What this node reports, if the person is here.
    pub(super) fn own(&self) -> Option<&T> {
        self.own.as_ref()
    }

    /// What another node reports, if the person is there.
    pub(super) fn told_by(&self, node: NodeId) -> Option<&T> {
        self.others.get(&node).map(|(_, told)| told)
    }

    /// What each node that holds the person reports.
    pub(super) fn all(&self) -> impl Iterator<Item = &T> {
        self.own.iter().chain(self.others.values().map(|(_, told)| told))
    }

    /// The same, mutable.
    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.own.iter_mut().chain(self.others.values_mut().map(|(_, told)| told))
    }

    pub(super) fn is_here(&self) -> bool {
        self.own.is_some()
    }

    /// Whether a socket of the person is open here; not so in the grace period after the last one.
    pub(super) fn is_connected(&self) -> bool {
        self.is_here() && self.sockets > 0
    }

    pub(super) fn is_anywhere(&self) -> bool {
        self.is_here() || !self.others.is_empty()
    }

    /// Whether nothing must be remembered of the person: no node holds them, and no socket is still
    /// closing.
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
