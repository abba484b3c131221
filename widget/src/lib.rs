//! The visitor's chat panel: a page of our own in an iframe of the host page.
//!
//! What the panel knows and decides is [`client::visitor`], which knows no browser; this crate is a thin layer over the
//! DOM. [`app`] joins the two: an event changes the state, the state says what has to be done, the view is drawn from the
//! state.
//!
//! | module | does |
//! |---|---|
//! | [`app`] | events in, effects out |
//! | [`host`] | the talk with the loader in the host page |
//! | [`socket`] | the WebSocket |
//! | [`clock`] | the time, the timer, times as the visitor writes them |
//! | [`view`] | draws |
//! | [`rows`] | what the thread shows |
//! | [`texts`] | every text that a visitor reads |
//! | [`forms`] | what is done with forms: code of its own, loaded when it is needed |
//! | [`browser`], [`dom`] | the bindings: all that is used of the browser, and of the page |
//!
//! The host page's half is `loader.js` with `loader/`, the page itself `panel.html` with `style/panel.css`.

mod app;
mod browser;
mod clock;
mod dom;
mod forms;
mod host;
mod rows;
mod socket;
#[cfg(all(test, target_arch = "wasm32"))]
mod stage;
mod texts;
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
