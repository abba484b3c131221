//! The Leptos app as routes: its pages and its server functions.

use axum::Router;
use leptos::{config::LeptosOptions, context::provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list};

use crate::serve::Served;

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
    };
    let context = move || {
        provide_context(switchboard.clone());
        provide_context(assets.clone());
    };
    Router::new()
        .leptos_routes_with_context(&options, generate_route_list(app::App), context, app::shell)
        .with_state(options)
}
