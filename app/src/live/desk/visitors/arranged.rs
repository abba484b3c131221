//! The visitor list in an order of the operator's choice, or those in it who match what is searched for. Pure.

use std::collections::BTreeMap;

use wire::{
    Timestamp, VisitorId,
    operator::{VisitorStatus, VisitorView},
    preferences::Column,
};

use super::Rank;

/// By what the list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sorting {
    pub(crate) by: Column,
    pub(crate) is_descending: bool,
}

impl Sorting {
    /// After a click on a heading: ascending, then descending, then as usual.
    pub(crate) fn after(before: Option<Sorting>, by: Column) -> Option<Sorting> {
        match before.filter(|before| before.by == by) {
            None => Some(Sorting { by, is_descending: false }),
            Some(Sorting { is_descending: false, .. }) => Some(Sorting { by, is_descending: true }),
            Some(_) => None,
        }
    }
}

/// What is shown of a visitor beside what the server says of them.
pub(crate) struct Beside<'a> {
    /// The operator's own label; empty if there is none.
    pub(crate) remark: &'a str,
    /// The name of the web site.
    pub(crate) site: &'a str,
    /// The address of the page, as it is shown.
    pub(crate) page: &'a str,
}

/// How the list is to be arranged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arrangement {
    sorting: Option<Sorting>,
    /// What is searched for: lower-case words, each of which stands somewhere.
    words: Vec<String>,
}

/// Somebody in the list, with what they are sorted by.
pub(crate) struct Entry {
    /// The smaller comes first, whether the order is ascending or descending.
    group: u8,
    key: String,
    id: VisitorId,
}

impl Arrangement {
    pub(crate) fn new(sorting: Option<Sorting>, searched: &str) -> Arrangement {
        let words = searched.to_lowercase().split_whitespace().map(str::to_owned).collect();
        Arrangement { sorting, words }
    }

    /// Everybody, in the usual order.
    pub(crate) fn is_usual(&self) -> bool {
        self.sorting.is_none() && self.words.is_empty()
    }

    /// None for who does not match.
    pub(crate) fn entry(&self, rank: Rank, view: &VisitorView, beside: &Beside<'_>) -> Option<Entry> {
        if !self.matches(view, beside) {
            return None;
        }
        let key = self.sorting.map(|sorting| key(sorting.by, view, beside)).unwrap_or_default();
        // Who waits stays on top, and what is not known below, unless it is the status that is sorted by.
        let group = match self.sorting {
            None | Some(Sorting { by: Column::Status, .. }) => 0,
            Some(_) => 2 * u8::from(!rank.is_requesting()) + u8::from(key.is_empty()),
        };
        Some(Entry { group, key, id: view.id })
    }

    /// The entries, which come in the usual order, in the order that is wanted.
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
        // What stands beside something else in it is no part of the same word.
        let here =
            [&id, name, address, &page.title, &page.url, shown, remark, site].join("\n").to_lowercase();
        self.words.iter().all(|word| here.contains(word.as_str()))
    }
}

/// Who is shown, in their order.
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

/// What sorts like what the column shows; empty where it shows nothing.
fn key(column: Column, view: &VisitorView, beside: &Beside<'_>) -> String {
    match column {
        Column::Visitor => view.name.as_deref().unwrap_or_default().to_lowercase(),
        Column::Page => match view.page.title.trim() {
            "" => beside.page.to_lowercase(),
            title => [title, beside.page].join(" ").to_lowercase(),
        },
        Column::Site => beside.site.to_lowercase(),
        // A remark stands in front, and sorts before any address.
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

/// Whom the request is assigned to.
pub(crate) fn assigned(status: &VisitorStatus) -> Option<&str> {
    match status {
        VisitorStatus::Requesting { assigned, .. } => assigned.as_deref(),
        _ => None,
    }
}

/// Who came last is on line for the shortest time.
fn on_line(since: Timestamp) -> String {
    format!("{:020}", i64::MAX - since.0.max(0))
}

/// `10.0.0.9` stands before `10.0.0.10`.
fn numbers_padded(address: &str) -> String {
    let parts: Vec<_> = address.split('.').map(|part| format!("{part:0>3}")).collect();
    parts.join(".")
}

#[cfg(test)]
mod tests;
