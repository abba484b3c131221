//! The addresses of the files.

use axum::{
    extract::{OriginalUri, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header::ACCESS_CONTROL_ALLOW_ORIGIN},
    response::{IntoResponse, Response},
};

use super::no_such_page;
use crate::{embedded::embeddable, state::Served};

/// `/assets/NAME`: the name carries a hash of the content, so it may be kept for ever.
///
/// A website's page may stay open over an update of this server. What its loader brings later, when it is needed, it
/// asks for by the name of its own build; the loader and that script keep to what they lend each other, so it gets
/// today's. Nothing else is given out under a name that is not its own.
pub(crate) async fn hashed(
    State(served): State<Served>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    // A debug build would look outside its folder.
    if name.contains("..") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let is_of_another_build =
        name.starts_with("rare.") && name.ends_with(".js") && (served.assets.files)(&name).is_none();
    let mut response = match served.assets.names.get("rare.js").filter(|_| is_of_another_build) {
        Some(todays) => served.assets.file(todays, &headers, "no-cache"),
        None => served.assets.file(&name, &headers, "public, max-age=31536000, immutable"),
    };
    // A host page's loader brings a module from here, which browsers ask for across origins in the way of CORS. There is
    // nothing in these files that is not everybody's.
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    embeddable(response)
}

/// A static file of `public/`, or 404.
pub(crate) async fn public(
    State(served): State<Served>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let name = uri.path().trim_start_matches('/');
    let is_template = name.ends_with(".html") || name == "manifest.json";
    if name.contains("..") || is_template {
        return no_such_page();
    }
    embeddable(served.assets.file(name, &headers, "public, max-age=300"))
}
