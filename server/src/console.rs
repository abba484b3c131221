//! The Leptos app as routes: its pages and its server functions; and the page that stands in for it off line.

use axum::{
    Router,
    http::{HeaderMap, HeaderValue, header::CONTENT_SECURITY_POLICY},
    response::Response,
};
use leptos::{config::LeptosOptions, context::provide_context};
use leptos_axum::LeptosRoutes;
use tower_http::compression::CompressionLayer;

use crate::{assets, serve::Served};

/// Nothing but its own files and the question whether the server is back.
const OFF_LINE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'";

/// `/application/off-line`: what the installed console's service worker keeps and shows when there is no connection.
pub(crate) async fn off_line(headers: HeaderMap) -> Response {
    let mut response = assets::file("application/off-line.html", &headers, "no-cache");
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(OFF_LINE_POLICY));
    response
}

pub(crate) fn router(served: &Served) -> Router {
    // Leptos's own names for files are not used: the pages ask for ours by `app::Assets`.
    let options = LeptosOptions::builder().output_name("app").build();
    let switchboard = served.switchboard.clone();
    let assets = app::Assets {
        script: served.assets.url("app.js"),
        wasm: served.assets.url("app.wasm"),
        parts: served.assets.parts("app"),
        spell_checker: served.assets.url("spell.js"),
        style: served.assets.url("console.css"),
        administration_style: served.assets.url("administration.css"),
    };
    let context = move || {
        provide_context(switchboard.clone());
        provide_context(assets.clone());
    };
    Router::new()
        .leptos_routes_with_context(&options, app::routes(), context, app::shell)
        .with_state(options)
        // A page tells its reader what he may see, and no secret that somebody else's guess in it could draw out by its length.
        .layer(CompressionLayer::new())
}
