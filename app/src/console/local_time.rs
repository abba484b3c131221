//! Times in the operator's own time zone and in the console's language. Browser only: the server
//! does not know that time zone.

use js_sys::{Date, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wire::Timestamp;

use crate::{
    texts::{language_tag, tr},
    words,
};

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// `14:05`, or `2:05 PM` in 12-hour locales.
pub(crate) fn time_of_day(at: Timestamp) -> String {
    let options = options(&[("hour", "numeric"), ("minute", "2-digit")]);
    date(at).to_locale_time_string_with_options(&language(), &options).into()
}

/// `Today`, `Yesterday`, or the date.
pub(crate) fn day_name(now: Timestamp, at: Timestamp) -> String {
    match day_number(now) - day_number(at) {
        0 => tr("Today").into(),
        1 => tr("Yesterday").into(),
        _ => {
            let options =
                options(&[("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")]);
            date(at).to_locale_date_string(&language(), &options).into()
        }
    }
}

/// `12 Mar 2026, 14:05`, in the format of the locale.
pub(crate) fn date_and_time(at: Timestamp) -> String {
    let options = options(&[("dateStyle", "medium"), ("timeStyle", "short")]);
    date(at).to_locale_string(&language(), &options).into()
}

/// The number of the local day; consecutive days have consecutive numbers.
pub(crate) fn day_number(at: Timestamp) -> i64 {
    let west_of_utc = date(at).get_timezone_offset() as i64 * 60_000;
    (at.0 - west_of_utc).div_euclid(DAY)
}

/// When a local day begins, given its date. Where clocks go forward at midnight, that is one o'clock.
pub(crate) fn start_of_day(year: i64, month: i64, day: i64) -> Timestamp {
    let midnight = Date::new_with_year_month_day(year as u32, month as i32 - 1, day as i32);
    Timestamp(midnight.get_time() as i64)
}

/// `12 Mar 2026`, in the format of the locale.
pub(crate) fn date_of(at: Timestamp) -> String {
    date(at).to_locale_date_string(&language(), &options(&[("dateStyle", "medium")])).into()
}

/// The local hour, 0 to 23.
pub(crate) fn hour() -> u8 {
    Date::new_0().get_hours() as u8
}

pub(crate) fn in_full(now: Timestamp, at: Timestamp) -> String {
    format!("{}, {}", day_name(now, at), time_of_day(at))
}

/// A `<time>` element around a text.
pub(crate) fn time(at: Timestamp, title: Signal<String>, words: Signal<String>) -> impl IntoView {
    view! {
        <time translate="no" datetime=words::iso(at) title=title>
            {words}
        </time>
    }
}

fn date(at: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}

/// The console's language, with the browser's region if the languages match: `en-GB`, `de-AT`.
/// Browsers take their locale from the system, which may use other names (`C`, `de_DE@euro`). An
/// invalid one would throw wherever a time is formatted.
fn language() -> String {
    let consoles = language_tag();
    let browsers = window().navigator().language().unwrap_or_default();
    let without_charset = browsers.split(['@', '.']).next().unwrap_or_default().replace('_', "-");
    let spoken = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let is_same = spoken(&without_charset) == spoken(&consoles);
    if is_same && canonical_locales(&without_charset).is_ok() { without_charset } else { consoles }
}

#[wasm_bindgen]
extern "C" {
    /// Fails if this is not a language tag (BCP 47).
    #[wasm_bindgen(catch, js_namespace = Intl, js_name = getCanonicalLocales)]
    fn canonical_locales(tag: &str) -> Result<JsValue, JsValue>;
}

fn options(pairs: &[(&str, &str)]) -> JsValue {
    let options = Object::new();
    for (name, value) in pairs {
        // Cannot fail on a new object.
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    options.into()
}
