//! What the panel uses of the browser besides the page itself (see [`crate::dom`]): events, clocks,
//! messages and sockets.
//!
//! These bindings are our own rather than those of web-sys and js-sys, because they do less: no
//! unused options, no errors that cannot happen here. This saves 6 KB for every visitor who opens
//! the panel, and this file lists everything the panel can do to a browser.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::dom::Node;

#[wasm_bindgen]
extern "C" {
    /// The panel's window: like every object, it is its own `valueOf`.
    #[wasm_bindgen(js_namespace = window, js_name = valueOf)]
    pub(crate) fn window() -> Window;
    pub(crate) type Window;
    #[wasm_bindgen(method, getter = document)]
    pub(crate) fn page(this: &Window) -> Node;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn navigator(this: &Window) -> Navigator;
    pub(crate) type Navigator;
    /// The user's language, as a tag.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn language(this: &Navigator) -> String;
    /// The parent window, or the window itself if there is none.
    #[wasm_bindgen(method, getter = parent)]
    pub(crate) fn above(this: &Window) -> JsValue;

    #[wasm_bindgen(js_name = addEventListener)]
    pub(crate) fn listen(event: &str, listener: &JsValue);
    #[wasm_bindgen(js_namespace = location)]
    pub(crate) fn reload();

    // Time and plural forms.

    /// Milliseconds since the panel was opened.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(crate) fn ticks() -> f64;
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    pub(crate) fn fill_randomly(bytes: &mut [u8]);
    #[wasm_bindgen(js_name = setTimeout)]
    pub(crate) fn set_timer(ring: &JsValue, millis: u32) -> u32;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub(crate) fn clear_timer(timer: u32);

    /// An instant in the visitor's calendar.
    pub(crate) type Date;
    /// Creates an instant from milliseconds since 1970.
    #[wasm_bindgen(constructor)]
    pub(crate) fn new(millis: f64) -> Date;
    /// The current time by the device's clock, in milliseconds since 1970.
    #[wasm_bindgen(static_method_of = Date, js_name = now)]
    pub(crate) fn present() -> f64;
    /// How many minutes UTC is ahead of the visitor's time.
    #[wasm_bindgen(method, js_name = getTimezoneOffset)]
    pub(crate) fn behind_utc(this: &Date) -> f64;
    #[wasm_bindgen(method, js_name = toISOString)]
    pub(crate) fn machine(this: &Date) -> String;
    #[wasm_bindgen(method, js_name = toLocaleTimeString)]
    pub(crate) fn time(this: &Date, locale: &JsValue, style: &Object) -> String;
    #[wasm_bindgen(method, js_name = toLocaleDateString)]
    pub(crate) fn day(this: &Date, locale: &JsValue, style: &Object) -> String;

    pub(crate) type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    pub(crate) fn new(locale: &JsValue) -> PluralRules;
    /// The form for a number: zero, one, two, few, many or other.
    #[wasm_bindgen(method)]
    pub(crate) fn select(this: &PluralRules, number: u32) -> String;

    // Messages between windows.

    #[derive(Debug)]
    pub(crate) type Object;
    /// Parses a text; it must be an object.
    #[wasm_bindgen(js_namespace = JSON, js_name = parse)]
    pub(crate) fn parse_json(text: &str) -> Object;
    /// Formats the value for this locale; undefined means the browser's.
    #[wasm_bindgen(method, js_name = toLocaleString)]
    pub(crate) fn written_for(this: &Object, locale: &JsValue) -> String;
    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Object;
    /// A property; undefined if there is none.
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn get(this: &Object, name: &str) -> JsValue;
    #[wasm_bindgen(method, structural, indexing_setter)]
    pub(crate) fn set(this: &Object, name: &str, value: &JsValue);
    /// Posts a copy of the object to the parent window, if that has this origin (`*`: any).
    #[wasm_bindgen(js_namespace = parent, js_name = postMessage)]
    pub(crate) fn post_above(message: &Object, origin: &str);

    // Events. Each kind has only some of these.

    pub(crate) type Event;
    /// Where in the page it happened.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn target(this: &Event) -> Node;
    #[wasm_bindgen(method, js_name = preventDefault)]
    pub(crate) fn prevent_default(this: &Event);
    #[wasm_bindgen(method, getter)]
    pub(crate) fn data(this: &Event) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn origin(this: &Event) -> String;
    /// The window that a message comes from.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn source(this: &Event) -> JsValue;
    /// Why a socket was closed.
    #[wasm_bindgen(method, getter = code)]
    pub(crate) fn close_code(this: &Event) -> u16;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn key(this: &Event) -> String;
    #[wasm_bindgen(method, getter = keyCode)]
    pub(crate) fn key_code(this: &Event) -> u32;
    #[wasm_bindgen(method, getter = shiftKey)]
    pub(crate) fn with_shift(this: &Event) -> bool;
    /// Whether an input method is in use.
    #[wasm_bindgen(method, getter = isComposing)]
    pub(crate) fn is_composing(this: &Event) -> bool;

    // The socket.

    #[derive(Debug)]
    pub(crate) type WebSocket;
    #[wasm_bindgen(constructor)]
    pub(crate) fn new(address: &str, protocol: &str) -> WebSocket;
    #[wasm_bindgen(method, setter = binaryType)]
    pub(crate) fn set_binary(this: &WebSocket, kind: &str);
    #[wasm_bindgen(method, setter = onopen)]
    pub(crate) fn on_open(this: &WebSocket, listener: &JsValue);
    #[wasm_bindgen(method, setter = onmessage)]
    pub(crate) fn on_message(this: &WebSocket, listener: &JsValue);
    #[wasm_bindgen(method, setter = onclose)]
    pub(crate) fn on_close(this: &WebSocket, listener: &JsValue);
    #[wasm_bindgen(method)]
    pub(crate) fn send(this: &WebSocket, bytes: &[u8]);
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &WebSocket);

    /// The content of a binary frame.
    #[wasm_bindgen(js_name = Uint8Array)]
    pub(crate) type Bytes;
    #[wasm_bindgen(constructor, js_class = "Uint8Array")]
    pub(crate) fn new(buffer: &JsValue) -> Bytes;
    #[wasm_bindgen(method, js_class = "Uint8Array", js_name = slice)]
    pub(crate) fn to_vec(this: &Bytes) -> Vec<u8>;
}
