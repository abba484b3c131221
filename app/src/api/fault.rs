//! What the server did not take of a form, to be told beside the field.

use serde::{Deserialize, Serialize};
use wire::text::BadText;

use crate::texts::{tr, tr_with};

/// What was not taken, and why, in words for whoever filled it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fault {
    pub(crate) field: Field,
    pub(crate) words: String,
}

/// A field of the administration's forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Field {
    Email,
    Name,
    Description,
    /// The password that is to be changed.
    Current,
    Password,
    Confirmed,
    ChatLimit,
    /// The pages of a URL rule.
    Pages,
    /// The page that is tried.
    Page,
    Members,
    /// A mail server's.
    Host,
    Port,
    User,
    /// The allowed domains of a site.
    Domains,
    /// The site's own fields of a Welcome Screen.
    Screen,
    /// What visitors have to agree to.
    Consent,
    /// What a site says in its own words.
    Texts,
    /// How a site looks.
    Look,
    /// A picture of an operator, or a site's logo.
    Picture,
    /// The business hours of a site.
    Hours,
    /// How often visitors of a site may do something.
    Rates,
    /// No single one.
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
