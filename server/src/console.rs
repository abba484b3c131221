//! The Leptos app as routes: its pages and server functions, and its page for lost connections.

use app::texts::{language_for, tr_later};
use axum::{
    Extension, Router,
    extract::State,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY},
    },
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use chat::Caller;
use languages::console;
use leptos::{config::LeptosOptions, context::provide_context};
use leptos_axum::{LeptosRoutes, render_app_async_with_context as page};
use tower_http::compression::CompressionLayer;

use crate::state::Served;

/// Only its own files, and requests that check whether the server is back.
const OFF_LINE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `/application/off-line`: the page that the installed console's service worker keeps and shows
/// without a connection.
pub(crate) async fn off_line(State(served): State<Served>, headers: HeaderMap) -> Response {
    let mut response = served.assets.file("application/off-line.html", &headers, "no-cache");
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(OFF_LINE_POLICY));
    response
}

/// The manifest's texts about the installed console and its shortcuts.
const IN_MANIFEST: [&str; 4] = [
    tr_later("Live chat with the visitors of your web sites"),
    tr_later("Visitors"),
    tr_later("Chats"),
    tr_later("Contacts"),
];

/// `/application/manifest.webmanifest`: how the console is installed (manual A17), in the language
/// of the person who installs it.
pub(crate) async fn manifest(
    State(served): State<Served>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Response {
    let Some(english) = served.assets.template("application/manifest.webmanifest") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let language = language_for(&headers, caller.secure);
    let said = IN_MANIFEST.map(|text| (text, console::translation(language, text).unwrap_or(text)));
    let manifest = said
        .into_iter()
        .chain([("en", language.tag())])
        .fold(english, |manifest, (from, to)| manifest.replace(&format!("\"{from}\""), &format!("\"{to}\"")));
    let head = [
        (CONTENT_TYPE, "application/manifest+json"),
        (CACHE_CONTROL, "no-cache"),
        (VARY, "accept-language, cookie"),
    ];
    (head, manifest).into_response()
}

pub(crate) fn router(served: &Served) -> Router {
    let switchboard = served.switchboard.clone();
    let assets = app::pages::Assets {
        script: served.assets.url("app.js"),
        wasm: served.assets.url("app.wasm"),
        parts: served.assets.parts("app"),
        spell_checker: served.assets.url("spell.js"),
        dictionaries: served.dictionaries.tags(),
        texts: console::translated().map(|one| (one, served.assets.url(&console::asset_name(one)))).collect(),
        style: served.assets.url("console.css"),
        administration_style: served.assets.url("administration.css"),
        archive_style: served.assets.url("archive.css"),
        reports_style: served.assets.url("reports.css"),
    };
    let proxy = served.unnamed_proxy.clone();
    let context = move || {
        provide_context(proxy.clone());
        provide_context(switchboard.clone());
        provide_context(assets.clone());
        app::texts::provide_language();
    };
    let consoles_page = get(page(context.clone(), app::pages::console));
    // Leptos requires the name of its files, which it does not serve here.
    let options = LeptosOptions::builder().output_name("app").build();
    Router::new()
        // Only the server functions get their routes from Leptos; the pages do not.
        .leptos_routes_with_context(&options, Vec::new(), context.clone(), || ())
        .route("/", get(|| async { Redirect::to("/console") }))
        .route("/sign-in", get(page(context.clone(), app::pages::sign_in)))
        .route("/sign-in/forgotten", get(page(context.clone(), app::pages::forgotten)))
        .route("/sign-in/new-password", get(page(context.clone(), app::pages::new_password)))
        .route("/console/stopped", get(page(context, app::pages::stopped)))
        .route("/console", consoles_page.clone())
        .route("/console/{*rest}", consoles_page)
        .with_state(options)
        // Compression is safe: a page contains only what its reader may see, and no secret that an
        // attacker could guess from its length.
        .layer(CompressionLayer::new())
}
