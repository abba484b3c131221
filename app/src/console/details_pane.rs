//! The right pane as others see it: whether it is shown, whose details it shows, and links to it.

use leptos::prelude::*;
use wire::VisitorId;

use crate::{
    drawn::{text, word},
    icon::{self, icon},
    parts::focus::focus,
    place::{Pane, Place, here::Here},
    texts::tr,
};

#[derive(Clone, Copy)]
pub(crate) struct DetailsPane {
    /// The row selected in the visitor list, whose details are shown.
    pub(crate) selected: RwSignal<Option<VisitorId>>,
    /// Whether wide screens show the pane.
    pub(crate) shows_details: RwSignal<bool>,
}

impl DetailsPane {
    pub(crate) fn new() -> DetailsPane {
        DetailsPane { selected: RwSignal::new(None), shows_details: RwSignal::new(true) }
    }
}

/// Shows and hides the right pane; on a phone it is a page of its own.
#[component]
pub(crate) fn DetailsSwitch() -> impl IntoView {
    let here = expect_context::<Here>();
    let shows_details = expect_context::<DetailsPane>().shows_details;
    let is_pressed = word(move || Some(if shows_details.get() { "true" } else { "false" }));
    view! {
        <button
            type="button"
            class="icon-button not-on-phone"
            aria-label=tr("Visitor details")
            aria-pressed=is_pressed
            on:click=move |_| shows_details.update(|shows| *shows = !*shows)
        >
            {icon(icon::DETAILS)}
        </button>
        <a
            class="icon-button on-phone"
            href=text(move || here.beside(Pane::Details))
            aria-label=tr("Visitor details")
        >
            {icon(icon::DETAILS)}
        </a>
    }
    .into_any()
}

/// Leads to the details of a visitor named elsewhere, whether or not they are on a site now (manual
/// A6).
#[component]
pub(crate) fn DetailsLink(visitor: VisitorId) -> impl IntoView {
    let DetailsPane { selected, shows_details } = expect_context();
    let look = move |_| {
        selected.set(Some(visitor));
        shows_details.set(true);
        // The element exists once the link has been followed.
        request_animation_frame(|| focus("#details"));
    };
    view! {
        <a class="button" href=format!("{}?pane=details", Place::Visitors.path()) on:click=look>
            {icon(icon::DETAILS)}
            {tr("Earlier chats and notes")}
        </a>
    }
    .into_any()
}
