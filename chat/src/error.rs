//! The two kinds of failure. [`Refused`] is an answer for the person who asked. [`Error`] is an
//! internal error: it is logged once at the boundary and never shown as it is. "Not found" while
//! reading is `None`.

use std::{path::Path, sync::Arc};

use sqlx::error::ErrorKind;
use wire::{
    Routing, ban::BadBan, canned::BadCanned, mail::BadMailServer, operator, redaction::BadRedaction,
    text::BadText, visitor,
};

use crate::{
    PasswordError,
    picture::BadPicture,
    routing::BadPattern,
    search::BadQuery,
    site::{BadDomain, BadHours, BadScreen, BadSiteTexts},
};

/// Why a request by a person was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It does not exist, or this person may not see it: nobody learns which.
    NotFound,
    /// Another operator has the chat or is assigned the request; their screen name.
    TakenBy(String),
    /// The request goes to other operators, or waits in the queue.
    ForOthers,
    /// The chat has ended.
    Closed,
    /// No operator has accepted the chat yet.
    NotAccepted,
    /// This operator is not at a console, or is already in the chat; their screen name.
    NotAvailable(String),
    /// Only an administrator may.
    NotAllowed,
    /// This SIP client was signed out from the console and stays signed out until the password
    /// changes.
    ShutOut,
    /// There is no offer to this operator, or it has ended.
    NoOffer,
    /// The visitor has left or already has a chat.
    CannotInvite,
    /// The only operator in a chat cannot leave it.
    LastOperator,
    /// Without this administrator the account would have none.
    LastAdministrator,
    /// Nobody can deactivate their own account.
    Yourself,
    /// Somebody else has changed it since it was read; nothing was overwritten.
    Stale,
    /// The name is not accepted.
    BadName(BadText),
    /// It is not the password of the operator who is signed in.
    WrongPassword,
    /// There were too many wrong passwords; the operator can try again later.
    TooManyGuesses,
    /// The password is not accepted.
    BadPassword(PasswordError),
    /// Another operator signs in with this address.
    EmailTaken,
    /// The text is not accepted.
    BadText(BadText),
    /// The email address is not accepted.
    BadEmail(BadText),
    /// The canned response is not accepted.
    BadCanned(BadCanned),
    /// It is not a sound that browsers can play.
    NotASound,
    /// The picture is not accepted.
    BadPicture(BadPicture),
    /// Something else in the account has this name.
    NameTaken,
    /// The number is too small or too large.
    OutOfRange,
    /// The address pattern of a URL rule is not accepted.
    BadPattern(BadPattern),
    /// The answer to one of the site's own fields is not accepted, or the consent is missing.
    BadAnswer {
        /// Its position in the form, from 0.
        field: u32,
        /// Why.
        why: BadText,
    },
    /// A rate limit of a website is outside [`wire::rates::RATE`].
    BadRate,
    /// A launcher can be at most 300 pixels away from an edge.
    OutOfSight,
    /// The business hours of a website are not accepted.
    BadHours(BadHours),
    /// The Welcome Screen of a website is not accepted.
    BadScreen(BadScreen),
    /// The texts of a website are not accepted.
    BadSiteTexts(BadSiteTexts),
    /// The domains of a website are not accepted.
    BadDomain(BadDomain),
    /// A URL rule must send requests to at least one operator.
    NoOperators,
    /// This routing is on, and only one can be (manual A13).
    OtherRouting(Routing),
    /// The details of a mail server are not accepted.
    BadMailServer(BadMailServer),
    /// Email is not set up.
    NoMail,
    /// There is a rule for this already.
    RuleExists,
    /// The limit is reached.
    TooMany,
    /// The archive is not filtered by this, or a search is longer than [`wire::archive::MAX_WORDS`].
    BadFilter,
    /// The visitor is banned.
    Banned,
    /// The ban is not accepted.
    BadBan(BadBan),
    /// The settings for redaction are not accepted.
    BadRedaction(BadRedaction),
    /// What is searched for is not accepted.
    BadQuery(BadQuery),
}

