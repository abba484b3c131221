//! Flashes the title while the operator looks elsewhere, and counts waiting requests on the badge
//! of the installed application.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

const EVERY: Duration = Duration::from_millis(900);
const CALLING: &str = "/favicon-calling.svg";
const USUAL: &str = "/favicon.svg";

#[derive(Clone, Copy)]
pub(crate) struct Flash {
    /// The title shown instead of the usual one while flashing.
    title: RwSignal<Option<String>>,
    timer: StoredValue<Option<IntervalHandle>>,
}

impl Flash {
    pub(super) fn new() -> Flash {
        Flash { title: RwSignal::new(None), timer: StoredValue::new(None) }
    }

    /// The document title: the flashing one, or `usual` when nothing flashes.
    pub(crate) fn title_or(self, usual: impl FnOnce() -> String) -> String {
        self.title.get().unwrap_or_else(usual)
    }

    pub(super) fn begin(self, title: &str) {
        self.stop();
        let title = title.to_owned();
        let swap = move || {
            let is_on = self.title.with_untracked(Option::is_none);
            self.title.set(is_on.then(|| title.clone()));
            set_picture(if is_on { CALLING } else { USUAL });
        };
        swap();
        self.timer.set_value(set_interval_with_handle(swap, EVERY).ok());
    }

    pub(super) fn stop(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
            self.title.set(None);
            set_picture(USUAL);
        }
    }
}

fn set_picture(address: &str) {
    if let Ok(Some(link)) = document().query_selector("link[rel=icon]") {
        let _ = link.set_attribute("href", address); // cannot fail: the name is valid
    }
}

/// Shows `count` on the installed application's icon (Badging API). Has no effect in browsers
/// without it.
pub(crate) fn set_badge(count: usize) {
    let navigator: JsValue = window().navigator().into();
    let Ok(set) = js_sys::Reflect::get(&navigator, &"setAppBadge".into()) else { return };
    if let Ok(set) = set.dyn_into::<js_sys::Function>() {
        // The promise rejects where the application is not installed; there is no icon to update
        // then.
        if let Ok(promise) = set.call1(&navigator, &(count as f64).into())
            && let Ok(promise) = promise.dyn_into::<js_sys::Promise>()
        {
            wasm_bindgen_futures::spawn_local(async move {
                let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
            });
        }
    }
}
