//! The time, the timer, and times as the visitor's language writes them.

use client::now::Now;
use wasm_bindgen::JsValue;
use wire::Timestamp;

use crate::browser::{Date, Object, clear_timer, fill_randomly, set_timer, ticks};

/// The time of this event.
pub(crate) fn now() -> Now {
    let (mut chat, mut message) = ([0; 10], [0; 10]);
    fill_randomly(&mut chat);
    fill_randomly(&mut message);
    Now { ticks: ticks() as u64, millis: Date::present() as u64, chat, message }
}

/// How many milliseconds the visitor's time is ahead of UTC; and the present by his clock, in milliseconds since 1970.
pub(crate) fn offset_and_present() -> (i64, i64) {
    let present = Date::present();
    (-(Date::new(present).behind_utc() as i64) * 60_000, present as i64)
}

/// A moment as machines write it (RFC 3339), and its day or its time of day as people do for whom this is the locale.
pub(crate) fn written(at: Timestamp, as_day: bool, locale: &JsValue) -> (String, String) {
    let date = Date::new(at.0 as f64);
    let style = Object::new();
    let text = if as_day {
        style.set("dateStyle", &"long".into());
        date.day(locale, &style)
    } else {
        style.set("timeStyle", &"short".into());
        date.time(locale, &style)
    };
    (date.machine(), text)
}

/// The one timer.
#[derive(Debug)]
pub(crate) struct Timer {
    ring: JsValue,
    set: Option<u32>,
}

impl Timer {
    /// A timer that calls this function when it has run down.
    pub(crate) fn new(ring: JsValue) -> Timer {
        Timer { ring, set: None }
    }

    /// Rings at `due`, in [`Now::ticks`], or not at all. What was set before is forgotten.
    pub(crate) fn ring_at(&mut self, now: &Now, due: Option<u64>) {
        if let Some(set) = self.set.take() {
            clear_timer(set);
        }
        self.set = due.map(|due| set_timer(&self.ring, due.saturating_sub(now.ticks) as u32));
    }
}
