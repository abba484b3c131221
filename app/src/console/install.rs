//! The console as an installed application (manual A17): its service worker, which shows a page
//! when the machine is offline. Its other files are in `public/application/`.

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::RegistrationOptions;

use crate::{live::keep::keep_language, texts::chosen_language};

/// Registers the service worker. Browsers only have them on encrypted addresses and on localhost.
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
        // Without it the browser shows its own offline page.
        let _ = JsFuture::from(registered).await;
    });
}
