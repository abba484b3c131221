//! Desktop notifications (manual B3), where the operator allows them.

use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// The browser's permission to show notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leave {
    Granted,
    NotAsked,
    /// Denied by the operator or by whoever manages the machine. Only the browser's settings can
    /// change it.
    Denied,
    /// Not available: the page is not encrypted, or the browser has no notifications for pages.
    Missing,
}

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

/// Safari on phones has no notifications, and Android only allows them from service workers.
fn is_there() -> bool {
    let window = window();
    let has_mouse =
        || window.match_media("(any-pointer: fine)").ok().flatten().is_some_and(|query| query.matches());
    window.is_secure_context() && Reflect::has(&window, &"Notification".into()) == Ok(true) && has_mouse()
}

/// Asks for permission through the browser. Must run in response to a user action.
pub(crate) fn ask_leave(then: impl FnOnce(Leave) + 'static) {
    spawn_local(async move {
        if leave() == Leave::NotAsked
            && let Ok(asked) = Notification::request_permission()
        {
            let _ = JsFuture::from(asked).await; // the result is looked up below
        }
        then(leave());
    });
}

/// Shows a notification, replacing an earlier one with the same title. Clicking it calls `opened`.
pub(crate) fn show(title: &str, words: &str, opened: impl FnOnce() + 'static) {
    if leave() != Leave::Granted {
        return;
    }
    let options = NotificationOptions::new();
    options.set_body(words);
    options.set_tag(title);
    options.set_icon("/favicon.svg");
    // Fails on phones, where only service workers can show notifications.
    if let Ok(notification) = Notification::new_with_options(title, &options) {
        let shown = notification.clone();
        let clicked = Closure::once_into_js(move || {
            let _ = window().focus(); // if the window cannot come to the front, nothing changes
            shown.close();
            opened();
        });
        notification.set_onclick(Some(clicked.unchecked_ref()));
    }
}
