//! The visitor's chat panel: a page of the chat server in an iframe of the host page.
//!
//! State and decisions are in [`client::visitor`], which is free of the browser; this crate is a
//! thin layer over the DOM. [`app`] connects the two: an event changes the state, the state returns
//! effects, and the view is drawn from the state.
//!
//! | module | does |
//! |---|---|
//! | [`app`] | events in, effects out |
//! | [`host`] | messages exchanged with the loader in the host page |
//! | [`socket`] | the WebSocket |
//! | [`clock`] | the time, the timer, times as the visitor writes them |
//! | [`view`] | draws |
//! | [`rows`] | what the thread shows |
//! | [`texts`] | every text that a visitor reads |
//! | [`forms`] | the forms: a separate part, loaded when needed |
//! | [`browser`], [`dom`] | the bindings to the browser and to the page |
//!
//! The host page's half is `loader.js` with `loader/`. The page itself is `panel.html` with
//! `style/panel.css`; the forms have a page of their own, `panel-forms.html`, which is put into it.

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

/// The standard allocator alone would be a tenth of the download.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Starts the panel in the page that `panel.html` describes. The program's script calls it once the
/// module has loaded.
#[cfg_attr(not(test), wasm_bindgen::prelude::wasm_bindgen)]
pub fn start() {
    app::start();
}
