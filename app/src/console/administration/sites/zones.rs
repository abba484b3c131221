//! The time zones that this browser knows, and its own.

use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The one of the machine's clock, by its name in the IANA time zone database. Browser only.
pub(super) fn own() -> Option<String> {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

/// All of them, for who would rather choose than type; none in a browser that does not tell. Browser only.
pub(super) fn all() -> Vec<String> {
    let told = || {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
        let values: Function = Reflect::get(&intl, &"supportedValuesOf".into())?.dyn_into()?;
        let zones: Array = values.call1(&intl, &"timeZone".into())?.dyn_into()?;
        Ok::<_, JsValue>(zones.iter().filter_map(|zone| zone.as_string()).collect())
    };
    told().unwrap_or_default()
}
