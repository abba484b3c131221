//! What the server rejected in a form, shown beside the field.

use serde::{Deserialize, Serialize};
use wire::text::BadText;

use crate::texts::{tr, tr_with};

/// What was rejected, and why, in words for the person who filled in the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fault {
    pub(crate) field: Field,
    pub(crate) words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Field {
    Email,
    Name,
    Description,
    /// The current password, when changing it.
    Current,
    Password,
    Confirmed,
    ChatLimit,
    /// The page pattern of a URL rule.
    Pages,
    /// The page URL to test against the rules.
    Page,
    Members,
    Host,
    Port,
    User,
    Domains,
    /// The site's own fields on a Welcome Screen.
    Screen,
    Consent,
    /// A site's own texts.
    Texts,
    Look,
    /// An operator's picture or a site's logo.
    Picture,
    Hours,
    /// The rate limits for a site's visitors.
    Rates,
    /// The address or network of a ban.
    Network,
    /// An account's own patterns of what is redacted.
    Patterns,
    Whole,
}

impl Fault {
    pub(crate) fn new(field: Field, words: impl Into<String>) -> Fault {
        Fault { field, words: words.into() }
    }
}

pub(crate) fn bad_text(bad: BadText) -> String {
    match bad {
        BadText::Empty => tr("There is nothing in it that can be shown.").into(),
        BadText::TooLong { limit } => tr_with("Too long: at most %1 characters.", &[&limit]),
        BadText::NotAnEmail => tr("This is not an e-mail address.").into(),
        BadText::NotCarried => {
            tr("The mail server carries plain letters, digits and signs before the @ only (it does not offer SMTPUTF8).").into()
        }
        BadText::NotAWebAddress => tr("This is not an http or https address.").into(),
    }
}
