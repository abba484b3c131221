//! The title flashes while the operator looks elsewhere, and the installed application's badge counts who waits.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// How long each of the two titles is shown.
const EVERY: Duration = Duration::from_millis(900);
/// A picture that calls.
const CALLING: &str = "/favicon-calling.svg";
const USUAL: &str = "/favicon.svg";

/// A cheap handle.
#[derive(Clone, Copy)]
pub(crate) struct Flash {
    /// What stands in the title's place just now.
    title: RwSignal<Option<String>>,
    timer: StoredValue<Option<IntervalHandle>>,
}

impl Flash {
    pub(super) fn new() -> Flash {
        Flash { title: RwSignal::new(None), timer: StoredValue::new(None) }
    }

    /// The title of the document: the usual one, unless it flashes.
    pub(crate) fn title_or(self, usual: impl FnOnce() -> String) -> String {
        self.title.get().unwrap_or_else(usual)
    }

    /// Flashes until the operator is back.
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
        let _ = link.set_attribute("href", address); // a valid name cannot fail
    }
}

/// How many wait, on the icon of the installed application (Badging API). Browsers without it show nothing.
pub(crate) fn set_badge(count: usize) {
    let navigator: JsValue = window().navigator().into();
    let Ok(set) = js_sys::Reflect::get(&navigator, &"setAppBadge".into()) else { return };
    if let Ok(set) = set.dyn_into::<js_sys::Function>() {
        // A promise that fails where the page is not installed; then there is no icon either.
        if let Ok(promise) = set.call1(&navigator, &(count as f64).into())
            && let Ok(promise) = promise.dyn_into::<js_sys::Promise>()
        {
            wasm_bindgen_futures::spawn_local(async move {
                let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
            });
        }
    }
}
