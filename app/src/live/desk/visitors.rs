//! Who is browsing the sites, so that a change of one among ten thousand costs no more than that one.

use std::collections::BTreeMap;

use leptos::prelude::*;
use wire::{Timestamp, VisitorId, operator::VisitorView};

/// A cheap handle.
#[derive(Clone, Copy)]
pub(crate) struct Visitors(RwSignal<All>);

#[derive(Default)]
struct All {
    presences: BTreeMap<VisitorId, Presence>,
    /// Those who are here, sorted by when they came: who is in the list keeps his place.
    here: Vec<(Timestamp, VisitorId)>,
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
        Visitors(RwSignal::default())
    }

    /// How many are here.
    pub(crate) fn count(self) -> usize {
        self.0.read().here.len()
    }

    /// Who stands at this place of the list, from 0.
    pub(crate) fn at(self, place: usize) -> Option<VisitorId> {
        self.0.read().here.get(place).map(|(_, id)| *id)
    }

    /// Where in the list he stands, from 0.
    pub(crate) fn place_of(self, id: VisitorId) -> Option<usize> {
        let all = self.0.read();
        let since = all.presences.get(&id)?.here_since?;
        all.here.binary_search(&(since, id)).ok()
    }

    pub(crate) fn get(self, id: VisitorId) -> Option<Presence> {
        self.0.read().presences.get(&id).cloned()
    }

    /// He came or changed; true if he is new to the list.
    pub(super) fn changed(self, visitor: VisitorView) -> bool {
        let (id, since) = (visitor.id, visitor.since);
        let known = self.0.read_untracked().presences.get(&id).cloned();
        let was_since = known.as_ref().and_then(|known| known.here_since);
        let view = view_of(known, visitor);
        if was_since == Some(since) {
            return false;
        }
        let mut all = self.0.write();
        all.take_out(was_since, id);
        all.presences.insert(id, Presence { view, here_since: Some(since) });
        if let Err(place) = all.here.binary_search(&(since, id)) {
            all.here.insert(place, (since, id));
        }
        was_since.is_none()
    }

    /// He leaves the list, and is forgotten unless there is a chat to read beside.
    pub(super) fn left(self, id: VisitorId, has_chat: bool) {
        let Some(known) = self.0.read_untracked().presences.get(&id).cloned() else { return };
        let mut all = self.0.write();
        all.take_out(known.here_since, id);
        match has_chat {
            true => drop(all.presences.insert(id, Presence { here_since: None, ..known })),
            false => drop(all.presences.remove(&id)),
        }
    }

    /// These are here now, and nobody else.
    pub(super) fn replace(self, visitors: Vec<VisitorView>, has_chat: impl Fn(VisitorId) -> bool) {
        let mut old = std::mem::take(&mut *self.0.write());
        let mut all = All::default();
        for visitor in visitors {
            let (id, since) = (visitor.id, visitor.since);
            let view = view_of(old.presences.remove(&id), visitor);
            all.here.push((since, id));
            all.presences.insert(id, Presence { view, here_since: Some(since) });
        }
        all.here.sort_unstable();
        for (id, presence) in old.presences.into_iter().filter(|(id, _)| has_chat(*id)) {
            all.presences.insert(id, Presence { here_since: None, ..presence });
        }
        self.0.set(all);
    }

    /// Forgets those who have left and have no chat any more.
    pub(super) fn forget(self, has_chat: impl Fn(VisitorId) -> bool) {
        let is_over = |id: &VisitorId, presence: &Presence| !presence.is_here() && !has_chat(*id);
        if self.0.read_untracked().presences.iter().any(|(id, presence)| is_over(id, presence)) {
            self.0.write().presences.retain(|id, presence| !is_over(id, presence));
        }
    }
}

impl All {
    fn take_out(&mut self, since: Option<Timestamp>, id: VisitorId) {
        if let Some(since) = since
            && let Ok(place) = self.here.binary_search(&(since, id))
        {
            self.here.remove(place);
        }
    }
}

/// What is shown of somebody, as he is now.
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
