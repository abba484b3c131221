//! Desktop notifications (manual B3), where the operator has allowed them.

use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// What the browser says of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leave {
    Granted,
    /// Nobody was asked yet.
    NotAsked,
    /// The operator, or who manages his machine, has said no; only the browser's settings can change it.
    Denied,
    /// There is none to give: the page came without encryption, or it is a browser that has none for pages.
    Missing,
}

/// Whether they are shown.
pub(crate) fn leave() -> Leave {
    if !is_there() {
        return Leave::Missing;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Leave::Granted,
        NotificationPermission::Denied => Leave::Denied,
        _ => Leave::NotAsked,
    }
}

/// What is not there cannot be asked about: Safari on a phone has none, that of Android lets only service workers show one.
fn is_there() -> bool {
    let window = window();
    let has_mouse =
        || window.match_media("(any-pointer: fine)").ok().flatten().is_some_and(|query| query.matches());
    window.is_secure_context() && Reflect::has(&window, &"Notification".into()) == Ok(true) && has_mouse()
}

/// Asks the operator, through the browser; it must come of something that he did.
pub(crate) fn ask_leave(then: impl FnOnce(Leave) + 'static) {
    spawn_local(async move {
        if leave() == Leave::NotAsked
            && let Ok(asked) = Notification::request_permission()
        {
            let _ = JsFuture::from(asked).await; // whatever was answered is looked up
        }
        then(leave());
    });
}

/// Shows one. A later one of the same title takes its place. `opened` is called when it is clicked.
pub(crate) fn show(title: &str, words: &str, opened: impl FnOnce() + 'static) {
    if leave() != Leave::Granted {
        return;
    }
    let options = NotificationOptions::new();
    options.set_body(words);
    options.set_tag(title);
    options.set_icon("/favicon.svg");
    // Fails on phones, which let only service workers show one.
    if let Ok(notification) = Notification::new_with_options(title, &options) {
        let shown = notification.clone();
        let clicked = Closure::once_into_js(move || {
            let _ = window().focus(); // a window that cannot come to the front stays
            shown.close();
            opened();
        });
        notification.set_onclick(Some(clicked.unchecked_ref()));
    }
}
