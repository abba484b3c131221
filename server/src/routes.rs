//! All addresses of the server, in one place.

use std::time::Duration;

use axum::{
    Router,
    extract::{OriginalUri, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Redirect},
    routing::get,
};
use tower_http::timeout::TimeoutLayer;

use crate::{
    assets, caller, console, desk, embedded, error_page, guard, operator_socket, pictures, sip_socket,
    state::Served, visitor_socket,
};

/// The time limit from a request's head to its response; most of it is for a body on a slow line. A
/// live socket is answered at once.
const ANSWER: Duration = Duration::from_secs(60);

pub(crate) fn router(served: Served) -> Router {
    // These routes look up the session.
    let operators = console::router(&served)
        .merge(desk::router().route("/operator", get(operator_socket::open)).with_state(served.clone()))
        .layer(middleware::map_response(guard::alone))
        .layer(middleware::from_fn(guard::bodies))
        .layer(middleware::from_fn(guard::same_site))
        .layer(middleware::from_fn_with_state(served.clone(), caller::who));
    // These do not.
    let visitors = Router::new()
        // People type these with a slash.
        .route("/console/", get(without_slash))
        .route("/sign-in/", get(without_slash))
        .route("/visitor", get(visitor_socket::open))
        // Clients authenticate with the gateway.
        .route("/sip", get(sip_socket::open))
        .route("/widget.js", get(embedded::loader))
        .route("/panel", get(embedded::panel))
        .route("/demo", get(embedded::demo))
        .route("/demo/pricing", get(embedded::demo_pricing))
        .route("/face/{operator}", get(pictures::face))
        .route("/picture/{hash}", get(pictures::picture))
        .route("/application/off-line", get(console::off_line))
        .route("/application/manifest.webmanifest", get(console::manifest))
        .route("/assets/{*name}", get(assets::hashed))
        .route("/healthz", get(health))
        .fallback(assets::public)
        .with_state(served.clone());
    operators
        .merge(visitors)
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, ANSWER))
        .layer(middleware::from_fn_with_state(served.clone(), error_page::for_readers))
        .layer(middleware::from_fn(guard::headers))
        .layer(middleware::from_fn_with_state(served, caller::from_where))
}

async fn without_slash(OriginalUri(uri): OriginalUri) -> Redirect {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Redirect::permanent(&(uri.path().trim_end_matches('/').to_owned() + &query))
}

/// For scripts and load balancers: 200 while the database answers and stores writes.
async fn health(State(served): State<Served>) -> impl IntoResponse {
    match served.switchboard.is_healthy().await {
        true => (StatusCode::OK, "ok\n"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer, or does not store\n"),
    }
}
