//! The routes of the files.

use axum::{
    extract::{OriginalUri, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header::ACCESS_CONTROL_ALLOW_ORIGIN},
    response::{IntoResponse, Response},
};

use super::no_such_page;
use crate::{embedded::embeddable, state::Served};

/// `/assets/NAME`: the name contains a hash of the content, so it may be cached forever.
///
/// A website's page may stay open across an update of this server. When its loader loads its second
/// script later, it asks for the name from its own build and gets the current file: the interface
/// between the two is stable. Nothing else is served under an old name.
pub(crate) async fn hashed(
    State(served): State<Served>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    // A debug build would read files outside its folder.
    if name.contains("..") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let is_of_another_build =
        name.starts_with("rare.") && name.ends_with(".js") && (served.assets.files)(&name).is_none();
    let mut response = match served.assets.names.get("rare.js").filter(|_| is_of_another_build) {
        Some(todays) => served.assets.file(todays, &headers, "no-cache"),
        None => served.assets.file(&name, &headers, "public, max-age=31536000, immutable"),
    };
    // A host page's loader imports a module from here, which browsers request across origins with
    // CORS. These files are public.
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
