//! The server's part and the loader's, played for the panel in the preview, so that the panel has nothing in it for previews.
//!
//! The frame is of our own origin, so its `WebSocket` can be exchanged before the panel asks for a connection: what it gets is an
//! object of ours, which nobody is behind.

use js_sys::{Function, Object, Proxy, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::Window;
use wire::{
    frame::to_postcard,
    visitor::{ToVisitor, Welcome},
};

/// The panel's connection, once it has asked for one.
#[derive(Clone, Copy)]
pub(super) struct StandIn {
    socket: RwSignal<Option<Object>, LocalStorage>,
    /// Whether the panel was welcomed on it.
    is_welcomed: StoredValue<bool>,
}

impl StandIn {
    pub(super) fn new() -> StandIn {
        StandIn { socket: RwSignal::new_local(None), is_welcomed: StoredValue::new(false) }
    }

    /// The panel is loaded anew.
    pub(super) fn forget(self) {
        self.socket.set(None);
        self.is_welcomed.set_value(false);
    }

    /// The panel in this window listens: it is told what a loader would tell it, and connects.
    pub(super) fn greet(self, panel: &Window) -> Result<(), JsValue> {
        let connect = Closure::<dyn FnMut() -> JsValue>::new(move || {
            let socket = Object::new();
            let nothing = Closure::<dyn FnMut()>::new(|| {}).into_js_value();
            for method in ["send", "close"] {
                let _ = Reflect::set(&socket, &method.into(), &nothing); // a plain object takes any property
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

    /// Says to the panel how things are. Whoever calls this follows whether there is a panel to hear it.
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
