//! The focus goes where somebody goes by a key.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::{live::Live, place::Place};

/// Goes there together with the focus, for whoever has no mouse.
pub(crate) fn go_with_focus(live: Live, place: Place) {
    live.go(place);
    focus("#middle");
}

/// Puts the focus on the first element that fits, if it can be seen.
pub(crate) fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = found.focus(); // what cannot take the focus leaves it where it is
    }
}
