//! The tables of a report as files.

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
use chat::SignedIn;
use futures::stream;
use serde::Deserialize;
use wire::report::{ReportFilter, Sheet};

use crate::{caller::signed_out, download::attachment, state::Served};

/// The format of a table.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Form {
    Csv,
    Json,
}

/// `/operator/report/steps/csv?period=month&by=day`: a table of the report that the page with this
/// query shows.
pub(crate) async fn file(
    State(served): State<Served>,
    who: Option<Extension<SignedIn>>,
    Path((sheet, form)): Path<(Sheet, Form)>,
    Query(filter): Query<ReportFilter>,
) -> Response {
    let Some(Extension(who)) = who else { return signed_out() };
    let (table, name) = match served.switchboard.save_report(&who, &filter, sheet).await {
        Ok(Ok(saved)) => saved,
        Ok(Err(_)) => return (StatusCode::NOT_FOUND, "There is no such report.\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "a report failed");
            let sentence = "The server has trouble just now. Try again in a moment.\n";
            return (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response();
        }
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
    if let Ok(name) = HeaderValue::from_str(&attachment(&name, ending)) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}
