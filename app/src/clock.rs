//! The server's clock as known to this window, ticking once a second.

use std::time::Duration;

use leptos::prelude::*;
use wire::Timestamp;

/// Stands still at the time of the first view until it runs.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    now: RwSignal<Timestamp>,
    /// Server time minus this machine's time, in milliseconds.
    ahead: StoredValue<i64>,
}

impl Clock {
    pub(crate) fn standing_at(now: Timestamp) -> Clock {
        Clock { now: RwSignal::new(now), ahead: StoredValue::new(0) }
    }

    /// The current time, tracked: it changes every second.
    pub(crate) fn now(self) -> Timestamp {
        self.now.get()
    }

    /// The current time, for one-off use. Browser only.
    pub(crate) fn read(self) -> Timestamp {
        machine_time().plus_millis(self.ahead.get_value())
    }

    pub(crate) fn set(self, server: Timestamp) {
        self.ahead.set_value(server.0 - machine_time().0);
        self.now.set(server);
    }

    /// Ticks until the owner ends, and calls `also` each time. Browser only.
    pub(crate) fn run(self, also: impl Fn() + 'static) {
        self.ahead.set_value(self.now.get_untracked().0 - machine_time().0);
        let tick = move || {
            self.now.set(self.read());
            also();
        };
        if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || timer.clear());
        }
    }
}

fn machine_time() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}
