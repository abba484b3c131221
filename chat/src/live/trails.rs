//! The pages that visitors have seen in their present visit. Memory only, and only what this node
//! has heard.

use std::collections::{HashMap, VecDeque};

use wire::{Timestamp, VisitorId, note::SeenPage, operator::VisitorView};

/// The number of pages of a visit that are remembered, the latest ones.
const REMEMBERED: usize = 30;
/// The most bytes of their addresses and titles, unless the latest page alone has more. A typical
/// page has some 200.
const BYTES: usize = 16 * 1_024;

/// The pages of the visitors who are online.
#[derive(Debug, Default)]
pub(crate) struct Trails(HashMap<VisitorId, VecDeque<SeenPage>>);

impl Trails {
    /// Records the page of a visitor if it differs from the latest one.
    pub(crate) fn follow(&mut self, visitor: &VisitorView, now: Timestamp) {
        let trail = self.0.entry(visitor.id).or_default();
        let page = &visitor.page;
        match trail.back_mut() {
            // Single-page sites change the address first and the title a little later.
            Some(latest) if latest.url == page.url => latest.title.clone_from(&page.title),
            _ => trail.push_back(SeenPage { url: page.url.clone(), title: page.title.clone(), at: now }),
        }
        let mut bytes: usize = trail.iter().map(|page| page.url.len() + page.title.len()).sum();
        while trail.len() > REMEMBERED || bytes > BYTES && trail.len() > 1 {
            let Some(oldest) = trail.pop_front() else { break };
            bytes -= oldest.url.len() + oldest.title.len();
        }
    }

    pub(crate) fn forget(&mut self, visitor: VisitorId) {
        self.0.remove(&visitor);
    }

    pub(crate) fn of(&self, visitor: VisitorId) -> Vec<SeenPage> {
        self.0.get(&visitor).map(|trail| trail.iter().cloned().collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use wire::{SiteId, operator::VisitorStatus, visitor::Page};

    use super::*;

    fn on(url: String, title: &str) -> VisitorView {
        VisitorView {
            id: VisitorId::v7(1, &[0; 10]),
            site: SiteId::v7(1, &[0; 10]),
            name: None,
            address: String::new(),
            agent: String::new(),
            page: Page { url, title: title.to_owned(), referrer: String::new() },
            pages: 1,
            since: Timestamp(0),
            status: VisitorStatus::Online,
        }
    }

    fn remembered(trails: &Trails) -> usize {
        trails.of(VisitorId::v7(1, &[0; 10])).len()
    }

    #[test]
    fn the_latest_pages_are_remembered() {
        let mut trails = Trails::default();
        for n in 0..100 {
            trails.follow(&on(format!("https://shop.example/{n}"), "Shop"), Timestamp(n));
        }
        assert_eq!(remembered(&trails), REMEMBERED);
        assert_eq!(trails.of(VisitorId::v7(1, &[0; 10]))[0].url, "https://shop.example/70");
    }

    #[test]
    fn long_addresses_and_titles_take_no_more_room_than_many_short_ones() {
        let mut trails = Trails::default();
        let long = "\u{1f989}".repeat(wire::text::MAX_PAGE);
        for n in 0..100 {
            trails.follow(&on(format!("https://shop.example/{n}"), &long), Timestamp(n));
        }
        assert_eq!(remembered(&trails), 2);
        // A title that comes later counts as well.
        trails.follow(&on("https://shop.example/".into(), ""), Timestamp(200));
        assert_eq!(remembered(&trails), 3);
        trails.follow(&on("https://shop.example/".into(), &long), Timestamp(201));
        assert_eq!(remembered(&trails), 2);
        let longest = format!("https://shop.example/{long}");
        trails.follow(&on(longest, &long), Timestamp(300));
        assert_eq!(remembered(&trails), 1);
    }
}
