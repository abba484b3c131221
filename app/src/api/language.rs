//! The console's language in an operator's browser.

use leptos::{prelude::*, server_fn::codec::Postcard};

/// Sets the console's language in the caller's browser for a year. An empty or unsupported tag
/// falls back to the browser's language.
#[server(prefix = "/api", endpoint = "choose_language", input = Postcard, output = Postcard)]
pub(crate) async fn choose_language(tag: String) -> Result<(), ServerFnError> {
    use wire::Language;

    use crate::{cookie, request};

    const A_YEAR_SECONDS: i64 = 365 * 24 * 60 * 60;

    request::who()?;
    let secure = request::caller()?.secure;
    match Language::of_console(&tag) {
        Some(language) => request::set_cookie(cookie::LANGUAGE, language.tag(), A_YEAR_SECONDS, secure),
        None => request::clear_cookie(cookie::LANGUAGE, secure),
    }
}
