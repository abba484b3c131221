//! What a page or server function knows about the request that it answers.

mod fault;

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use axum::extract::Query;
use axum::http::{
    HeaderMap, StatusCode,
    header::{ACCEPT, REFERER, RETRY_AFTER, SET_COOKIE},
    request::Parts,
};
use chat::{Caller, Refused, SECURITY, SignedIn, Switchboard};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use self::fault::fault;
pub(crate) use self::fault::not_confirmed;
use crate::{
    api::fault::Fault,
    cookie::Cookie,
    texts::{tr, tr_for, tr_later},
};

const NOT_SIGNED_IN: &str = tr_later("You are not signed in any more.");

/// The origin at which the request's browser knows the server, such as `https://chat.example.org`.
/// The server puts it into the request's extensions.
#[derive(Clone, Debug)]
pub struct PublicOrigin(pub String);

/// The address of a proxy that forwards requests but is not configured as one, once it has been
/// seen; cheap to clone. The server provides it as context.
#[derive(Clone, Debug, Default)]
pub struct UnnamedProxy(Arc<OnceLock<IpAddr>>);

impl UnnamedProxy {
    /// Records a sighting of the proxy. Returns whether it is the first.
    pub fn seen(&self, address: IpAddr) -> bool {
        self.0.set(address).is_ok()
    }

    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.0.get().copied()
    }
}

/// The operator who is asking, if their session is valid.
pub(crate) fn signed_in() -> Option<SignedIn> {
    use_context::<Parts>()?.extensions.get().cloned()
}

/// The operator who is asking. Without a session, the answer is 401.
pub(crate) fn who() -> Result<SignedIn, ServerFnError> {
    signed_in().ok_or_else(|| {
        answer(401, None);
        ServerFnError::new(tr(NOT_SIGNED_IN))
    })
}

/// The body of a 401 from a server function, encoded for its caller in the browser. Takes the
/// request's headers, and whether it was encrypted.
pub fn signed_out(headers: &HeaderMap, secure: bool) -> Vec<u8> {
    let not_signed_in: ServerFnError = ServerFnError::new(tr_for(headers, secure, NOT_SIGNED_IN));
    not_signed_in.ser().to_vec()
}

pub(crate) fn path() -> String {
    use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default()
}

pub(crate) fn query_value(name: &str) -> Option<String> {
    let Query(mut values) =
        Query::<HashMap<String, String>>::try_from_uri(&use_context::<Parts>()?.uri).ok()?;
    values.remove(name)
}

pub(crate) fn path_and_query() -> String {
    use_context::<Parts>().map(|parts| parts.uri.to_string()).unwrap_or_default()
}

pub(crate) fn caller() -> Result<Caller, ServerFnError> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get().copied())
        .ok_or_else(|| ServerFnError::new("the server did not say where the request came from"))
}

pub(crate) fn origin() -> Result<String, ServerFnError> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<PublicOrigin>().cloned())
        .map(|PublicOrigin(origin)| origin)
        .ok_or_else(|| ServerFnError::new("the server did not say how it is reached"))
}

/// Whether the browser comes from a page of ours that was loaded without encryption although TLS is
/// expected.
pub(crate) fn came_in_clear() -> bool {
    let referer = use_context::<Parts>().and_then(|parts| parts.headers.get(REFERER).cloned());
    let is_clear = referer.is_some_and(|referer| referer.as_bytes().starts_with(b"http://"));
    is_clear && origin().is_ok_and(|origin| origin.starts_with("https://"))
}

pub(crate) fn switchboard() -> Result<Switchboard, ServerFnError> {
    use_context().ok_or_else(|| ServerFnError::new("the server did not provide the switchboard"))
}

/// 403 (manual A3).
fn not_allowed() -> ServerFnError {
    if let (Some(who), Ok(Caller { address, .. })) = (signed_in(), caller()) {
        let (SignedIn { account, operator, .. }, path) = (&who, path());
        tracing::warn!(
            target: SECURITY, event = "not_allowed", %account, %operator, %address, path, "only an administrator may do this"
        );
        if let Ok(switchboard) = switchboard() {
            switchboard.note_not_allowed(&who, address, path.trim_start_matches("/api/"));
        }
    }
    answer(403, None);
    ServerFnError::new(tr("Only an administrator may do this."))
}

/// The answer to a form: success, or what was rejected.
pub(crate) fn outcome<T>(
    done: Result<Result<T, Refused>, chat::Error>,
    during: &str,
) -> Result<Result<T, Fault>, ServerFnError> {
    match done {
        Ok(Err(Refused::NotAllowed)) => Err(not_allowed()),
        Ok(done) => Ok(done.map_err(|refused| fault(&refused))),
        Err(error) => Err(trouble(&error, during)),
    }
}

/// The message to the user for an internal error; the log has the details.
pub(crate) fn trouble(error: &chat::Error, during: &str) -> ServerFnError {
    tracing::error!(%error, "{during}");
    ServerFnError::new(tr(
        "The server had trouble with its database. Nothing was changed. Try again in a moment.",
    ))
}

pub(crate) fn set_cookie(
    cookie: Cookie,
    secret: &str,
    lasts_seconds: i64,
    secure: bool,
) -> Result<(), ServerFnError> {
    let header = cookie.begin(secret, lasts_seconds, secure).map_err(ServerFnError::new)?;
    expect_context::<ResponseOptions>().append_header(SET_COOKIE, header);
    Ok(())
}

pub(crate) fn cookie(cookie: Cookie, secure: bool) -> Option<String> {
    cookie.of(&use_context::<Parts>()?.headers, secure)
}

pub(crate) fn clear_cookie(cookie: Cookie, secure: bool) -> Result<(), ServerFnError> {
    let cookie = cookie.end(secure).map_err(ServerFnError::new)?;
    expect_context::<ResponseOptions>().append_header(SET_COOKIE, cookie);
    Ok(())
}

/// Whether a script is asking; a form that the browser submits itself expects a page.
pub(crate) fn is_by_script() -> bool {
    use_context::<Parts>().is_some_and(|parts| {
        let mut accepted = parts.headers.get_all(ACCEPT).iter();
        !accepted.any(|kinds| kinds.to_str().is_ok_and(|kinds| kinds.contains("text/html")))
    })
}

/// Sets the status of the answer, and `Retry-After` in seconds.
pub(crate) fn answer(status: u16, retry_after: Option<u64>) {
    let response = expect_context::<ResponseOptions>();
    if let Ok(status) = StatusCode::from_u16(status) {
        response.set_status(status);
    }
    if let Some(seconds) = retry_after {
        response.insert_header(RETRY_AFTER, seconds.into());
    }
}
