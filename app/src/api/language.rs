//! The console's language in an operator's browser.

use leptos::{prelude::*, server_fn::codec::Postcard};

/// Has the console speak this language in the caller's browser from now on, for a year; an empty tag, or one of a language that it
/// does not speak: that of the browser.
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
