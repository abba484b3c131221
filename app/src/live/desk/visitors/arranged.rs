//! The visitor list in an order chosen by the operator, or filtered by a search. Pure.

use std::collections::BTreeMap;

use wire::{
    Timestamp, VisitorId,
    operator::{VisitorStatus, VisitorView},
    preferences::Column,
};

use super::Rank;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sorting {
    pub(crate) by: Column,
    pub(crate) is_descending: bool,
}

impl Sorting {
    /// The next state after a click on a heading: ascending, descending, default.
    pub(crate) fn after(before: Option<Sorting>, by: Column) -> Option<Sorting> {
        match before.filter(|before| before.by == by) {
            None => Some(Sorting { by, is_descending: false }),
            Some(Sorting { is_descending: false, .. }) => Some(Sorting { by, is_descending: true }),
            Some(_) => None,
        }
    }
}

/// What is shown of a visitor in addition to the server's data.
pub(crate) struct Beside<'a> {
    /// The operator's own label; empty if there is none.
    pub(crate) remark: &'a str,
    pub(crate) site: &'a str,
    /// The page's URL as shown.
    pub(crate) page: &'a str,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arrangement {
    sorting: Option<Sorting>,
    /// Search terms: lower-case words that must all occur.
    words: Vec<String>,
}

/// A visitor in the list, with their sort key.
pub(crate) struct Entry {
    /// Smaller groups come first, in ascending and descending order alike.
    group: u8,
    key: String,
    id: VisitorId,
}

impl Arrangement {
    pub(crate) fn new(sorting: Option<Sorting>, searched: &str) -> Arrangement {
        let words = searched.to_lowercase().split_whitespace().map(str::to_owned).collect();
        Arrangement { sorting, words }
    }

    /// Whether this is everyone in the default order.
    pub(crate) fn is_usual(&self) -> bool {
        self.sorting.is_none() && self.words.is_empty()
    }

    /// `None` if the visitor does not match.
    pub(crate) fn entry(&self, rank: Rank, view: &VisitorView, beside: &Beside<'_>) -> Option<Entry> {
        if !self.matches(view, beside) {
            return None;
        }
        let key = self.sorting.map(|sorting| key(sorting.by, view, beside)).unwrap_or_default();
        // Waiting visitors stay on top and unknown values at the bottom, unless the list is sorted
        // by status.
        let group = match self.sorting {
            None | Some(Sorting { by: Column::Status, .. }) => 0,
            Some(_) => 2 * u8::from(!rank.is_requesting()) + u8::from(key.is_empty()),
        };
        Some(Entry { group, key, id: view.id })
    }

    /// Puts entries, given in the default order, into the arranged order.
    pub(crate) fn ordered(&self, mut entries: Vec<Entry>) -> Ordered {
        if let Some(Sorting { is_descending, .. }) = self.sorting {
            entries.sort_unstable_by(|one, other| {
                let by_key = one.key.cmp(&other.key);
                let by_key = if is_descending { by_key.reverse() } else { by_key };
                one.group.cmp(&other.group).then(by_key).then(one.id.cmp(&other.id))
            });
        }
        let order: Vec<_> = entries.into_iter().map(|entry| entry.id).collect();
        let places = order.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        Ordered { order, places }
    }

    fn matches(&self, view: &VisitorView, beside: &Beside<'_>) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let VisitorView { id, name, address, page, .. } = view;
        let Beside { remark, site, page: shown } = beside;
        let (id, name) = (id.short(), name.as_deref().unwrap_or_default());
        // Separate values are separate words.
        let here =
            [&id, name, address, &page.title, &page.url, shown, remark, site].join("\n").to_lowercase();
        self.words.iter().all(|word| here.contains(word.as_str()))
    }
}

/// The visitors shown, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ordered {
    order: Vec<VisitorId>,
    places: BTreeMap<VisitorId, usize>,
}

impl Ordered {
    pub(crate) fn count(&self) -> usize {
        self.order.len()
    }

    pub(crate) fn at(&self, place: usize) -> Option<VisitorId> {
        self.order.get(place).copied()
    }

    pub(crate) fn place_of(&self, id: VisitorId) -> Option<usize> {
        self.places.get(&id).copied()
    }
}

/// A string that sorts like the column's content; empty if the column is empty.
fn key(column: Column, view: &VisitorView, beside: &Beside<'_>) -> String {
    match column {
        Column::Visitor => view.name.as_deref().unwrap_or_default().to_lowercase(),
        Column::Page => match view.page.title.trim() {
            "" => beside.page.to_lowercase(),
            title => [title, beside.page].join(" ").to_lowercase(),
        },
        Column::Site => beside.site.to_lowercase(),
        // Labels come before any address, both as shown and as sorted.
        Column::Address if !beside.remark.is_empty() => [" ", beside.remark].concat().to_lowercase(),
        Column::Address => numbers_padded(&view.address),
        Column::OnLine => on_line(view.since),
        Column::Assigned => assigned(&view.status).unwrap_or_default().to_lowercase(),
        Column::Status => match &view.status {
            VisitorStatus::Requesting { .. } => "0".into(),
            VisitorStatus::Invited(by) => ["1", by].concat(),
            VisitorStatus::Chatting(with) => ["2", with].concat(),
            VisitorStatus::Online => "3".into(),
        },
    }
}

pub(crate) fn assigned(status: &VisitorStatus) -> Option<&str> {
    match status {
        VisitorStatus::Requesting { assigned, .. } => assigned.as_deref(),
        _ => None,
    }
}

/// The most recent arrival has been online for the shortest time.
fn on_line(since: Timestamp) -> String {
    format!("{:020}", i64::MAX - since.0.max(0))
}

/// Pads the numbers, so that `10.0.0.9` sorts before `10.0.0.10`.
fn numbers_padded(address: &str) -> String {
    let parts: Vec<_> = address.split('.').map(|part| format!("{part:0>3}")).collect();
    parts.join(".")
}

#[cfg(test)]
mod tests;
