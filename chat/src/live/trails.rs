//! Which pages visitors have seen in this visit. Memory only, and as much of it as this node has heard.

use std::collections::{HashMap, VecDeque};

use wire::{Timestamp, VisitorId, note::SeenPage, operator::VisitorView};

/// How many pages of a visit are remembered, the latest.
const REMEMBERED: usize = 30;

/// The pages of those who are here.
#[derive(Debug, Default)]
pub(crate) struct Trails(HashMap<VisitorId, VecDeque<SeenPage>>);

impl Trails {
    /// A visitor is so now; if he is on another page than before, it is his latest.
    pub(crate) fn follow(&mut self, visitor: &VisitorView, now: Timestamp) {
        let trail = self.0.entry(visitor.id).or_default();
        let page = &visitor.page;
        match trail.back_mut() {
            // Sites of a single page change the address first and the title a little later.
            Some(latest) if latest.url == page.url => latest.title.clone_from(&page.title),
            _ => {
                if trail.len() == REMEMBERED {
                    trail.pop_front();
                }
                trail.push_back(SeenPage { url: page.url.clone(), title: page.title.clone(), at: now });
            }
        }
    }

    /// He has left.
    pub(crate) fn forget(&mut self, visitor: VisitorId) {
        self.0.remove(&visitor);
    }

    /// The pages he has seen, in their order.
    pub(crate) fn of(&self, visitor: VisitorId) -> Vec<SeenPage> {
        self.0.get(&visitor).map(|trail| trail.iter().cloned().collect()).unwrap_or_default()
    }
}
