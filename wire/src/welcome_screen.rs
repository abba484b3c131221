//! What a web site's Welcome Screen asks a visitor before a chat begins (manual A18), and what he answers. The same rules
//! at both ends: the panel says it beside the field, the server enforces it.

use serde::{Deserialize, Serialize};

use crate::text::{self, BadText};

/// What is asked beside the department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WelcomeScreen {
    /// The visitor's name.
    pub name: Asked,
    /// His e-mail address.
    pub email: Asked,
    /// His question. Where none is asked, the chat begins without one.
    pub question: Asked,
    /// Fields of the site's own, in their order; at most [`MAX_QUESTIONS`].
    pub fields: Vec<Question>,
    /// What he has to agree to, at most [`crate::text::MAX_TEXT`] characters; empty: nothing.
    pub consent: String,
}

/// How many fields of its own a Welcome Screen may have.
pub const MAX_QUESTIONS: usize = 10;
/// How many answers a visitor may give: one to each question, and their consent.
pub const MAX_ANSWERS: usize = MAX_QUESTIONS + 1;
/// How many choices a field may offer.
pub const MAX_CHOICES: usize = 50;

/// Whether something is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// It is not.
    Off,
    /// It may be left empty.
    #[default]
    Optional,
    /// Without it no chat begins.
    Required,
}

/// A field of the site's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What stands above it; no other field of the screen has the same.
    pub label: String,
    /// Whether it must be filled in.
    pub is_required: bool,
    /// What can be put in.
    pub kind: Kind,
}

/// What can be put into a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line, at most [`crate::text::MAX_NAME`] characters.
    #[default]
    Line,
    /// Several lines, at most [`crate::text::MAX_TEXT`] characters.
    Lines,
    /// One of these.
    Choice(Vec<String>),
}

/// What a visitor answered, beside his name and his question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// His e-mail address; empty: he gave none.
    pub email: String,
    /// The label of each of the site's fields that he has filled in, and what he put in.
    pub fields: Vec<(String, String)>,
    /// What he has agreed to, as he read it; empty: nothing was asked of him.
    pub consent: String,
}

impl Default for WelcomeScreen {
    fn default() -> Self {
        WelcomeScreen {
            name: Asked::Optional,
            email: Asked::Off,
            question: Asked::Required,
            fields: Vec::new(),
            consent: String::new(),
        }
    }
}

impl Asked {
    /// What was put in, cleaned; empty if nothing was, and nothing had to be. What is not asked is not taken.
    pub fn answer(self, text: &str, clean: fn(&str) -> Result<String, BadText>) -> Result<String, BadText> {
        match self {
            Asked::Off => Ok(String::new()),
            Asked::Optional => text::optional(text, clean),
            Asked::Required => clean(text),
        }
    }
}

impl Question {
    /// The same for a field of the site's own.
    pub fn answer(&self, text: &str) -> Result<String, BadText> {
        let asked = if self.is_required { Asked::Required } else { Asked::Optional };
        match &self.kind {
            Kind::Line => asked.answer(text, text::name),
            Kind::Lines => asked.answer(text, text::message),
            Kind::Choice(choices) if choices.iter().any(|choice| choice == text) => Ok(text.to_owned()),
            Kind::Choice(_) if self.is_required => Err(BadText::Empty),
            Kind::Choice(_) => Ok(String::new()),
        }
    }
}

impl Answers {
    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.email.is_empty() && self.fields.is_empty() && self.consent.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_given_is_missed_and_what_is_not_asked_is_not_taken() {
        assert_eq!(Asked::Required.answer(" ", text::name), Err(BadText::Empty));
        assert_eq!(Asked::Optional.answer(" ", text::email), Ok(String::new()));
        assert_eq!(Asked::Optional.answer("vera", text::email), Err(BadText::NotAnEmail));
        assert_eq!(Asked::Off.answer("vera", text::email), Ok(String::new()));
    }

    #[test]
    fn of_choices_only_one_that_is_offered_is_taken() {
        let kind = Kind::Choice(vec!["Oak".into(), "Ash".into()]);
        let mut question = Question { label: "Wood".into(), is_required: true, kind };
        assert_eq!(question.answer("Ash"), Ok("Ash".into()));
        assert_eq!(question.answer("Elm"), Err(BadText::Empty));
        question.is_required = false;
        assert_eq!(question.answer("Elm"), Ok(String::new()));
    }

    #[test]
    fn a_document_that_lacks_something_is_as_by_default() {
        let screen: WelcomeScreen = serde_json::from_str(r#"{"email":"required"}"#).unwrap();
        assert_eq!(screen, WelcomeScreen { email: Asked::Required, ..WelcomeScreen::default() });
    }
}
