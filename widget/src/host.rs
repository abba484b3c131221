//! The talk with the loader in the host page, by `postMessage`.
//!
//! A message is an object with one property, whose name says what it is about. The panel begins with `ready`, which
//! tells nothing and goes to whoever has framed us. Only the window above is listened to; the origin from which it
//! speaks first is the only one that is heard and written to from then on.
//!
//! | from the loader | |
//! |---|---|
//! | `kept` | `{ name, text }`: before `hello` what was kept, in the order of the names; later, what another tab keeps now |
//! | `hello` | `{ site, token, page, redirected }`: who and where this is, and whether the page was reached by a redirection |
//! | `page` | `{ url, title, referrer }` of the page the visitor is on now |
//! | `shown` | whether the visitor sees the panel |
//! | `focus` | the visitor has opened the panel: the keyboard is ours |
//! | `went` | whether the address of `go` was loaded; nothing is said when this page is left for it |
//!
//! | to the loader | |
//! |---|---|
//! | `ready` | the panel listens |
//! | `keep` | `{ name, text, tab }`: keep a text, or no longer if it is null; `tab`: for this tab alone |
//! | `unread` | `{ count, news }`: how many messages are unread, as the language writes it, and the same as a sentence; both empty if none is |
//! | `go` | load this address: in the page's place if it is of its site, else beside it |
//! | `language` | the visitor has chosen this language, by its tag: load the panel anew in it, and remember it |
//! | `minimise` | the visitor is done for now |

use client::visitor::Greeting;
use wasm_bindgen::{JsCast, JsValue};
use wire::visitor::Page;

use crate::{
    browser::{Event, Object, post_above, window},
    texts,
};

/// The window above ours.
#[derive(Debug, Default)]
pub(crate) struct Host {
    origin: Option<String>,
}

/// What the loader says.
#[derive(Debug)]
pub(crate) enum FromHost {
    Kept(String, String),
    Hello(Greeting),
    Page(Page),
    Shown(bool),
    Focus,
    Went(bool),
}

/// Whether there is a window above ours. A panel that was opened as a page of its own has none.
pub(crate) fn is_there() -> bool {
    window().above() != *window()
}

impl Host {
    /// Says something to the loader.
    pub(crate) fn say(&self, name: &str, value: &JsValue) {
        let message = Object::new();
        message.set(name, value);
        post_above(&message, self.origin.as_deref().unwrap_or("*"));
    }

    /// Asks the loader to keep a text under a name, or no longer.
    pub(crate) fn keep(&self, name: &str, text: Option<&str>, tab: bool) {
        let keep = Object::new();
        keep.set("name", &name.into());
        keep.set("text", &text.map_or(JsValue::NULL, JsValue::from));
        keep.set("tab", &tab.into());
        self.say("keep", &keep);
    }

    /// What a message event says, if it comes from the loader.
    pub(crate) fn hear(&mut self, event: &Event) -> Option<FromHost> {
        let data = event.data();
        let origin = event.origin();
        // A host page in a sandbox has the origin "null", which nobody can write to.
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

/// A property, if it is of an object. What the host page sends is not to be trusted, not even to be one.
fn property(object: &JsValue, name: &str) -> JsValue {
    if object.is_object() { object.unchecked_ref::<Object>().get(name) } else { JsValue::UNDEFINED }
}
