//! Saves a chat as a file (manual B11): into the folder that the operator chose, where the browser allows that, else as
//! a download.

use wasm_bindgen::JsCast;
use web_sys::HtmlAnchorElement;
use wire::ChatId;

use super::voice::Voice;

/// Saves the transcript; what goes wrong is told.
pub(crate) fn save(chat: ChatId, as_html: bool, voice: Voice) {
    let ahead = -(js_sys::Date::new_0().get_timezone_offset() as i64);
    let address = format!("/operator/transcript/{chat}?html={as_html}&ahead={ahead}");
    let link = leptos::prelude::document().create_element("a").ok();
    let link = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    match link {
        Some(link) => {
            link.set_href(&address);
            // The name is the server's.
            link.set_download("");
            link.click();
            voice.announce("The chat is being saved".into());
        }
        None => voice.show("The chat could not be saved.".into()),
    }
}
