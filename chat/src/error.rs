//! The two ways in which something is not done: [`Refused`] is an answer for the person who asked, [`Error`] is our
//! trouble, logged once at the boundary and never shown raw. "Not found" while reading is `None`.

use std::{path::Path, sync::Arc};

use sqlx::error::ErrorKind;
use wire::{Routing, canned::BadCanned, mail::BadMailServer, operator, text::BadText, visitor};

use crate::{
    PasswordError,
    picture::BadPicture,
    routing::BadPattern,
    site::{BadDomain, BadHours, BadScreen, BadSiteTexts},
};

/// Why the domain did not do what a person asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is none, or this person may not see it: nobody learns which.
    NotFound,
    /// Another operator has the chat, or is assigned the request; his screen name.
    TakenBy(String),
    /// The request goes to other operators, or waits in the queue.
    ForOthers,
    /// The chat has ended.
    Closed,
    /// No operator has accepted the chat yet.
    NotAccepted,
    /// This operator is not at his desk, or is in the chat already; his screen name.
    NotAvailable(String),
    /// Only an administrator may.
    NotAllowed,
    /// This SIP client was signed out by hand, and stays out until there is another password.
    ShutOut,
    /// Nothing is offered to this operator, or no longer.
    NoOffer,
    /// The visitor is gone, or has a chat already.
    CannotInvite,
    /// The only operator in a chat cannot leave it.
    LastOperator,
    /// Without this administrator the account would have none.
    LastAdministrator,
    /// Nobody deactivates their own account.
    Yourself,
    /// Somebody else has changed it since it was read; nothing was overwritten.
    Stale,
    /// The name was not taken.
    BadName(BadText),
    /// It is not the password of whoever is signed in.
    WrongPassword,
    /// There were too many wrong passwords; later there may be another one.
    TooManyGuesses,
    /// The password was not taken.
    BadPassword(PasswordError),
    /// Another operator signs in with this address.
    EmailTaken,
    /// The text was not taken.
    BadText(BadText),
    /// The e-mail address was not taken.
    BadEmail(BadText),
    /// The canned response was not taken.
    BadCanned(BadCanned),
    /// It is nothing that browsers play.
    NotASound,
    /// The picture was not taken.
    BadPicture(BadPicture),
    /// Something else of the account has this name.
    NameTaken,
    /// The number is too small or too large.
    OutOfRange,
    /// The address of a URL rule was not taken.
    BadPattern(BadPattern),
    /// What was put into a field of the site's own was not taken, or what has to be agreed to was not.
    BadAnswer {
        /// Its place in the form, from 0.
        field: u32,
        /// Why.
        why: BadText,
    },
    /// How often something may be done on a web site is not within [`wire::rates::RATE`].
    BadRate,
    /// A launcher may stand 300 pixels from an edge at most.
    OutOfSight,
    /// The business hours of a web site were not taken.
    BadHours(BadHours),
    /// What the Welcome Screen of a web site shall ask was not taken.
    BadScreen(BadScreen),
    /// What a web site shall say in its own words was not taken.
    BadSiteTexts(BadSiteTexts),
    /// The domains of a web site were not taken.
    BadDomain(BadDomain),
    /// A URL rule must send requests to somebody.
    NoOperators,
    /// This routing is on, and two cannot be (manual A13).
    OtherRouting(Routing),
    /// The details of a mail server were not taken.
    BadMailServer(BadMailServer),
    /// E-mail is not set up.
    NoMail,
    /// There is a rule for this already.
    RuleExists,
    /// There are as many already as there may be.
    TooMany,
}

impl From<Refused> for visitor::Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            // All but the first are operators' only.
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
            | Refused::RuleExists => visitor::Refusal::UnknownChat,
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
            // These come from pages or SIP clients, not over the socket.
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
            | Refused::RuleExists => operator::Refusal::NotAllowed,
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

/// What storage or the program itself met.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The database did not do it.
    #[error("the database: {0}")]
    Database(Arc<sqlx::Error>),
    /// The file of the database is another one than was opened, or none.
    #[error(
        "the database {} was removed or replaced while it is in use; nothing is stored until it is back or the program is started again",
        .0.display()
    )]
    FileGone(Arc<Path>),
    /// A column holds what this version does not know.
    #[error("the database holds something unknown in {0}")]
    UnknownValue(&'static str),
    /// The writer has stopped; the program is ending.
    #[error("the store is closed")]
    Closed,
    /// Passwords could not be worked on.
    #[error("password hashing: {0}")]
    Password(String),
}

impl Error {
    /// Whether it lies with the storage (a full or broken disk, a server that is away) and not with what was to be done.
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
