//! The style sheets of pages that only some open. Their links are in the document's head but
//! disabled, and therefore not loaded, until one of these pages is opened.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, HtmlLinkElement};

/// Whether the administration's sheet is loaded. Calling this loads it; if that fails, the pages are
/// drawn without it.
pub(crate) fn is_styled() -> RwSignal<bool> {
    is_loaded("administration-style")
}

/// The same for the sheet whose link has this id.
pub(crate) fn is_loaded(id: &str) -> RwSignal<bool> {
    let is_there = RwSignal::new(true);
    let link = document().get_element_by_id(id);
    let link = link.and_then(|link| link.dyn_into::<HtmlLinkElement>().ok());
    if let Some(link) = link.filter(HtmlLinkElement::disabled) {
        is_there.set(false);
        let sheet = link.clone();
        let came = Closure::once_into_js(move |event: Event| {
            // So that the next visit tries again.
            sheet.set_disabled(event.type_() == "error");
            is_there.try_set(true);
        });
        link.set_onload(Some(came.unchecked_ref()));
        link.set_onerror(Some(came.unchecked_ref()));
        link.set_disabled(false);
    }
    is_there
}
