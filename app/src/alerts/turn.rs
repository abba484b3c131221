//! Of several open windows one makes the noise: the one that holds a lock of the browser's (Web Locks API). When it
//! goes, the next that asked has it. A browser without locks lets every window be heard, which is better than none.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// What the lock is called.
const LOCK: &str = "switchboard-alerts";

/// A cheap handle.
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

    /// Waits in the background until it is this window's turn; then it stays so until the window goes.
    pub(super) fn ask_for(self) {
        if self.has_asked.get_value() {
            return;
        }
        self.has_asked.set_value(true);
        let held = Closure::once_into_js(move |_lock: JsValue| {
            self.is_mine.try_set_value(true);
            // A promise that is never kept: the lock is held for as long as the window lives.
            js_sys::Promise::new(&mut |_, _| {})
        });
        if request(&held).is_none() {
            self.is_mine.set_value(true);
        }
    }
}

/// Asks the browser for the lock; none if it has none to give.
fn request(held: &JsValue) -> Option<()> {
    let navigator: JsValue = window().navigator().into();
    let locks =
        js_sys::Reflect::get(&navigator, &"locks".into()).ok().filter(|locks| !locks.is_undefined())?;
    let request = js_sys::Reflect::get(&locks, &"request".into()).ok()?;
    request.dyn_into::<js_sys::Function>().ok()?.call2(&locks, &LOCK.into(), held).ok()?;
    Some(())
}
