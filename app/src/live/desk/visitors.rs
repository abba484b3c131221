//! The visitors who are browsing the sites, stored so that a change to one of ten thousand costs
//! only that one.
//!
//! [`arranged`] sorts and searches them when the operator wants another order.

pub(crate) mod arranged;

use std::collections::BTreeMap;

use leptos::prelude::*;
use wire::{
    ChatId, Timestamp, VisitorId,
    operator::{VisitorStatus, VisitorView},
};

#[derive(Clone, Copy)]
pub(crate) struct Visitors {
    all: RwSignal<All>,
    /// Notified when a visitor comes, changes or leaves.
    moved: Trigger,
}

#[derive(Default)]
struct All {
    presences: BTreeMap<VisitorId, Presence>,
    /// The visitors who are present, in the default order.
    here: Vec<(Rank, VisitorId)>,
}

/// A visitor's default position: requests come first, in order of request, then the others in order
/// of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// Ids are UUIDv7, so they sort in order of request.
    Requesting(ChatId),
    Browsing(Timestamp),
}

impl Rank {
    fn of(visitor: &VisitorView) -> Rank {
        match visitor.status {
            VisitorStatus::Requesting { chat, .. } => Rank::Requesting(chat),
            _ => Rank::Browsing(visitor.since),
        }
    }

    pub(crate) fn is_requesting(self) -> bool {
        matches!(self, Rank::Requesting(_))
    }
}

/// A visitor who is on a site, or who left while their chat is still open.
#[derive(Clone)]
pub(crate) struct Presence {
    pub(crate) view: ArcRwSignal<VisitorView>,
    /// The position in the list; `None` if they left.
    rank: Option<Rank>,
}

impl Presence {
    pub(crate) fn is_here(&self) -> bool {
        self.rank.is_some()
    }
}

/// A change of position alone does not redraw the visitor.
impl PartialEq for Presence {
    fn eq(&self, other: &Presence) -> bool {
        self.view == other.view && self.is_here() == other.is_here()
    }
}

impl Visitors {
    pub(super) fn none() -> Visitors {
        Visitors { all: RwSignal::default(), moved: Trigger::new() }
    }

    pub(crate) fn count(self) -> usize {
        self.all.read().here.len()
    }

    /// The visitor at a position, from 0.
    pub(crate) fn at(self, place: usize) -> Option<VisitorId> {
        self.all.read().here.get(place).map(|(_, id)| *id)
    }

    /// A visitor's position, from 0.
    pub(crate) fn place_of(self, id: VisitorId) -> Option<usize> {
        let all = self.all.read();
        let rank = all.presences.get(&id)?.rank?;
        all.here.binary_search(&(rank, id)).ok()
    }

    pub(crate) fn get(self, id: VisitorId) -> Option<Presence> {
        self.all.read().presences.get(&id).cloned()
    }

    pub(crate) fn track_all(self) {
        self.moved.track();
    }

    /// Visits everyone present, in the default order.
    pub(crate) fn each_untracked(self, mut look: impl FnMut(Rank, &VisitorView)) {
        let all = self.all.read_untracked();
        for (rank, id) in &all.here {
            if let Some(presence) = all.presences.get(id) {
                look(*rank, &presence.view.read_untracked());
            }
        }
    }

    /// Adds or updates a visitor; returns true if they are new to the list.
    pub(super) fn changed(self, visitor: VisitorView) -> bool {
        let (id, rank) = (visitor.id, Rank::of(&visitor));
        let known = self.all.read_untracked().presences.get(&id).cloned();
        let was = known.as_ref().and_then(|known| known.rank);
        let view = view_of(known, visitor);
        if was != Some(rank) {
            let mut all = self.all.write();
            all.take_out(was, id);
            all.presences.insert(id, Presence { view, rank: Some(rank) });
            if let Err(place) = all.here.binary_search(&(rank, id)) {
                all.here.insert(place, (rank, id));
            }
        }
        self.moved.notify();
        was.is_none()
    }

    /// Removes a visitor from the list, and forgets them unless they have a chat.
    pub(super) fn left(self, id: VisitorId, has_chat: bool) {
        let Some(known) = self.all.read_untracked().presences.get(&id).cloned() else { return };
        {
            let mut all = self.all.write();
            all.take_out(known.rank, id);
            match has_chat {
                true => drop(all.presences.insert(id, Presence { rank: None, ..known })),
                false => drop(all.presences.remove(&id)),
            }
        }
        self.moved.notify();
    }

    pub(super) fn replace(self, visitors: Vec<VisitorView>, has_chat: impl Fn(VisitorId) -> bool) {
        let mut old = std::mem::take(&mut *self.all.write());
        let mut all = All::default();
        for visitor in visitors {
            let (id, rank) = (visitor.id, Rank::of(&visitor));
            let view = view_of(old.presences.remove(&id), visitor);
            all.here.push((rank, id));
            all.presences.insert(id, Presence { view, rank: Some(rank) });
        }
        all.here.sort_unstable();
        for (id, presence) in old.presences.into_iter().filter(|(id, _)| has_chat(*id)) {
            all.presences.insert(id, Presence { rank: None, ..presence });
        }
        self.all.set(all);
        self.moved.notify();
    }

    pub(super) fn forget(self, has_chat: impl Fn(VisitorId) -> bool) {
        let is_over = |id: &VisitorId, presence: &Presence| !presence.is_here() && !has_chat(*id);
        if self.all.read_untracked().presences.iter().any(|(id, presence)| is_over(id, presence)) {
            self.all.write().presences.retain(|id, presence| !is_over(id, presence));
        }
    }
}

impl All {
    fn take_out(&mut self, rank: Option<Rank>, id: VisitorId) {
        if let Some(rank) = rank
            && let Ok(place) = self.here.binary_search(&(rank, id))
        {
            self.here.remove(place);
        }
    }
}

/// The view of a visitor, updated in place if they are already known.
fn view_of(known: Option<Presence>, visitor: VisitorView) -> ArcRwSignal<VisitorView> {
    match known {
        Some(Presence { view, .. }) => {
            if *view.read_untracked() != visitor {
                view.set(visitor);
            }
            view
        }
        None => ArcRwSignal::new(visitor),
    }
}
