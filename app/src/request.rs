//! What a page or a server function knows of the request that it answers.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use axum::extract::Query;
use axum::http::{
    StatusCode,
    header::{ACCEPT, REFERER, RETRY_AFTER, SET_COOKIE},
    request::Parts,
};
use chat::{Caller, Refused, SECURITY, SignedIn, Switchboard, site::BadScreen};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use wire::{look::MAX_OFFSET, mail::BadMailServer, rates::RATE, routing::CHAT_LIMITS};

use crate::{
    api::{
        fault::{Fault, Field, bad_text},
        refused::{
            bad_domain, bad_hours, bad_password, bad_pattern, bad_picture, bad_screen, bad_site_texts,
        },
    },
    cookie::Cookie,
    texts::{tr, tr_with},
};

/// The origin under which the request's browser knows the server, such as `https://chat.example.org`. The server puts it
/// into the request's extensions.
#[derive(Clone, Debug)]
pub struct PublicOrigin(pub String);

/// A proxy that forwards requests although nobody has named it, once one was seen; cheap to clone. The server provides it as a
/// context.
#[derive(Clone, Debug, Default)]
pub struct UnnamedProxy(Arc<OnceLock<IpAddr>>);

impl UnnamedProxy {
    /// One was seen at this address. Whether it is the first time.
    pub fn seen(&self, address: IpAddr) -> bool {
        self.0.set(address).is_ok()
    }

    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.0.get().copied()
    }
}

/// Who is asking, if his session is valid.
pub(crate) fn signed_in() -> Option<SignedIn> {
    use_context::<Parts>()?.extensions.get().cloned()
}

/// Who is asking; whoever is not signed in gets no further than 401.
pub(crate) fn who() -> Result<SignedIn, ServerFnError> {
    signed_in().ok_or_else(|| {
        answer(401, None);
        not_signed_in()
    })
}

/// What a server function answers to whoever is not signed in, with status 401, as its caller in the browser understands it.
pub fn signed_out() -> Vec<u8> {
    not_signed_in().ser().to_vec()
}

fn not_signed_in() -> ServerFnError {
    ServerFnError::new(tr("You are not signed in any more."))
}

/// The path that was asked for.
pub(crate) fn path() -> String {
    use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default()
}

/// The value under this name in the query that was asked for.
pub(crate) fn query_value(name: &str) -> Option<String> {
    let Query(mut values) =
        Query::<HashMap<String, String>>::try_from_uri(&use_context::<Parts>()?.uri).ok()?;
    values.remove(name)
}

/// The path and query that were asked for.
pub(crate) fn path_and_query() -> String {
    use_context::<Parts>().map(|parts| parts.uri.to_string()).unwrap_or_default()
}

pub(crate) fn caller() -> Result<Caller, ServerFnError> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get().copied())
        .ok_or_else(|| ServerFnError::new("the server did not say where the request came from"))
}

/// The address under which browsers reach this server.
pub(crate) fn origin() -> Result<String, ServerFnError> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<PublicOrigin>().cloned())
        .map(|PublicOrigin(origin)| origin)
        .ok_or_else(|| ServerFnError::new("the server did not say how it is reached"))
}

/// Whether the browser comes from a page of ours that it has loaded without encryption, though it is meant to be loaded with it.
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

/// The answer to a form: done, or what of it was not taken.
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

/// The two passwords differ (manual A2).
pub(crate) fn not_confirmed() -> Fault {
    Fault::new(Field::Confirmed, tr("The two passwords are not the same."))
}

