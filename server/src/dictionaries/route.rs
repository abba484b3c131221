//! The route of the dictionaries.

use std::{fs, io, path::Path, time::UNIX_EPOCH};

use axum::{
    Extension,
    extract::{Path as Named, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
};
use chat::SignedIn;

use crate::{caller::signed_out, state::Served};

/// `/operator/dictionary/TAG/aff` and `…/dic`.
pub(crate) async fn file(
    State(served): State<Served>,
    who: Option<Extension<SignedIn>>,
    Named((tag, kind)): Named<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if who.is_none() {
        return signed_out();
    }
    let Some(path) = served.dictionaries.path(&tag, &kind) else {
        return (StatusCode::NOT_FOUND, "There is no such dictionary.\n").into_response();
    };
    let known = headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok()).map(str::to_owned);
    let shown = path.display().to_string();
    let read = tokio::task::spawn_blocking(move || read(&path, known.as_deref())).await;
    match read.unwrap_or_else(|error| Err(io::Error::other(error))) {
        Ok((version, content)) => {
            let mut response = match content {
                Some(content) => content.into_response(),
                None => StatusCode::NOT_MODIFIED.into_response(),
            };
            let out = response.headers_mut();
            out.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
            // The file may be another one after a restart.
            out.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
            if let Ok(version) = HeaderValue::from_str(&version) {
                out.insert(ETAG, version);
            }
            response
        }
        Err(error) => {
            tracing::error!(file = %shown, %error, "a dictionary could not be read");
            (StatusCode::SERVICE_UNAVAILABLE, "The dictionary could not be read.\n").into_response()
        }
    }
}

/// The version of the file, and its content unless the browser has that version already.
fn read(path: &Path, known: Option<&str>) -> io::Result<(String, Option<Vec<u8>>)> {
    let metadata = fs::metadata(path)?;
    let changed = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    // Weak, because it is sent in several encodings.
    let version = format!("W/\"{:x}-{:x}\"", metadata.len(), changed.as_nanos());
    let content = if known == Some(version.as_str()) { None } else { Some(fs::read(path)?) };
    Ok((version, content))
}
