//! Fixtures for the tests in a real browser: pages made of `panel.html` and `panel-forms.html`, and
//! a loader and a server made of a few lines of JavaScript.

use client::strings::join;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wire::Language;

use crate::dom::Node;

/// The panel's page in a language, without its files, as it is when the part with the forms has
/// loaded.
pub(crate) fn panel_in(language: Language) -> String {
    let written = |page| {
        languages::page::written(page, languages::of(language)).expect("it asks for texts that there are")
    };
    let (page, forms) =
        (written(include_str!("../panel.html")), written(include_str!("../panel-forms.html")));
    page.replace("</body>", &join(&[&forms, "</body>"]))
}

#[wasm_bindgen(inline_js = r#"
const said = [], sent = [];
let socket, connections = 0;

/** A page that nobody sees. */
export function page_of(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

/** Makes the test's own page the panel's, with a loader above and a server beside it. */
export function lay(html) {
  // The runner's own elements stay: it reads the results from them.
  const page = page_of(html);
  document.documentElement.lang = page.documentElement.lang;
  document.body.append(page.getElementById("said"), page.getElementById("more"), ...page.body.childNodes);
  window.postMessage = (message) => said.push(message);
  window.WebSocket = class {
    constructor() {
      socket = this;
      connections++;
    }
    send(bytes) { sent.push(bytes.slice()); }
    close() {}
  };
}

export function loader_says(name, value) {
  const { origin } = location;
  dispatchEvent(new MessageEvent("message", { data: { [name]: value }, origin, source: window }));
}

/** The same from a window that is not the one above, or from another origin. */
export function stranger_says(name, value, origin) {
  const source = origin ? window : document.body.appendChild(document.createElement("iframe")).contentWindow;
  dispatchEvent(new MessageEvent("message", { data: { [name]: value }, origin: origin ?? location.origin, source }));
}

/** What the panel has told the loader under this name since the last time. */
export function loader_heard(name) {
  const heard = said.filter((message) => name in message).map((message) => message[name]);
  said.length = 0;
  return heard;
}

/** How many connections the panel has begun. */
export function connections_begun() { return connections; }
export function server_opens() { socket.onopen({}); }
export function server_says(bytes) { socket.onmessage({ data: bytes.slice().buffer }); }

/** The frames that the panel has sent since the last time. */
export function server_heard() { return sent.splice(0); }

export function types(id, text) {
  const field = document.getElementById(id);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Whether the browser would still do with the key what it does by itself. */
export function presses(id, key, more) {
  const options = { key, bubbles: true, cancelable: true, ...more };
  return document.getElementById(id).dispatchEvent(new KeyboardEvent("keydown", options));
}

export function clicks(selector) { document.querySelector(selector).click(); }
export function object(text) { return JSON.parse(text); }
export function json(value) { return JSON.stringify(value); }
"#)]
extern "C" {
    pub(crate) fn page_of(html: &str) -> Node;
    pub(crate) fn lay(html: &str);
    pub(crate) fn loader_says(name: &str, value: &JsValue);
    pub(crate) fn stranger_says(name: &str, value: &JsValue, origin: Option<&str>);
    pub(crate) fn loader_heard(name: &str) -> Vec<JsValue>;
    pub(crate) fn connections_begun() -> u32;
    pub(crate) fn server_opens();
    pub(crate) fn server_says(bytes: &[u8]);
    pub(crate) fn server_heard() -> Vec<JsValue>;
    pub(crate) fn types(id: &str, text: &str);
    pub(crate) fn presses(id: &str, key: &str, more: &JsValue) -> bool;
    pub(crate) fn clicks(selector: &str);
    pub(crate) fn object(text: &str) -> JsValue;
    pub(crate) fn json(value: &JsValue) -> String;
}
