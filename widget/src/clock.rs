//! The time, the timer, and times as the visitor's language writes them.

use client::now::Now;
use wasm_bindgen::JsValue;
use wire::Timestamp;

use crate::browser::{Date, Object, clear_timer, fill_randomly, set_timer, ticks};

pub(crate) fn now() -> Now {
    let (mut chat, mut message) = ([0; 10], [0; 10]);
    fill_randomly(&mut chat);
    fill_randomly(&mut message);
    Now { ticks: ticks() as u64, millis: Date::present() as u64, chat, message }
}

/// How many milliseconds the visitor's time is ahead of UTC, and the current time by the visitor's
/// clock, in milliseconds since 1970.
pub(crate) fn offset_and_present() -> (i64, i64) {
    let present = Date::present();
    (-(Date::new(present).behind_utc() as i64) * 60_000, present as i64)
}

/// An instant for machines (RFC 3339), and its day or time of day for people in this locale.
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

#[derive(Debug)]
pub(crate) struct Timer {
    ring: JsValue,
    set: Option<u32>,
}

impl Timer {
    /// A timer that calls this function when it expires.
    pub(crate) fn new(ring: JsValue) -> Timer {
        Timer { ring, set: None }
    }

    /// Sets the timer to `due`, in [`Now::ticks`], or clears it. The previous setting is dropped.
    pub(crate) fn ring_at(&mut self, now: &Now, due: Option<u64>) {
        if let Some(set) = self.set.take() {
            clear_timer(set);
        }
        self.set = due.map(|due| set_timer(&self.ring, due.saturating_sub(now.ticks) as u32));
    }
}
