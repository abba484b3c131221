//! The visitor's chat panel: a page of our own in an iframe of the host page.
//!
//! What the panel knows and decides is plain Rust and is tested without a browser; what it sees and touches is a thin
//! layer over the DOM. [`app`] joins the two: an event changes the state, the state says what has to be done, the view
//! is drawn from the state.
//!
//! | state | holds |
//! |---|---|
//! | [`panel`] | everything together; what happens goes in, effects come out |
//! | [`link`] | the life of the connection |
//! | [`outbox`] | what is sent and not acknowledged |
//! | [`conversation`] | the copy of the chat: log, gaps, unread |
//! | [`draft`] | what is typed, and whether it can be sent |
//! | [`typing`] | who is typing |
//! | [`pushed`] | addresses that an operator has pushed |
//! | [`kept`] | what survives a reload, as text |
//! | [`rows`] | what the thread shows |
//! | [`texts`] | every text that a visitor reads |
//! | [`digits`] | numbers as text and back |
//! | [`moment`], [`backoff`] | time and randomness as arguments; waits |
//!
//! | browser | does |
//! |---|---|
//! | [`app`] | events in, effects out |
//! | [`host`] | the talk with the loader in the host page |
//! | [`socket`] | the WebSocket |
//! | [`clock`] | moments, the timer, times as the visitor writes them |
//! | [`view`] | draws |
//! | [`forms`] | what is done with forms: code of its own, loaded when it is needed |
//! | [`browser`], [`dom`] | the bindings: all that is used of the browser, and of the page |
//!
//! The host page's half is `loader.js` with `loader/`, the page itself `panel.html` with `style/panel.css`.

mod app;
mod backoff;
mod browser;
mod clock;
mod conversation;
mod digits;
mod dom;
mod draft;
mod forms;
mod host;
mod kept;
mod link;
mod moment;
mod outbox;
mod panel;
mod pushed;
mod rows;
mod socket;
#[cfg(all(test, target_arch = "wasm32"))]
mod stage;
#[cfg(test)]
mod testing;
mod texts;
mod typing;
mod view;

/// The standard allocator alone would be a tenth of what a visitor loads.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Starts the panel in the page that `panel.html` is. The program's script calls it as soon as the module is there.
#[cfg_attr(not(test), wasm_bindgen::prelude::wasm_bindgen)]
pub fn start() {
    app::start();
}
