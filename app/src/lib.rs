//! The operator's side of Switchboard. The server draws the sign-in page and the shell of the console; the console itself is
//! drawn in the browser alone.
//!
//! | module | holds | where |
//! |---|---|---|
//! | `api` | what the console asks of the server | both |
//! | `sign_in`, `sign_out` | the session's two ends | both |
//! | `place` | the console's addresses | both |
//! | `icon` | the outlines | both |
//! | [`texts`] | what the console says, in the operator's language | both |
//! | [`pages`] | the sign-in page, the console's shell, the document around them | server |
//! | [`cookie`], `request` | the cookie; who is asking | server |
//! | `console` | the three panes and everything in them | browser |
//! | `live` | what the operator sees, kept equal to the server's by the socket | browser |
//! | `alerts`, `clock` | what calls, what ticks | browser |
//! | `lazy` | pieces whose code is loaded on demand | browser |
//! | `spelling` | the spell checker in its worker | browser |
//! | `browser_only` | a place for what lives in the browser's one thread | browser |
//! | `drawn` | what moves in a view, in few types | browser |
//! | `parts` | what pages are made of: forms, dialogs, menus, lists | browser |
//! | `words` | everything the console says | browser |
//!
//! Two features, one at a time: `ssr` builds the library for the server, `csr` the program for the browser. What is the
//! browser's alone is compiled on the host for its tests only.

#![recursion_limit = "256"] // a page is one nested type; panes are erased, so that it does not grow without bound
#![allow(unreachable_pub)] // the component macro makes functions public that the compiler sees only inside

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

/// Brings the page to life, and says so on the document's root.
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
        let _ = root.set_attribute("data-started", ""); // a valid name cannot fail
    }
}
