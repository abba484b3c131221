//! Elects one of several open windows to make the noise: the one that holds a browser lock (Web
//! Locks API). When it closes, the next in line gets the lock. In a browser without locks every
//! window plays, which is better than none.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

const LOCK: &str = "switchboard-alerts";

#[derive(Clone, Copy)]
pub(super) struct Turn {
    is_mine: StoredValue<bool>,
    has_asked: StoredValue<bool>,
}

impl Turn {
    pub(super) fn new() -> Turn {
        Turn { is_mine: StoredValue::new(false), has_asked: StoredValue::new(false) }
    }

    pub(super) fn is_mine(self) -> bool {
        self.is_mine.try_get_value().unwrap_or(false)
    }

    /// Waits in the background for the lock and keeps it until the window closes.
    pub(super) fn ask_for(self) {
        if self.has_asked.get_value() {
            return;
        }
        self.has_asked.set_value(true);
        let held = Closure::once_into_js(move |_lock: JsValue| {
            self.is_mine.try_set_value(true);
            // This promise never settles, so the window holds the lock as long as it lives.
            js_sys::Promise::new(&mut |_, _| {})
        });
        if request(&held).is_none() {
            self.is_mine.set_value(true);
        }
    }
}

/// Requests the lock; `None` if the browser has no locks.
fn request(held: &JsValue) -> Option<()> {
    let navigator: JsValue = window().navigator().into();
    let locks =
        js_sys::Reflect::get(&navigator, &"locks".into()).ok().filter(|locks| !locks.is_undefined())?;
    let request = js_sys::Reflect::get(&locks, &"request".into()).ok()?;
    request.dyn_into::<js_sys::Function>().ok()?.call2(&locks, &LOCK.into(), held).ok()?;
    Some(())
}
