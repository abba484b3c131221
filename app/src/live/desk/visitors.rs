//! Who is browsing the sites, so that a change of one among ten thousand costs no more than that one.

use std::{collections::BTreeMap, ops::Range};

use leptos::prelude::*;
use wire::{Timestamp, VisitorId, operator::VisitorView};

/// A cheap handle.
#[derive(Clone, Copy)]
pub(crate) struct Visitors {
    all: RwSignal<BTreeMap<VisitorId, Presence>>,
    /// Those who are here, sorted by when they came: who is in the list keeps his place.
    here: RwSignal<Vec<(Timestamp, VisitorId)>>,
}

/// A visitor who is on a site, or was while his chat is still open.
#[derive(Clone, PartialEq)]
pub(crate) struct Presence {
    pub(crate) view: ArcRwSignal<VisitorView>,
    /// Since when he is in the list; none: he left.
    here_since: Option<Timestamp>,
}

impl Presence {
    pub(crate) fn is_here(&self) -> bool {
        self.here_since.is_some()
    }
}

impl Visitors {
    pub(super) fn none() -> Visitors {
        Visitors { all: RwSignal::default(), here: RwSignal::default() }
    }

    /// How many are here.
    pub(crate) fn count(self) -> usize {
        self.here.with(Vec::len)
    }

    /// Those in this part of the list.
    pub(crate) fn within(self, part: Range<usize>) -> Vec<VisitorId> {
        self.here.with(|here| {
            let end = part.end.min(here.len());
            here[part.start.min(end)..end].iter().map(|(_, id)| *id).collect()
        })
    }

    /// Where in the list he stands, from 0.
    pub(crate) fn place_of(self, id: VisitorId) -> Option<usize> {
        let since = self.all.with_untracked(|all| all.get(&id).and_then(|presence| presence.here_since))?;
        self.here.with(|here| here.binary_search(&(since, id)).ok())
    }

    pub(crate) fn get(self, id: VisitorId) -> Option<Presence> {
        self.all.with(|all| all.get(&id).cloned())
    }

    /// He came or changed; true if he is new to the list.
    pub(super) fn changed(self, visitor: VisitorView) -> bool {
        let (id, since) = (visitor.id, visitor.since);
        let known = self.all.with_untracked(|all| all.get(&id).cloned());
        let was_since = known.as_ref().and_then(|known| known.here_since);
        let view = match known {
            Some(Presence { view, .. }) => {
                if view.with_untracked(|view| *view != visitor) {
                    view.set(visitor);
                }
                view
            }
            None => ArcRwSignal::new(visitor),
        };
        if was_since == Some(since) {
            return false;
        }
        self.all.update(|all| drop(all.insert(id, Presence { view, here_since: Some(since) })));
        self.here.update(|here| {
            take_out(here, was_since, id);
            if let Err(place) = here.binary_search(&(since, id)) {
                here.insert(place, (since, id));
            }
        });
        was_since.is_none()
    }

    /// He leaves the list, and is forgotten unless there is a chat to read beside.
    pub(super) fn left(self, id: VisitorId, has_chat: bool) {
        let Some(since) = self.all.with_untracked(|all| all.get(&id).map(|presence| presence.here_since))
        else {
            return;
        };
        self.all.update(|all| match all.get_mut(&id) {
            Some(presence) if has_chat => presence.here_since = None,
            _ => drop(all.remove(&id)),
        });
        self.here.update(|here| take_out(here, since, id));
    }

    /// These are here now, and nobody else.
    pub(super) fn replace(self, visitors: Vec<VisitorView>, has_chat: impl Fn(VisitorId) -> bool) {
        let mut old = self.all.try_update_untracked(std::mem::take).unwrap_or_default();
        let mut here = Vec::with_capacity(visitors.len());
        let mut all = BTreeMap::new();
        for visitor in visitors {
            let (id, since) = (visitor.id, visitor.since);
            let view = match old.remove(&id) {
                Some(Presence { view, .. }) => {
                    if view.with_untracked(|view| *view != visitor) {
                        view.set(visitor);
                    }
                    view
                }
                None => ArcRwSignal::new(visitor),
            };
            here.push((since, id));
            all.insert(id, Presence { view, here_since: Some(since) });
        }
        let left = old.into_iter().filter(|(id, _)| has_chat(*id));
        all.extend(left.map(|(id, presence)| (id, Presence { here_since: None, ..presence })));
        here.sort_unstable();
        self.all.set(all);
        if self.here.with_untracked(|known| *known != here) {
            self.here.set(here);
        }
    }

    /// Forgets those who have left and have no chat any more.
    pub(super) fn forget(self, has_chat: impl Fn(VisitorId) -> bool) {
        let is_over = |id: &VisitorId, presence: &Presence| !presence.is_here() && !has_chat(*id);
        if self.all.with_untracked(|all| all.iter().any(|(id, presence)| is_over(id, presence))) {
            self.all.update(|all| all.retain(|id, presence| !is_over(id, presence)));
        }
    }
}

fn take_out(here: &mut Vec<(Timestamp, VisitorId)>, since: Option<Timestamp>, id: VisitorId) {
    if let Some(since) = since
        && let Ok(place) = here.binary_search(&(since, id))
    {
        here.remove(place);
    }
}
