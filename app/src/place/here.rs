//! The current route, for views.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{Pane, Place};

#[derive(Clone, Copy)]
pub(crate) struct Here {
    pub(crate) place: Memo<Place>,
    pub(crate) pane: Memo<Pane>,
}

impl Here {
    /// Follows the address; only within the router.
    pub(crate) fn new() -> Here {
        let location = use_location();
        Here {
            place: Memo::new(move |_| Place::of(&location.pathname.read())),
            pane: Memo::new(move |_| Pane::of(location.query.read().get_str("pane"))),
        }
    }
}
