//! How the visitor list is sorted. It stays so while the operator is elsewhere.

use leptos::prelude::*;

use crate::live::desk::arranged::Sorting;

/// None: as usual.
#[derive(Clone, Copy)]
pub(crate) struct SortedBy(pub(super) RwSignal<Option<Sorting>>);

impl SortedBy {
    pub(crate) fn usual() -> SortedBy {
        SortedBy(RwSignal::new(None))
    }
}
