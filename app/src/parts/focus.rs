//! Moves focus along with keyboard navigation.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::{live::Live, place::Place};

/// Navigates and moves focus there, for keyboard users.
pub(crate) fn go_with_focus(live: Live, place: Place) {
    live.go(place);
    focus("#middle");
}

pub(crate) fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = found.focus(); // if it cannot take focus, nothing moves
    }
}

/// Scrolls to what has focus again once a window has closed: the browser gives it back without
/// scrolling, and the page behind may have moved.
pub(crate) fn show_focused() {
    if let Some(focused) = document().active_element() {
        show(&focused);
    }
}

/// Scrolls by as little as it takes.
pub(crate) fn show(element: &Element) {
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&nearest);
}