fn fault(refused: &Refused) -> Fault {
    let (field, words) = match refused {
        Refused::BadEmail(bad) => (Field::Email, bad_text(*bad)),
        Refused::EmailTaken => (Field::Email, tr("Another operator signs in with this address.").into()),
        Refused::BadName(bad) => (Field::Name, bad_text(*bad)),
        Refused::BadPassword(bad) => (Field::Password, bad_password(*bad)),
        Refused::WrongPassword => (Field::Current, tr("This is not your password.").into()),
        Refused::TooManyGuesses => {
            (Field::Current, tr("There were too many wrong passwords. Wait a minute, then try again.").into())
        }
        Refused::OutOfRange => {
            (Field::ChatLimit, tr_with("A number from %1 to %2.", &[CHAT_LIMITS.start(), CHAT_LIMITS.end()]))
        }
        Refused::BadText(bad) => (Field::Description, bad_text(*bad)),
        Refused::NameTaken => (Field::Name, tr("Another one has this name.").into()),
        Refused::BadPattern(bad) => (Field::Pages, bad_pattern(*bad)),
        Refused::BadScreen(bad @ BadScreen::LongConsent) => (Field::Consent, bad_screen(bad)),
        Refused::BadScreen(bad) => (Field::Screen, bad_screen(bad)),
        Refused::BadSiteTexts(bad) => (Field::Texts, bad_site_texts(bad)),
        Refused::OutOfSight => {
            (Field::Look, tr_with("The launcher can stand %1 pixels from an edge at most.", &[&MAX_OFFSET]))
        }
        Refused::BadPicture(bad) => (Field::Picture, bad_picture(*bad)),
        Refused::BadRate => (Field::Rates, tr_with("A number from %1 to %2.", &[RATE.start(), RATE.end()])),
        Refused::BadHours(bad) => (Field::Hours, bad_hours(bad)),
        Refused::BadDomain(bad) => (Field::Domains, bad_domain(bad)),
        Refused::NoOperators => {
            (Field::Members, tr("Tick at least one, or nobody would get the request.").into())
        }
        Refused::OtherRouting(_) => {
            (Field::Whole, tr("The other routing is on, and both cannot be. Load this page again.").into())
        }
        Refused::RuleExists => (
            Field::Whole,
            tr("There is a rule for this site and department already. Change that one.").into(),
        ),
        Refused::TooMany => (Field::Whole, tr("There are as many already as there may be.").into()),
        Refused::BadMailServer(bad) => bad_mail_server(*bad),
        Refused::NoMail => (Field::Whole, tr("E-mail is not set up. Save a mail server first.").into()),
        Refused::NotFound => (Field::Whole, tr("It is not there any more.").into()),
        Refused::LastAdministrator => {
            (Field::Whole, tr("There must be an administrator. Make somebody else one first.").into())
        }
        Refused::Yourself => {
            (Field::Whole, tr("Nobody deactivates their own account. Another administrator can.").into())
        }
        Refused::Stale => {
            let told =
                tr("Somebody else has changed this meanwhile, and nothing was overwritten. Open it again \
                        to see what it is now.");
            (Field::Whole, told.into())
        }
        _ => (Field::Whole, tr("This was not accepted.").into()),
    };
    Fault { field, words }
}

fn bad_mail_server(bad: BadMailServer) -> (Field, String) {
    match bad {
        BadMailServer::Host => {
            (Field::Host, tr("A name such as mail.example.org, or a network address.").into())
        }
        BadMailServer::Port => (Field::Port, tr("A number from 1 to 65535.").into()),
        BadMailServer::User => (Field::User, tr("A user and a password of 254 characters at most.").into()),
        BadMailServer::PasswordAgain => {
            let told =
                tr("Enter the password again: the one that is kept was meant for another server or user.");
            (Field::Password, told.into())
        }
        BadMailServer::PasswordInClear => {
            let told = tr(
                "Without encryption the password would go over the network for everybody to read. Choose \
                        one, or leave the user empty.",
            );
            (Field::User, told.into())
        }
        BadMailServer::NoKey => {
            let told = tr(
                "This server keeps no passwords, because it has no key to seal them with. Whoever runs it sets SWITCHBOARD_SECRET_KEY_FILE.",
            );
            (Field::Password, told.into())
        }
    }
}

/// What somebody is told when it is not his fault; the log has more.
pub(crate) fn trouble(error: &chat::Error, during: &str) -> ServerFnError {
    tracing::error!(%error, "{during}");
    ServerFnError::new(tr(
        "The server had trouble with its database. Nothing was changed. Try again in a moment.",
    ))
}

/// Sends the browser a cookie.
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

/// The secret of this cookie in the request.
pub(crate) fn cookie(cookie: Cookie, secure: bool) -> Option<String> {
    cookie.of(&use_context::<Parts>()?.headers, secure)
}

/// Has the browser drop this cookie.
pub(crate) fn clear_cookie(cookie: Cookie, secure: bool) -> Result<(), ServerFnError> {
    let cookie = cookie.end(secure).map_err(ServerFnError::new)?;
    expect_context::<ResponseOptions>().append_header(SET_COOKIE, cookie);
    Ok(())
}

/// Whether a script asks; a form that a browser posts by itself wants a page.
pub(crate) fn is_by_script() -> bool {
    use_context::<Parts>().is_some_and(|parts| {
        let mut accepted = parts.headers.get_all(ACCEPT).iter();
        !accepted.any(|kinds| kinds.to_str().is_ok_and(|kinds| kinds.contains("text/html")))
    })
}

/// The status of the answer, and when to ask again, in seconds.
pub(crate) fn answer(status: u16, retry_after: Option<u64>) {
    let response = expect_context::<ResponseOptions>();
    if let Ok(status) = StatusCode::from_u16(status) {
        response.set_status(status);
    }
    if let Some(seconds) = retry_after {
        response.insert_header(RETRY_AFTER, seconds.into());
    }
}
