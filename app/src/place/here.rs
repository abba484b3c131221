//! Where the operator is now, for whatever is drawn.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{Pane, Place};

/// A cheap handle.
#[derive(Clone, Copy)]
pub(crate) struct Here {
    pub(crate) place: Memo<Place>,
    pub(crate) pane: Memo<Pane>,
}

impl Here {
    /// Follows the address; within the router only.
    pub(crate) fn new() -> Here {
        let location = use_location();
        Here {
            place: Memo::new(move |_| Place::of(&location.pathname.read())),
            pane: Memo::new(move |_| Pane::of(location.query.read().get_str("pane"))),
        }
    }
}
