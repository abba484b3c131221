//! The console's language in the answer to a request: the operator's choice, otherwise the first
//! supported language of their browser, otherwise English.

use axum::http::{HeaderMap, header::ACCEPT_LANGUAGE, request::Parts};
use chat::Caller;
use leptos::prelude::{provide_context, use_context};
use wire::Language;

use crate::cookie;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spoken {
    pub(crate) language: Language,
    /// Whether the operator has chosen it, which overrides the browser's language.
    pub(crate) is_chosen: bool,
}

/// Provides the request's language to the page or server function that answers it. Call it where
/// Leptos has provided the request's parts.
pub fn provide_language() {
    if let Some(parts) = use_context::<Parts>() {
        let secure = parts.extensions.get::<Caller>().is_some_and(|caller| caller.secure);
        provide_context(Spoken::for_request(&parts.headers, secure));
    }
}

/// The language for a request with these headers. `secure`: whether it was encrypted.
pub fn language_for(headers: &HeaderMap, secure: bool) -> Language {
    Spoken::for_request(headers, secure).language
}

/// The text in the language for a request with these headers, for answers outside Leptos. `secure`:
/// whether it was encrypted.
pub fn tr_for(headers: &HeaderMap, secure: bool, english: &'static str) -> &'static str {
    languages::console::translation(language_for(headers, secure), english).unwrap_or(english)
}

/// The language of the current request; English if there is none.
pub(crate) fn spoken() -> Spoken {
    use_context().unwrap_or_default()
}

impl Spoken {
    fn for_request(headers: &HeaderMap, secure: bool) -> Spoken {
        match cookie::LANGUAGE.of(headers, secure).as_deref().and_then(Language::of_console) {
            Some(language) => Spoken { language, is_chosen: true },
            None => Spoken { language: accepted(headers), is_chosen: false },
        }
    }
}

/// The best supported language in an `Accept-Language` header (RFC 9110).
fn accepted(headers: &HeaderMap) -> Language {
    let values = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
    let mut ranges: Vec<_> = values.flat_map(|value| value.split(',')).map(weighed).collect();
    // The sort is stable: among equal weights, the first is the best.
    ranges.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let mut wanted = ranges.into_iter().filter(|(_, weight)| *weight > 0.0);
    wanted.find_map(|(tag, _)| Language::of_console(tag)).unwrap_or_default()
}

/// Parses an element of `Accept-Language` into tag and weight: `de-AT;q=0.8`.
fn weighed(range: &str) -> (&str, f32) {
    let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
    let weight = match parameters.trim().split_once('=') {
        Some((name, weight)) if name.trim().eq_ignore_ascii_case("q") => weight.trim().parse().unwrap_or(0.0),
        _ => 1.0,
    };
    (tag.trim(), weight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderValue, header::COOKIE};

    fn asked(accepts: &'static str, cookies: &'static str) -> Spoken {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(accepts));
        headers.insert(COOKIE, HeaderValue::from_static(cookies));
        Spoken::for_request(&headers, false)
    }

    #[test]
    fn the_best_language_of_the_browser_that_is_spoken_counts() {
        for (accepts, language) in [
            ("de", Language::German),
            ("de-AT, en;q=0.9", Language::German),
            ("en-GB,en;q=0.9,de;q=0.8", Language::English),
            ("en;q=0.5, fr-CA ; q=0.8", Language::French),
            ("nl, pl;q=0.9, es-419;q=0.4", Language::Spanish),
            ("es, fr", Language::Spanish),
            ("de;q=0, es;q=0.1", Language::Spanish),
            ("de;q=nonsense, *", Language::English),
            ("*", Language::English),
            ("", Language::English),
            (";;q=,=;", Language::English),
        ] {
            assert_eq!(asked(accepts, ""), Spoken { language, is_chosen: false }, "{accepts}");
        }
        assert_eq!(Spoken::for_request(&HeaderMap::new(), true), Spoken::default());
    }

    #[test]
    fn what_was_chosen_is_before_what_the_browser_names() {
        let chosen = |language| Spoken { language, is_chosen: true };
        assert_eq!(asked("de", "a=b; switchboard-language=fr"), chosen(Language::French));
        assert_eq!(asked("de", "switchboard-language=en"), chosen(Language::English));
        let as_the_browser = Spoken { language: Language::German, is_chosen: false };
        for cookies in
            ["switchboard-language=pl", "switchboard-language=", "switchboard=fr", "switchboard-language=<b>"]
        {
            assert_eq!(asked("de", cookies), as_the_browser, "{cookies}");
        }
    }
}
