//! The current route, for views.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{Kind, Pane, Place};

#[derive(Clone, Copy)]
pub(crate) struct Here {
    pub(crate) place: Memo<Place>,
    pub(crate) pane: Memo<Pane>,
    /// The raw query, without the question mark.
    pub(crate) search: Memo<String>,
}

impl Here {
    /// Follows the address; only within the router.
    pub(crate) fn new() -> Here {
        let location = use_location();
        Here {
            place: Memo::new(move |_| Place::of(&location.pathname.read())),
            pane: Memo::new(move |_| Pane::of(location.query.read().get_str("pane"))),
            search: location.search,
        }
    }

    /// The address of another pane beside the same page. What the archive lists stays in it.
    pub(crate) fn beside(self, pane: Pane) -> String {
        let (place, search) = (self.place.get(), self.search.get());
        let is_kept =
            |pair: &&str| place.kind() == Kind::Archive && !pair.is_empty() && !pair.starts_with("pane=");
        let kept = search.split('&').filter(is_kept).map(str::to_owned);
        let pane = (pane != Pane::Middle).then(|| format!("pane={}", pane.name()));
        let query: Vec<_> = kept.chain(pane).collect();
        match query.is_empty() {
            true => place.path(),
            false => format!("{}?{}", place.path(), query.join("&")),
        }
    }
}
