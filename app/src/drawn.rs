//! The moving parts of a view, in a handful of types.
//!
//! A view is one nested type, and for each kind of closure in it the compiler writes anew how it is drawn
//! and updated: one to three kilobytes each, which everybody downloads. So what moves is handed to the
//! views as one of these. What is only there or not is hidden rather than drawn again, which also keeps it still.

use leptos::prelude::*;

use crate::texts::tr;

/// A piece of a page that is another one from time to time.
pub(crate) type Part = Box<dyn FnMut() -> AnyView + Send>;

/// Words that change.
pub(crate) fn text(words: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(words)
}

/// Words of people and of their pages that change, for the property `textContent` of an element. They stay open to a translator in
/// the browser, which puts elements of its own in the place of texts; a text that changed would do so where nobody sees it any
/// more. Set only when the words are others, so that a translation stays. All other words that change stand in an element that
/// is kept from it (`translate="no"`).
pub(crate) fn translatable(words: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Memo::new(move |_| words()).into()
}

/// Something that is so or not.
pub(crate) fn flag(is_so: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(is_so)
}

/// One of a few words, or none: the value of an attribute.
pub(crate) fn word(
    which: impl Fn() -> Option<&'static str> + Send + Sync + 'static,
) -> Signal<Option<&'static str>> {
    Signal::derive(which)
}

/// A piece of a page that is drawn anew when what it read has changed.
pub(crate) fn part(draw: impl FnMut() -> AnyView + Send + 'static) -> Part {
    Box::new(draw)
}

/// Stands where something will be as soon as it is there.
pub(crate) fn loading(class: &'static str) -> AnyView {
    view! {
        <p class=class role="status">
            {tr("Loading…")}
        </p>
    }
    .into_any()
}
