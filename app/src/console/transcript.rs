//! Saves a chat as a file (manual B11): to the folder that the operator chose, where the browser
//! allows that, or as a download.

use js_sys::Array;
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wire::{ChatId, VisitorId};

use crate::{
    parts::voice::Voice,
    texts::{tr, tr_with},
};

/// Saves the transcript as `text`, `html` or `json`, and announces the result.
pub(crate) fn save(chat: ChatId, format: &'static str, voice: Voice) {
    let address = format!("/operator/transcript/{chat}?format={format}&zone={}", zone());
    save_at(address, tr("The chat could not be saved. Try again."), voice);
}

/// Saves the file at this address, and announces the result; `failed`: what is said if it failed.
pub(crate) fn save_at(address: String, failed: &'static str, voice: Voice) {
    spawn_local(async move {
        let Ok(saved) = save_file(&address).await.map(|saved| Array::from(&saved)) else {
            return voice.show(failed.into());
        };
        let file = saved.get(0).as_string().unwrap_or_default();
        voice.show(match (saved.get(1).as_string(), saved.get(2).is_truthy()) {
            (Some(folder), _) => tr_with("Saved in the folder %1 as %2", &[&folder, &file]),
            (None, false) => tr_with("Saved in your downloads as %1", &[&file]),
            (None, true) => {
                tr_with("Your folder could not be written to. Saved in your downloads as %1", &[&file])
            }
        });
    });
}

/// Downloads everything that is kept about a visitor. The page stays, because the answer is a file.
pub(crate) fn export(visitor: VisitorId) {
    let address = format!("/operator/export/{visitor}?zone={}", zone());
    let _ = window().location().set_href(&address); // an address of our own is never refused
}

/// This machine's time zone, encoded for a URL; empty if the browser does not know it.
fn zone() -> String {
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    let zone = js_sys::Reflect::get(&options, &"timeZone".into()).ok().and_then(|zone| zone.as_string());
    js_sys::encode_uri_component(&zone.unwrap_or_default()).into()
}

#[wasm_bindgen(module = "/src/console/folder.js")]
extern "C" {
    /// Returns the file's name, the folder's name unless it is a download, and whether the folder
    /// could not be written to.
    #[wasm_bindgen(catch, js_name = save)]
    async fn save_file(address: &str) -> Result<JsValue, JsValue>;

    /// Whether this browser supports it.
    #[wasm_bindgen(js_name = canChoose)]
    pub(crate) fn can_choose_folder() -> bool;

    /// Lets the operator choose a folder; returns its name, or undefined if they cancel.
    #[wasm_bindgen(catch, js_name = choose)]
    pub(crate) async fn choose_folder() -> Result<JsValue, JsValue>;

    /// The folder's name, or undefined if there is none.
    #[wasm_bindgen(catch, js_name = chosen)]
    pub(crate) async fn chosen_folder() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = forget)]
    pub(crate) async fn forget_folder() -> Result<JsValue, JsValue>;
}
