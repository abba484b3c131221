//! The operator's side of Switchboard. The server renders the sign-in page and the shell of the
//! console; the console itself is rendered in the browser only.
//!
//! | module | holds | where |
//! |---|---|---|
//! | `api` | server functions that the console calls | both |
//! | `sign_in`, `sign_out` | the start and end of a session | both |
//! | `place` | the console's routes | both |
//! | `icon` | the icons | both |
//! | [`texts`] | the console's texts in the operator's language | both |
//! | [`pages`] | the sign-in page, the console's shell, the document around them | server |
//! | [`cookie`], `request` | the cookies; who is asking | server |
//! | `console` | the three panes and everything in them | browser |
//! | `live` | what the operator sees, kept in sync with the server over the socket | browser |
//! | `alerts`, `clock` | sounds and notifications; the server's clock | browser |
//! | `lazy` | parts whose code is loaded on demand | browser |
//! | `spelling` | the spell checker in its worker | browser |
//! | `browser_only` | a slot for values that live in the browser's single thread | browser |
//! | `drawn` | the dynamic parts of views, in few types | browser |
//! | `parts` | building blocks of pages: forms, dialogs, menus, lists | browser |
//! | `words` | wording for times, refusals and states | browser |
//!
//! Two features, one at a time: `ssr` builds the library for the server, `csr` the program for the
//! browser. Code for the browser alone is compiled on the host only for its tests.

// A page is one nested type; panes are type-erased, so that it does not grow without bound.
#![recursion_limit = "256"]
// The component macro makes functions public that are only reachable inside the crate.
#![allow(unreachable_pub)]

mod api;
#[cfg_attr(not(any(feature = "csr", test)), expect(dead_code, reason = "the server draws two of them"))]
mod icon;
#[cfg_attr(
    not(any(feature = "csr", test)),
    expect(dead_code, reason = "the server reads addresses, the console makes them")
)]
mod place;
mod sign_in;
mod sign_out;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod cookie;
#[cfg(feature = "ssr")]
pub mod pages;

#[cfg(feature = "ssr")]
mod request;

#[cfg(any(feature = "csr", test))]
mod alerts;
#[cfg(any(feature = "csr", test))]
mod browser_only;
#[cfg(any(feature = "csr", test))]
mod clock;
#[cfg(any(feature = "csr", test))]
mod console;
#[cfg(any(feature = "csr", test))]
mod drawn;
#[cfg(any(feature = "csr", test))]
mod lazy;
#[cfg(any(feature = "csr", test))]
mod live;
#[cfg(any(feature = "csr", test))]
mod parts;
#[cfg(any(feature = "csr", test))]
mod spelling;
#[cfg(any(feature = "csr", test))]
mod words;

#[cfg(feature = "ssr")]
pub use request::{PublicOrigin, UnnamedProxy, signed_out};
#[cfg(feature = "ssr")]
pub use sign_in::not_secure;

/// Starts the page, and notes that on the document's root.
#[cfg(any(feature = "csr", test))]
#[cfg_attr(feature = "csr", wasm_bindgen::prelude::wasm_bindgen)]
pub fn start() {
    texts::catalogue::before(begin);
}

#[cfg(any(feature = "csr", test))]
fn begin() {
    match api::first_view::carried() {
        Some(first) => console::draw(first),
        None => sign_in::form::come_alive(),
    }
    if let Some(root) = leptos::prelude::document().document_element() {
        let _ = root.set_attribute("data-started", ""); // cannot fail: the name is valid
    }
}
