//! Moves focus along with keyboard navigation.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

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
