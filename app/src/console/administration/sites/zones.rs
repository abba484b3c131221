//! The browser's own time zone, and those it knows.

use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The machine's time zone, by its IANA name. Browser only.
pub(super) fn own() -> Option<String> {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

/// All time zones, to choose from; empty in browsers that do not list them. Browser only.
pub(super) fn all() -> Vec<String> {
    let told = || {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
        let values: Function = Reflect::get(&intl, &"supportedValuesOf".into())?.dyn_into()?;
        let zones: Array = values.call1(&intl, &"timeZone".into())?.dyn_into()?;
        Ok::<_, JsValue>(zones.iter().filter_map(|zone| zone.as_string()).collect())
    };
    told().unwrap_or_default()
}
