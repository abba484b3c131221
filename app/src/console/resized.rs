//! Follows the size of an element.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};

use crate::browser_only::BrowserOnly;

/// Calls `then` whenever the element's size changes, until the owner ends. Does nothing in browsers
/// without `ResizeObserver`.
pub(crate) fn on_resize(element: &Element, then: Box<dyn FnMut()>) {
    let resized = Closure::wrap(then);
    let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) else { return };
    observer.observe(element);
    let kept = BrowserOnly::empty();
    kept.set((observer, resized));
    on_cleanup(move || {
        kept.with(|(observer, _)| observer.disconnect());
        kept.clear();
    });
}