impl From<Refused> for visitor::Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            // All others are for operators only.
            Refused::NotFound
            | Refused::TakenBy(_)
            | Refused::ForOthers
            | Refused::NotAccepted
            | Refused::NotAvailable(_)
            | Refused::NotAllowed
            | Refused::ShutOut
            | Refused::NoOffer
            | Refused::CannotInvite
            | Refused::LastOperator
            | Refused::LastAdministrator
            | Refused::Yourself
            | Refused::Stale
            | Refused::BadPassword(_)
            | Refused::WrongPassword
            | Refused::TooManyGuesses
            | Refused::EmailTaken
            | Refused::BadCanned(_)
            | Refused::NotASound
            | Refused::BadPicture(_)
            | Refused::NameTaken
            | Refused::OutOfRange
            | Refused::BadPattern(_)
            | Refused::BadSiteTexts(_)
            | Refused::BadDomain(_)
            | Refused::BadScreen(_)
            | Refused::OutOfSight
            | Refused::BadRate
            | Refused::BadHours(_)
            | Refused::NoOperators
            | Refused::OtherRouting(_)
            | Refused::BadMailServer(_)
            | Refused::NoMail
            | Refused::RuleExists
            | Refused::BadFilter
            | Refused::BadQuery(_)
            | Refused::BadBan(_)
            | Refused::BadRedaction(_) => visitor::Refusal::UnknownChat,
            Refused::Banned => visitor::Refusal::Banned,
            Refused::TooMany => visitor::Refusal::TooMany,
            Refused::Closed => visitor::Refusal::ChatClosed,
            Refused::BadName(bad) => visitor::Refusal::BadName(bad),
            Refused::BadText(bad) => visitor::Refusal::BadText(bad),
            Refused::BadEmail(bad) => visitor::Refusal::BadEmail(bad),
            Refused::BadAnswer { field, why } => visitor::Refusal::BadAnswer { field, why },
        }
    }
}

impl From<Refused> for operator::Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotFound => operator::Refusal::NotFound,
            Refused::TakenBy(name) => operator::Refusal::TakenBy(name),
            Refused::ForOthers => operator::Refusal::ForOthers,
            Refused::Closed => operator::Refusal::ChatClosed,
            Refused::NotAccepted => operator::Refusal::NotAccepted,
            Refused::NotAvailable(name) => operator::Refusal::NotAvailable(name),
            Refused::NotAllowed => operator::Refusal::NotAllowed,
            Refused::NoOffer => operator::Refusal::NoOffer,
            Refused::CannotInvite => operator::Refusal::CannotInvite,
            Refused::LastOperator => operator::Refusal::LastOperator,
            // These are answered to pages and SIP clients, not over the socket.
            Refused::LastAdministrator
            | Refused::Yourself
            | Refused::ShutOut
            | Refused::BadPassword(_)
            | Refused::WrongPassword
            | Refused::TooManyGuesses
            | Refused::EmailTaken
            | Refused::NotASound
            | Refused::BadPicture(_)
            | Refused::NameTaken
            | Refused::BadPattern(_)
            | Refused::BadSiteTexts(_)
            | Refused::BadDomain(_)
            | Refused::BadScreen(_)
            | Refused::OutOfSight
            | Refused::BadRate
            | Refused::BadHours(_)
            | Refused::BadAnswer { .. }
            | Refused::NoOperators
            | Refused::OtherRouting(_)
            | Refused::BadMailServer(_)
            | Refused::RuleExists
            | Refused::BadFilter
            | Refused::BadQuery(_)
            | Refused::Banned
            | Refused::BadBan(_)
            | Refused::BadRedaction(_) => operator::Refusal::NotAllowed,
            Refused::OutOfRange | Refused::TooMany => operator::Refusal::TooMany,
            Refused::Stale => operator::Refusal::Stale,
            Refused::NoMail => operator::Refusal::NoMail,
            Refused::BadCanned(bad) => operator::Refusal::BadCanned(bad),
            Refused::BadName(bad) | Refused::BadText(bad) | Refused::BadEmail(bad) => {
                operator::Refusal::BadText(bad)
            }
        }
    }
}

/// A failure of the storage or of the program itself.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The database reported an error.
    #[error("the database: {0}")]
    Database(Arc<sqlx::Error>),
    /// The database file was removed, or replaced by another file, while it was open.
    #[error(
        "the database {} was removed or replaced while it is in use; nothing is stored until it is back or the program is started again",
        .0.display()
    )]
    FileGone(Arc<Path>),
    /// A column holds a value that this version does not know.
    #[error("the database holds something unknown in {0}")]
    UnknownValue(&'static str),
    /// The writer has stopped because the program is ending.
    #[error("the store is closed")]
    Closed,
    /// Hashing or verifying a password failed.
    #[error("password hashing: {0}")]
    Password(String),
}

impl Error {
    /// Whether the storage itself failed (a full or broken disk, an unreachable server), rather
    /// than the statement.
    pub(crate) fn is_storage_failure(&self) -> bool {
        let error = match self {
            Error::Database(error) => &**error,
            Error::FileGone(_) => return true,
            _ => return false,
        };
        match error {
            sqlx::Error::Database(error) => error.kind() == ErrorKind::Other,
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => true,
            _ => false,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Error::Database(Arc::new(error))
    }
}
