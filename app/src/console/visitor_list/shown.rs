//! Who is shown, and in which order: everyone in the default order, or as the operator has sorted
//! and searched.

use std::time::Duration;

use leptos::prelude::*;
use wire::VisitorId;

use crate::{
    console::links,
    live::{
        Live,
        desk::{
            Visitors,
            arranged::{Arrangement, Beside, Ordered, Sorting},
        },
    },
};

/// Up to this many visitors, a change is sorted in almost at once; in longer lists once a second.
const FEW: usize = 1_000;

#[derive(Clone, Copy)]
pub(super) struct Shown {
    visitors: Visitors,
    /// `None`: the default order, which costs nothing to maintain.
    arranged: RwSignal<Option<Ordered>>,
}

impl Shown {
    pub(super) fn new(live: Live, sorting: RwSignal<Option<Sorting>>, searched: RwSignal<String>) -> Shown {
        let visitors = live.desk.visitors;
        let arranged = RwSignal::new(None);
        let arrangement = Memo::new(move |_| Arrangement::new(sorting.get(), &searched.read()));
        let arrange = move || {
            if let Some(wanted) = arrangement.try_get_untracked() {
                arranged.set((!wanted.is_usual()).then(|| ordered(live, &wanted)));
            }
        };
        Effect::new(move |_| {
            arrangement.track();
            live.desk.remarks.track();
            live.desk.sites.track();
            arrange();
        });
        let is_waiting = StoredValue::new(false);
        Effect::new(move |_| {
            if arrangement.read().is_usual() {
                return;
            }
            visitors.track_all();
            if !is_waiting.get_value() {
                is_waiting.set_value(true);
                let is_few = untrack(|| visitors.count()) <= FEW;
                let soon = Duration::from_millis(if is_few { 50 } else { 1_000 });
                set_timeout(
                    move || {
                        is_waiting.try_set_value(false);
                        arrange();
                    },
                    soon,
                );
            }
        });
        Shown { visitors, arranged }
    }

    pub(super) fn count(self) -> usize {
        match &*self.arranged.read() {
            Some(ordered) => ordered.count(),
            None => self.visitors.count(),
        }
    }

    /// The visitor at a position, from 0.
    pub(super) fn at(self, place: usize) -> Option<VisitorId> {
        match &*self.arranged.read() {
            Some(ordered) => ordered.at(place),
            None => self.visitors.at(place),
        }
    }

    /// A visitor's position, from 0.
    pub(super) fn place_of(self, id: VisitorId) -> Option<usize> {
        match &*self.arranged.read() {
            Some(ordered) => ordered.place_of(id),
            None => self.visitors.place_of(id),
        }
    }
}

fn ordered(live: Live, wanted: &Arrangement) -> Ordered {
    let (remarks, sites) = (live.desk.remarks.read_untracked(), live.desk.sites.read_untracked());
    let mut entries = Vec::new();
    live.desk.visitors.each_untracked(|rank, view| {
        let site = sites.iter().find(|site| site.id == view.site).map(|site| site.name.as_str());
        let remark = remarks.get(&view.id).map(String::as_str);
        let page = links::shown_path(&view.page.url);
        let beside =
            Beside { remark: remark.unwrap_or_default(), site: site.unwrap_or_default(), page: &page };
        entries.extend(wanted.entry(rank, view, &beside));
    });
    wanted.ordered(entries)
}
