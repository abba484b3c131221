//! Saves a chat as a file (manual B11): into the folder that the operator chose, where the browser allows that, else as
//! a download.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::HtmlAnchorElement;
use wire::ChatId;

use super::voice::Voice;

/// Saves the transcript; what comes of it is told.
pub(crate) fn save(chat: ChatId, as_html: bool, voice: Voice) {
    let ahead = -(js_sys::Date::new_0().get_timezone_offset() as i64);
    let address = format!("/operator/transcript/{chat}?html={as_html}&ahead={ahead}");
    spawn_local(async move {
        match save_into_folder(&address).await.map(|folder| folder.as_string()) {
            Ok(Some(folder)) => voice.show(format!("The chat is saved in {folder}.")),
            Ok(None) => download(&address, voice),
            Err(_) => {
                download(&address, voice);
                voice.show(
                    "The chat could not be written into your folder; it is saved as a download.".into(),
                );
            }
        }
    });
}

fn download(address: &str, voice: Voice) {
    let link = document().create_element("a").ok();
    let link = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    match link {
        Some(link) => {
            link.set_href(address);
            // The name is the server's.
            link.set_download("");
            link.click();
            voice.announce("The chat is being saved".into());
        }
        None => voice.show("The chat could not be saved.".into()),
    }
}

#[wasm_bindgen(module = "/src/console/folder.js")]
extern "C" {
    /// The folder's name, or undefined without one.
    #[wasm_bindgen(catch, js_name = save)]
    async fn save_into_folder(address: &str) -> Result<JsValue, JsValue>;

    /// Whether this browser can.
    #[wasm_bindgen(js_name = canChoose)]
    pub(crate) fn can_choose_folder() -> bool;

    /// Lets the operator choose; its name, or undefined if he did not.
    #[wasm_bindgen(catch, js_name = choose)]
    pub(crate) async fn choose_folder() -> Result<JsValue, JsValue>;

    /// Its name, or undefined without one.
    #[wasm_bindgen(catch, js_name = chosen)]
    pub(crate) async fn chosen_folder() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = forget)]
    pub(crate) async fn forget_folder() -> Result<JsValue, JsValue>;
}
