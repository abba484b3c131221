//! The console that broke off: another page takes its place, see `stopped.js`.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/console/stopped.js")]
extern "C" {
    /// From now on.
    pub(crate) fn watch();
}
