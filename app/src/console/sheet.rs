//! The style sheets of pages that not everybody opens. Their links are in the document's head but
//! disabled, and therefore not loaded, until one of these pages is opened.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, HtmlLinkElement};

/// The id of the link to the administration's style sheet.
pub(crate) const ADMINISTRATION: &str = "administration-style";
/// The id of the link to the archive's.
pub(crate) const ARCHIVE: &str = "archive-style";
/// The id of the link to the reports'.
pub(crate) const REPORTS: &str = "reports-style";

/// Whether the style sheet behind the link with this id is loaded. Calling this loads it; if that
/// fails, the pages are drawn without it.
pub(crate) fn is_styled(id: &str) -> RwSignal<bool> {
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
