//! Errors as a page in the reader's language, for browsers. Programs get the status and a line in
//! English.

use app::texts::{language_for, tr_later};
use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
            ETAG,
        },
    },
    middleware::Next,
    response::Response,
};
use chat::Caller;
use languages::console::translation;
use wire::Language;

use crate::state::Served;

/// Routes for programs, even if a person opens them, and a route inside somebody else's page.
const AS_IT_IS: [&str; 2] = ["/healthz", "/panel"];
/// Only its own style and picture.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Turns an error into a page if the browser asked for a page.
pub(crate) async fn for_readers(
    State(served): State<Served>,
    Extension(caller): Extension<Caller>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let is_read = reads_pages(headers) && !AS_IT_IS.contains(&request.uri().path());
    let reader = is_read.then(|| language_for(headers, caller.secure));
    let response = next.run(request).await;
    match reader.filter(|_| is_bare_error(&response)) {
        Some(language) => match served.assets.template("application/error.html") {
            Some(template) => as_page(response, &template, language),
            None => response,
        },
        None => response,
    }
}

fn reads_pages(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(ACCEPT).iter();
    accepted.any(|kinds| kinds.to_str().is_ok_and(|kinds| kinds.contains("text/html")))
}

fn is_bare_error(response: &Response) -> bool {
    let status = response.status();
    let kind = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    (status.is_client_error() || status.is_server_error()) && !kind.starts_with(b"text/html")
}

fn as_page(response: Response, template: &str, language: Language) -> Response {
    let (mut parts, _) = response.into_parts();
    let Said { heading, more, way, does } = said(parts.status);
    let say = |english| translation(language, english).unwrap_or(english);
    let gaps = [
        ("{{lang}}", language.tag()),
        ("{{heading}}", say(heading)),
        ("{{more}}", say(more)),
        ("{{way}}", way),
        ("{{does}}", say(does)),
    ];
    let page = gaps.into_iter().fold(template.to_owned(), |page, (gap, text)| page.replace(gap, text));
    for of_its_body in [CONTENT_ENCODING, CONTENT_LENGTH, ETAG] {
        parts.headers.remove(of_its_body);
    }
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        // The page is in the language of the person who asked.
        (CACHE_CONTROL, "no-store"),
    ] {
        parts.headers.insert(name, HeaderValue::from_static(value));
    }
    Response::from_parts(parts, Body::from(page))
}

/// The text of an error page, and its link.
struct Said {
    heading: &'static str,
    more: &'static str,
    way: &'static str,
    does: &'static str,
}

fn said(status: StatusCode) -> Said {
    let (heading, more) = match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => (
            tr_later("There is no such page"),
            tr_later("The address may be mistyped, or what was here is gone."),
        ),
        StatusCode::UNAUTHORIZED => {
            (tr_later("You are not signed in"), tr_later("Sign in, then open this page again."))
        }
        StatusCode::FORBIDDEN => (
            tr_later("This is not allowed"),
            tr_later("It was sent by a page of another site, or is for administrators only."),
        ),
        _ if status.is_server_error() => {
            (tr_later("The server has trouble just now"), tr_later("Nothing is lost. Try again in a moment."))
        }
        _ => (tr_later("This did not work"), tr_later("Go back, and try it again from there.")),
    };
    let (way, does) = match status {
        StatusCode::UNAUTHORIZED => ("/sign-in", tr_later("Sign in")),
        _ => ("/console", tr_later("Go to the console")),
    };
    Said { heading, more, way, does }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    #[test]
    fn each_error_that_is_no_page_becomes_one() {
        for (status, kind, is_bare) in [
            (StatusCode::NOT_FOUND, "text/plain; charset=utf-8", true),
            (StatusCode::SERVICE_UNAVAILABLE, "", true),
            (StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", false),
            (StatusCode::OK, "text/plain", false),
            (StatusCode::SEE_OTHER, "text/plain", false),
        ] {
            let response = (status, [(CONTENT_TYPE, kind)]).into_response();
            assert_eq!(is_bare_error(&response), is_bare, "{status} {kind}");
        }
    }

    #[test]
    fn a_page_is_in_one_language_and_keeps_what_the_answer_said() {
        for language in Language::OF_CONSOLE {
            for status in [400, 401, 403, 404, 405, 408, 413, 429, 500, 503] {
                let status = StatusCode::from_u16(status).unwrap();
                let answer = (status, [("retry-after", "30"), ("content-length", "3")]).into_response();
                let template = "{{lang}}|{{heading}}|{{more}}|{{way}}|{{does}}";
                let page = as_page(answer, template, language);
                assert_eq!((page.status(), page.headers()["retry-after"].as_bytes()), (status, &b"30"[..]));
                assert_eq!(page.headers().get(CONTENT_LENGTH), None);
                let Said { heading, more, does, .. } = said(status);
                for english in [heading, more, does].into_iter().filter(|_| language != Language::English) {
                    assert!(translation(language, english).is_some(), "{english}");
                }
            }
        }
    }
}
