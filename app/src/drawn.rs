//! The dynamic parts of views, reduced to a handful of types.
//!
//! A view is one nested type, and the compiler generates separate code to draw and update each kind
//! of closure in it: one to three kilobytes each, which everyone downloads. Dynamic parts are
//! therefore passed to views as one of the types below. Parts that appear and disappear are hidden
//! rather than redrawn, which also preserves their state.

use leptos::prelude::*;

use crate::texts::tr;

/// A piece of a page whose content changes.
pub(crate) type Part = Box<dyn FnMut() -> AnyView + Send>;

pub(crate) fn text(words: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(words)
}

/// Changing text that people or their pages wrote, for an element's `textContent` property. It
/// stays open to the browser's translator, which replaces text nodes with its own elements; a
/// changed text node would then update where no one sees it. The property is set only when the text
/// differs, so that a translation stays. All other changing text is in elements that are excluded
/// from translation (`translate="no"`).
pub(crate) fn translatable(words: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Memo::new(move |_| words()).into()
}

pub(crate) fn flag(is_so: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(is_so)
}

/// An attribute value: one of a few words, or none.
pub(crate) fn word(
    which: impl Fn() -> Option<&'static str> + Send + Sync + 'static,
) -> Signal<Option<&'static str>> {
    Signal::derive(which)
}

/// A piece of a page that is redrawn when what it reads changes.
pub(crate) fn part(draw: impl FnMut() -> AnyView + Send + 'static) -> Part {
    Box::new(draw)
}

/// A placeholder for content that is loading.
pub(crate) fn loading(class: &'static str) -> AnyView {
    view! {
        <p class=class role="status">
            {tr("Loading…")}
        </p>
    }
    .into_any()
}
