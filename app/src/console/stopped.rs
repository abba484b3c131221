//! A crash of the console: another page replaces it, see `stopped.js`.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/console/stopped.js")]
extern "C" {
    pub(crate) fn watch();
}
