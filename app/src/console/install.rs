//! The console as an application of its own (manual A17): its service worker, which says so when the machine is off
//! line. What it needs else stands in `public/application/`.

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::RegistrationOptions;

use crate::{live::keep::keep_language, texts::chosen_language};

/// Registers it. Browsers have none on addresses that are neither encrypted nor the machine itself.
pub(crate) fn register_worker() {
    keep_language(chosen_language());
    let navigator = window().navigator();
    if js_sys::Reflect::has(&navigator, &"serviceWorker".into()) != Ok(true) {
        return;
    }
    let options = RegistrationOptions::new();
    options.set_scope("/console");
    let registered = navigator.service_worker().register_with_options("/console-worker.js", &options);
    spawn_local(async move {
        let _ = JsFuture::from(registered).await; // without it the browser's own page says that it is off line
    });
}
