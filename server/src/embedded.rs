//! What host pages and visitors load: the loader, the panel in its iframe, and the two demo pages.

use std::borrow::Cow;

use app::PublicOrigin;
use axum::{
    Extension,
    extract::{Query, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{Html, IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chat::site::domains::frame_ancestors;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use wire::Language;

use crate::{guard::CROSS_ORIGIN_RESOURCE_POLICY, state::Served};

/// The panel runs our Wasm and connects to us. Any page that includes the loader may embed it.
/// Pictures may come from anywhere on the web, because operators send them. A picture cannot run
/// code. Its host learns that somebody looks at it, as it would from a link that the operator could
/// send instead.
const PANEL_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data: https: http:; media-src 'self'; base-uri 'none'; form-action 'none'";

const TROUBLE: &str = "The server has trouble just now. Try again in a moment.";

/// `/widget.js`: the only script that a host page includes. Its name is fixed, so it is cached for
/// a short time.
pub(crate) async fn loader(State(served): State<Served>, headers: HeaderMap) -> Response {
    embeddable(served.assets.file("widget.js", &headers, "public, max-age=300"))
}

/// The query of `/panel`.
#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The language tag; English if missing.
    #[serde(default)]
    lang: String,
    #[serde(default)]
    site: String,
}

/// `/panel?site=KEY&lang=TAG`: the document in the iframe, which the build makes once for each
/// language. It names the hashed files, so browsers always revalidate it. They show it only in
/// pages of hosts that the site allows (manual A18).
pub(crate) async fn panel(
    State(served): State<Served>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let domains = match served.switchboard.site_of(&asked.site).await {
        Ok(site) => site.map(|site| site.settings.domains).unwrap_or_default(),
        Err(error) => {
            tracing::error!(%error, "a site's domains could not be read");
            return (StatusCode::SERVICE_UNAVAILABLE, TROUBLE).into_response();
        }
    };
    let language = Language::of_tag(&asked.lang).unwrap_or_default();
    let page = format!("panel.{}.html", language.tag());
    let mut policy = with_own_script(PANEL_POLICY, &served.assets.template(&page).unwrap_or_default());
    if let Some(ancestors) = frame_ancestors(&domains) {
        policy = format!("{policy}; {ancestors}").into();
    }
    let policy = HeaderValue::from_str(&policy).expect("domains are kept as the names of hosts");
    let mut response = embeddable(served.assets.file(&page, &headers, "no-cache"));
    let out = response.headers_mut();
    out.insert(CONTENT_SECURITY_POLICY, policy);
    out.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    response
}

/// The policy with the hash of the page's inline script, if there is one: the script that starts to
/// fetch the program (`xtask/src/program/fetched.js`). A `<link rel="preload">` would not do,
/// because WebKit fetches its target twice.
fn with_own_script<'a>(policy: &'a str, page: &str) -> Cow<'a, str> {
    let script = page.split_once("<script>").and_then(|(_, rest)| rest.split_once("</script>"));
    let Some((script, _)) = script else { return policy.into() };
    let hash = STANDARD.encode(Sha256::digest(script));
    policy.replace("script-src 'self'", &format!("script-src 'self' 'sha256-{hash}'")).into()
}

/// `/demo`: a customer's home page.
pub(crate) async fn demo(served: State<Served>, origin: Extension<PublicOrigin>) -> Response {
    demo_page("demo/index.html", served, origin).await
}

/// `/demo/pricing`: another page of the same site.
pub(crate) async fn demo_pricing(served: State<Served>, origin: Extension<PublicOrigin>) -> Response {
    demo_page("demo/pricing.html", served, origin).await
}

/// Serves a demo page with the strictest policy that `docs/EMBEDDING.md` allows, as a proof of that
/// document.
async fn demo_page(
    name: &str,
    State(served): State<Served>,
    Extension(PublicOrigin(origin)): Extension<PublicOrigin>,
) -> Response {
    let site = match served.switchboard.demo_site().await {
        Ok(site) => site,
        Err(error) => {
            tracing::error!(%error, "the demo site could not be read");
            return (StatusCode::SERVICE_UNAVAILABLE, TROUBLE).into_response();
        }
    };
    let (Some(page), Some(site)) = (served.assets.template(name), site) else {
        return (StatusCode::NOT_FOUND, "There is no demo page here.\n").into_response();
    };
    let socket_origin = origin.replacen("http", "ws", 1);
    let policy = format!(
        "default-src 'none'; script-src {origin}; frame-src {origin}; connect-src {socket_origin}; \
         style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let page = page.replace("{{origin}}", &origin).replace("{{key}}", &site.key);
    let mut response = Html(page).into_response();
    let out = response.headers_mut();
    out.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    out.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        out.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Allows host pages with cross-origin isolation to load the response.
pub(crate) fn embeddable(mut response: Response) -> Response {
    response.headers_mut().insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADER: &str = include_str!("../../widget/loader.js");

    #[test]
    fn a_pages_own_script_is_allowed_by_what_it_says_and_no_other_is() {
        // The example from the standard.
        let page =
            r#"<script type="module" src="/a.js"></script><script>alert('Hello, world.');</script><p>"#;
        let policy = with_own_script(PANEL_POLICY, page);
        let hash = "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=";
        assert!(
            policy.contains(&format!("script-src 'self' 'sha256-{hash}' 'wasm-unsafe-eval';")),
            "{policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(with_own_script(PANEL_POLICY, "<p>"), PANEL_POLICY);
    }

    #[test]
    fn the_loader_speaks_the_version_that_the_server_speaks() {
        assert!(LOADER.contains(wire::frame::JSON), "{} is not in widget/loader.js", wire::frame::JSON);
    }
}
