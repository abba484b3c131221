//! The HTML document around every page, and what it lets the browser load.

use std::{collections::HashMap, iter};

use axum::http::{
    HeaderValue,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
};
use leptos::{html::link, nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use wire::Language;

use crate::{api::first_view::META, place::Place, texts::spoken};

/// The URLs of the files that a page needs, as the server serves them. Provided as context.
#[derive(Clone, Debug)]
pub struct Assets {
    /// The script that loads and starts the program.
    pub script: String,
    /// The Wasm program.
    pub wasm: String,
    /// The parts of the program that load on demand, by name.
    pub parts: HashMap<String, String>,
    /// The script of the web worker that checks spelling; see `spell/worker.js` for its protocol.
    pub spell_checker: String,
    /// The tags of the dictionaries added to the built-in ones, separated by spaces.
    pub dictionaries: String,
    /// The catalogues of the console's texts, for each language except English.
    pub texts: HashMap<Language, String>,
    /// The style sheet.
    pub style: String,
    /// The additional style sheet of the administration's pages.
    pub administration_style: String,
    /// The additional style sheet of the archive.
    pub archive_style: String,
    /// The additional style sheet of reports.
    pub reports_style: String,
}

/// A page's document, with the console's first view in its head. The type is erased; otherwise
/// every crate that serves it would compile all of it again.
pub(super) fn document(
    place: Place,
    title: &'static str,
    first_view: Option<String>,
    body: AnyView,
) -> AnyView {
    let Assets {
        script,
        wasm,
        mut parts,
        spell_checker,
        dictionaries,
        mut texts,
        style,
        administration_style,
        archive_style,
        reports_style,
    } = expect_context();
    let spoken = spoken();
    let texts = texts.remove(&spoken.language);
    // The page needs this part anyway, so the browser can fetch it early.
    let part = place.part().and_then(|part| parts.remove(part));
    let program: Vec<_> = iter::once(wasm).chain(part).chain(texts.clone()).collect();
    // A disabled sheet is not loaded; `console/sheet.rs` enables it where needed.
    let is_elsewhere = !matches!(place, Place::Administration(_));
    let is_no_archive = !matches!(place, Place::Archive(_));
    let has_no_report = !matches!(place, Place::Reports | Place::Board);
    protect();
    view! {
        <!DOCTYPE html>
        <html
            lang=spoken.language.tag()
            data-language=spoken.is_chosen.then(|| spoken.language.tag())
        >
            <head>
                <meta charset="utf-8" />
                <script nonce=use_nonce() inner_html=begin(&program)></script>
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
                />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex" />
                <title>{title}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                // With the cookie that says which language was chosen.
                <link rel="manifest" href="/application/manifest.webmanifest" crossorigin="use-credentials" />
                <meta name="theme-color" content="#4757d6" />
                <link rel="stylesheet" href=style />
                {link()
                    .id("administration-style")
                    .rel("stylesheet")
                    .href(administration_style)
                    .attr("disabled", is_elsewhere)}
                {link()
                    .id("archive-style")
                    .rel("stylesheet")
                    .href(archive_style)
                    .attr("disabled", is_no_archive)}
                {link()
                    .id("reports-style")
                    .rel("stylesheet")
                    .href(reports_style)
                    .attr("disabled", has_no_report)}
                <link rel="modulepreload" href=script.clone() />
                <meta name="spell-checker" content=spell_checker />
                <meta name="dictionaries" content=dictionaries />
                {texts.map(|content| view! { <meta name="texts" content=content /> })}
                {first_view.map(|content| view! { <meta name=META content=content /> })}
                <script type="module" src=script></script>
            </head>
            <body>{body}</body>
        </html>
    }
    .into_any()
}

/// The script that starts fetching the program's files before anything else on the page;
/// `xtask/src/program/fetched.js` picks up the results. `<link rel="preload">` does not work here:
/// WebKit fetches those files twice.
fn begin(files: &[String]) -> String {
    let fetches: Vec<_> = files.iter().map(|file| format!("{file:?}:fetch({file:?})")).collect();
    // A failure is reported by the code that awaits the promise.
    format!("begun={{{}}};Object.values(begun).forEach(file=>file.catch(()=>{{}}))", fetches.join(","))
}

/// The `Content-Security-Policy` of a page whose own scripts carry this nonce: everything comes
/// from our origin (except pictures in operators' HTML), nothing is inline except those scripts, no
/// one frames us, and forms go nowhere else.
fn content_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         connect-src 'self'; worker-src 'self'; img-src 'self' data: https: http:; media-src 'self'; font-src 'self'; \
         manifest-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

fn protect() {
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    let policy = HeaderValue::from_str(&content_security_policy(&nonce)).expect("a nonce is base64");
    let response = expect_context::<ResponseOptions>();
    response.insert_header(CONTENT_SECURITY_POLICY, policy);
    // It shows visitors and chats.
    response.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_of_the_program_is_asked_for_under_its_path() {
        let files = ["/assets/app.01.wasm", "/assets/app.part.23.wasm"].map(str::to_owned);
        let script = r#"begun={"/assets/app.01.wasm":fetch("/assets/app.01.wasm"),"/assets/app.part.23.wasm":fetch("/assets/app.part.23.wasm")};"#;
        assert!(begin(&files).starts_with(script));
    }

    #[test]
    fn no_inline_script_runs_without_the_nonce() {
        let policy = content_security_policy("n0nce");
        assert!(policy.contains("script-src 'self' 'nonce-n0nce' 'wasm-unsafe-eval';"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    }
}
