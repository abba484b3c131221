//! Plays the server and the loader for the panel in the preview, so that the panel needs no code
//! for previews.
//!
//! The frame has our own origin, so its `WebSocket` can be replaced before the panel asks for a
//! connection. The panel gets an object of ours with no peer behind it.

use js_sys::{Function, Object, Proxy, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::Window;
use wire::{
    frame::to_postcard,
    visitor::{ToVisitor, Welcome},
};

#[derive(Clone, Copy)]
pub(super) struct StandIn {
    socket: RwSignal<Option<Object>, LocalStorage>,
    is_welcomed: StoredValue<bool>,
}

impl StandIn {
    pub(super) fn new() -> StandIn {
        StandIn { socket: RwSignal::new_local(None), is_welcomed: StoredValue::new(false) }
    }

    /// Resets the state when the panel reloads.
    pub(super) fn forget(self) {
        self.socket.set(None);
        self.is_welcomed.set_value(false);
    }

    /// Greets a panel that is ready: tells it what a loader would, and lets it connect.
    pub(super) fn greet(self, panel: &Window) -> Result<(), JsValue> {
        let connect = Closure::<dyn FnMut() -> JsValue>::new(move || {
            let socket = Object::new();
            let nothing = Closure::<dyn FnMut()>::new(|| {}).into_js_value();
            for method in ["send", "close"] {
                // Cannot fail on a plain object.
                let _ = Reflect::set(&socket, &method.into(), &nothing);
            }
            self.socket.set(Some(socket.clone()));
            socket.into()
        });
        let handler = object(&[("construct", connect.into_js_value())])?;
        let real = Reflect::get(panel, &"WebSocket".into())?;
        Reflect::set(panel, &"WebSocket".into(), &Proxy::new(&real, &handler))?;
        let page = object(&[("url", "".into()), ("title", "".into()), ("referrer", "".into())])?;
        let hello = object(&[("site", "preview".into()), ("token", "".into()), ("page", page.into())])?;
        let shown = object(&[("shown", JsValue::TRUE)])?;
        let origin = window().location().origin()?;
        panel.post_message(object(&[("hello", hello.into())])?.as_ref(), &origin)?;
        panel.post_message(shown.as_ref(), &origin)
    }

    /// Sends the panel the current state. The caller tracks whether there is a panel.
    pub(super) fn say(self, now: Welcome) -> Result<(), JsValue> {
        let Some(socket) = self.socket.get() else { return Ok(()) };
        let is_first = !self.is_welcomed.get_value();
        self.is_welcomed.set_value(true);
        let frames = if is_first {
            call(&socket, "onopen", &Object::new())?;
            vec![ToVisitor::Welcome(Box::new(now))]
        } else {
            vec![ToVisitor::Site(now.site), ToVisitor::Available(now.available)]
        };
        for frame in frames {
            let data = Uint8Array::from(&*to_postcard(&frame));
            call(&socket, "onmessage", &object(&[("data", data.buffer().into())])?)?;
        }
        Ok(())
    }
}

fn object(properties: &[(&str, JsValue)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in properties {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}

fn call(socket: &Object, listener: &str, event: &Object) -> Result<(), JsValue> {
    let listener: Function = Reflect::get(socket, &listener.into())?.dyn_into()?;
    listener.call1(socket, event).map(drop)
}
