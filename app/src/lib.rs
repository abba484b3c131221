//! The operator's side of Switchboard: sign-in page and console, rendered by the server, live in the browser.
//!
//! | module | holds |
//! |---|---|
//! | [`App`] | the routes: `/`, `/sign-in`, `/console/…` |
//! | `sign_in`, `sign_out` | the session's two ends, usable without a script |
//! | `console` | the three panes and everything in them |
//! | `live` | what the operator sees, kept equal to the server's by the socket |
//! | `alerts`, `clock` | what calls, what ticks |
//! | `take_over` | how the browser's page takes the place of the server's |
//! | `lazy` | pieces whose code is loaded on demand |
//! | `spelling` | the spell checker in its worker |
//! | `browser_only` | a place for what the server has not |
//! | `drawn` | what moves in a view, in few types |
//! | `words` | everything the console says |
//! | `icon` | the outlines |
//! | `shell`, [`session_cookie`], `request` | the server's half: the document and its policy, the cookie, who is asking |
//!
//! Two features, one at a time: `ssr` builds the library for the server, `csr` the program for the browser.

#![recursion_limit = "256"] // a page is one nested type; panes are erased, so that it does not grow without bound
#![allow(unreachable_pub)] // the component macro makes functions public that the compiler sees only inside

#[cfg(feature = "ssr")]
pub mod session_cookie;

#[cfg(feature = "ssr")]
mod request;
#[cfg(feature = "ssr")]
mod shell;

mod alerts;
mod browser_only;
mod clock;
mod console;
mod drawn;
mod icon;
mod lazy;
mod live;
mod sign_in;
mod sign_out;
mod spelling;
#[cfg(feature = "csr")]
mod take_over;
mod words;

#[cfg(feature = "ssr")]
pub use request::PublicOrigin;
#[cfg(feature = "ssr")]
pub use shell::{Assets, routes, shell};

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Redirect, Route, Router, Routes},
    path,
};

use crate::{console::Console, sign_in::SignInPage};

/// Brings the page to life.
#[cfg(feature = "csr")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn start() {
    wasm_bindgen_futures::spawn_local(async {
        if !lazy::ahead::load_for_this_page().await {
            return lazy::ahead::tell_that_the_page_stands_still();
        }
        take_over::put_in_place(App).await;
        lazy::ahead::prepare_what_links_lead_to();
    });
}

/// All pages.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=|| view! { <p>"There is no such page."</p> }>
                <Route path=path!("/") view=|| view! { <Redirect path="/console" /> } />
                <Route path=path!("/sign-in") view=SignInPage />
                // One page whatever is open in it: it looks at the address itself. It is sent when it is whole, so that it
                // can be read without a script and nothing in it moves.
                <ParentRoute path=path!("/console") view=Console ssr=SsrMode::Async>
                    <Route path=path!("") view=|| () ssr=SsrMode::Async />
                    <Route path=path!("messages") view=|| () ssr=SsrMode::Async />
                    <Route path=path!("preferences") view=|| () ssr=SsrMode::Async />
                    <Route path=path!("preferences/:chapter") view=|| () ssr=SsrMode::Async />
                    <Route path=path!("administration") view=|| () ssr=SsrMode::Async />
                    <Route path=path!("administration/:topic") view=|| () ssr=SsrMode::Async />
                    <Route path=path!("chat/:id") view=|| () ssr=SsrMode::Async />
                    <Route path=path!("*rest") view=|| () ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
