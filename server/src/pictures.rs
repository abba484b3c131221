//! Uploaded pictures for visitors in the panel and operators in the console. They are public,
//! because visitors have no session.

use axum::{
    extract::{Path, State},
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{IntoResponse, Redirect, Response},
};
use chat::picture::{Face, Picture};
use wire::OperatorId;

use crate::state::Served;

/// If it is opened as a page, it has no origin of ours and runs nothing.
const ALONE: &str = "default-src 'none'; sandbox";
/// The cache lifetime of a picture that may change, and of one that never does.
const SOON: &str = "public, max-age=300";
const ALWAYS: &str = "public, max-age=31536000, immutable";

/// `/face/OPERATOR`: redirects to the operator's picture, or shows their initials. Either may
/// change.
pub(crate) async fn face(State(served): State<Served>, Path(operator): Path<OperatorId>) -> Response {
    match served.switchboard.face(operator).await {
        Ok(Some(Face::Picture(hash))) => {
            ([(CACHE_CONTROL, SOON)], Redirect::temporary(&format!("/picture/{hash}"))).into_response()
        }
        Ok(Some(Face::Initials(drawn))) => {
            let kind = (CONTENT_TYPE, "image/svg+xml");
            ([(CACHE_CONTROL, SOON), (CONTENT_SECURITY_POLICY, ALONE), kind], drawn).into_response()
        }
        Ok(None) => (StatusCode::NOT_FOUND, "There is no such operator.\n").into_response(),
        Err(error) => trouble(&error),
    }
}

/// `/picture/HASH`: a picture by the hash of its content, so it may be cached forever.
pub(crate) async fn picture(State(served): State<Served>, Path(hash): Path<String>) -> Response {
    match served.switchboard.picture(&hash).await {
        Ok(Some(Picture { kind, body })) => {
            let kind =
                HeaderValue::from_str(&kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
            let headers = [(CACHE_CONTROL, ALWAYS), (CONTENT_SECURITY_POLICY, ALONE)];
            (headers, [(CONTENT_TYPE, kind)], body).into_response()
        }
        Ok(None) => (StatusCode::NOT_FOUND, "There is no such picture.\n").into_response(),
        Err(error) => trouble(&error),
    }
}

fn trouble(error: &chat::Error) -> Response {
    tracing::error!(%error, "a picture could not be read");
    (StatusCode::SERVICE_UNAVAILABLE, "The server has trouble just now. Try again in a moment.")
        .into_response()
}
