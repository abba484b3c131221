//! A form sent by script, so that the page stays as it is when it is refused.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, HtmlFormElement, RequestInit, Response, UrlSearchParams};

use super::{refusal::Refusal, way_on};

/// Posts the form's fields; answers where the way leads.
pub(super) async fn form(form: &HtmlFormElement, to: &str) -> Result<String, Refusal> {
    let response = post(form, to).await.map_err(|_| Refusal::Trouble)?;
    let header = |name| response.headers().get(name).ok().flatten();
    if response.ok() {
        Ok(header("location").unwrap_or_else(|| way_on::HOME.into()))
    } else {
        let retry_after = header("retry-after").and_then(|seconds| seconds.parse().ok());
        Err(Refusal::of_status(response.status(), retry_after))
    }
}

async fn post(form: &HtmlFormElement, to: &str) -> Result<Response, JsValue> {
    let fields = FormData::new_with_form(form)?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(UrlSearchParams::new_with_str_sequence_sequence(&fields)?.as_ref());
    JsFuture::from(window().fetch_with_str_and_init(to, &request)).await?.dyn_into()
}
