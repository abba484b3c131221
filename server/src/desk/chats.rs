//! Chats that were selected in the archive, as one file.

use std::convert::Infallible;

use axum::{
    Extension,
    body::Body,
    extract::{Path, Query, State},
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use chat::{Refused, SignedIn};
use futures::stream;
use serde::Deserialize;
use wire::ChatId;

use crate::{
    caller::signed_out,
    download::{TROUBLE, attachment, trouble},
    reports::Form,
    state::Served,
};

#[derive(Deserialize)]
pub(super) struct Selected {
    /// Their ids, with commas between them.
    #[serde(default)]
    chats: String,
}

/// `/operator/archive/csv?chats=ID,ID`: a row for each of these chats that the operator may read.
pub(super) async fn table(
    State(served): State<Served>,
    who: Option<Extension<SignedIn>>,
    Path(form): Path<Form>,
    Query(selected): Query<Selected>,
) -> Response {
    let Some(Extension(who)) = who else { return signed_out() };
    let named = selected.chats.split(',').filter(|id| !id.is_empty());
    let Ok(chats) = named.map(str::parse).collect::<Result<Vec<ChatId>, _>>() else {
        return (StatusCode::BAD_REQUEST, "This is not a list of chats.\n").into_response();
    };
    let table = match served.switchboard.archive_table(&who, &chats).await {
        Ok(Ok(table)) => table,
        Ok(Err(Refused::TooMany)) => {
            return (StatusCode::BAD_REQUEST, "These are too many chats for one file.\n").into_response();
        }
        Ok(Err(_)) => return (StatusCode::NOT_FOUND, "There are no such chats.\n").into_response(),
        Err(error) => return trouble(&error, TROUBLE),
    };
    let line = |line: String| Ok::<_, Infallible>(line);
    let (kind, ending, body) = match form {
        Form::Csv => {
            ("text/csv; charset=utf-8", "csv", Body::from_stream(stream::iter(table.csv().map(line))))
        }
        Form::Json => ("application/json", "json", Body::from_stream(stream::iter(table.json().map(line)))),
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&attachment("chats", ending)) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}
