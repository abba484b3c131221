//! Messages exchanged with the loader in the host page by `postMessage`.
//!
//! A message is an object with one property, whose name is its type. The panel begins with `ready`,
//! which carries nothing and goes to whoever framed the panel. The panel listens only to its parent
//! window. From the first message on, it reads from and writes to only that message's origin.
//!
//! | from the loader | |
//! |---|---|
//! | `kept` | `{ name, text }`: before `hello`, stored texts by name; later, another tab's |
//! | `hello` | `{ site, token, page, redirected }`: the visitor, the page, and whether redirected |
//! | `page` | `{ url, title, referrer }` of the visitor's current page |
//! | `shown` | whether the visitor sees the panel |
//! | `focus` | the visitor has opened the panel, which takes the keyboard |
//! | `went` | whether the address of `go` was loaded; not sent if it replaces this page |
//!
//! | to the loader | |
//! |---|---|
//! | `ready` | the panel is listening |
//! | `keep` | `{ name, text, tab }`: store a text, or remove it (null); `tab`: for this tab only |
//! | `unread` | `{ count, news }`: unread messages as a localised number and a sentence, or empty |
//! | `go` | load this address: in place of the page if it is of the same site, else beside it |
//! | `language` | the visitor chose this language tag: reload the panel in it, and remember it |
//! | `minimise` | the visitor is done for now |

use client::visitor::Greeting;
use wasm_bindgen::{JsCast, JsValue};
use wire::visitor::Page;

use crate::{
    browser::{Event, Object, post_above, window},
    texts,
};

/// The parent window.
#[derive(Debug, Default)]
pub(crate) struct Host {
    origin: Option<String>,
}

/// What the loader sends.
#[derive(Debug)]
pub(crate) enum FromHost {
    Kept(String, String),
    Hello(Greeting),
    Page(Page),
    Shown(bool),
    Focus,
    Went(bool),
}

/// Whether there is a parent window. A panel opened as a page of its own has none.
pub(crate) fn is_there() -> bool {
    window().above() != *window()
}

impl Host {
    /// Sends a message to the loader.
    pub(crate) fn say(&self, name: &str, value: &JsValue) {
        let message = Object::new();
        message.set(name, value);
        post_above(&message, self.origin.as_deref().unwrap_or("*"));
    }

    /// Asks the loader to store a text under a name, or to remove it.
    pub(crate) fn keep(&self, name: &str, text: Option<&str>, tab: bool) {
        let keep = Object::new();
        keep.set("name", &name.into());
        keep.set("text", &text.map_or(JsValue::NULL, JsValue::from));
        keep.set("tab", &tab.into());
        self.say("keep", &keep);
    }

    /// Decodes a message event, if it comes from the loader.
    pub(crate) fn hear(&mut self, event: &Event) -> Option<FromHost> {
        let data = event.data();
        let origin = event.origin();
        // A host page in a sandbox has the origin "null", to which nobody can post.
        if !data.is_object() || origin == "null" || window().above() != event.source() {
            return None;
        }
        if *self.origin.get_or_insert_with(|| origin.clone()) != origin {
            return None;
        }
        let data: Object = data.unchecked_into();
        let said = |name| Some(data.get(name)).filter(|value| !value.is_undefined());
        if let Some(kept) = said("kept") {
            Some(FromHost::Kept(text(&kept, "name"), text(&kept, "text")))
        } else if let Some(hello) = said("hello") {
            let page = page(&property(&hello, "page"));
            let redirected = property(&hello, "redirected").is_truthy();
            let (site, token) = (text(&hello, "site"), text(&hello, "token"));
            let language = texts::language(&window().page());
            Some(FromHost::Hello(Greeting { site, token, page, redirected, language }))
        } else if let Some(moved) = said("page") {
            Some(FromHost::Page(page(&moved)))
        } else if let Some(shown) = said("shown") {
            Some(FromHost::Shown(shown.is_truthy()))
        } else if let Some(went) = said("went") {
            Some(FromHost::Went(went.is_truthy()))
        } else {
            said("focus").map(|_| FromHost::Focus)
        }
    }
}

fn page(page: &JsValue) -> Page {
    Page { url: text(page, "url"), title: text(page, "title"), referrer: text(page, "referrer") }
}

fn text(object: &JsValue, name: &str) -> String {
    property(object, name).as_string().unwrap_or_default()
}

/// A property, if the value is an object. What the host page sends is not trusted, not even to be
/// one.
fn property(object: &JsValue, name: &str) -> JsValue {
    if object.is_object() { object.unchecked_ref::<Object>().get(name) } else { JsValue::UNDEFINED }
}
