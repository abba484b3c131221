//! Follows the size of an element.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};

use crate::browser_only::BrowserOnly;

/// Does this whenever the element's size has changed, until the owner goes. A browser that cannot tell lacks only that.
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
