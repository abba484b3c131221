//! What a website's Welcome Screen asks before a chat begins (manual A18), and the visitor's
//! answers. The rules are the same at both ends: the panel shows errors beside the fields, and the
//! server enforces the rules.

use serde::{Deserialize, Serialize};

use crate::text::{self, BadText};

/// What the Welcome Screen asks, apart from the department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WelcomeScreen {
    /// The visitor's name.
    pub name: Asked,
    /// The visitor's email address.
    pub email: Asked,
    /// The visitor's question. If it is off, the chat begins without one.
    pub question: Asked,
    /// The site's own fields in order; at most [`MAX_QUESTIONS`].
    pub fields: Vec<Question>,
    /// The consent text, at most [`crate::text::MAX_TEXT`] characters; empty: none.
    pub consent: String,
}

/// The maximum number of a site's own fields.
pub const MAX_QUESTIONS: usize = 10;
/// The maximum number of answers: one for each question, and the consent.
pub const MAX_ANSWERS: usize = MAX_QUESTIONS + 1;
/// The maximum number of choices in a field.
pub const MAX_CHOICES: usize = 50;

/// Whether something is asked, and must be answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// It is not asked.
    Off,
    /// It is optional.
    #[default]
    Optional,
    /// It is required: without it no chat begins.
    Required,
}

/// One of the site's own fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its label, unique on the screen.
    pub label: String,
    /// Whether it is required.
    pub is_required: bool,
    /// The type of its input.
    pub kind: Kind,
}

/// The type of a field's input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line, at most [`crate::text::MAX_NAME`] characters.
    #[default]
    Line,
    /// Several lines, at most [`crate::text::MAX_TEXT`] characters.
    Lines,
    /// One of these choices.
    Choice(Vec<String>),
}

/// What a visitor answered, apart from the name and the question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// The visitor's email address; empty: none.
    pub email: String,
    /// The labels and answers of the site's fields that were filled in.
    pub fields: Vec<(String, String)>,
    /// The text the visitor agreed to, as they read it; empty: no consent was asked.
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
    /// The cleaned answer; empty if it is empty and optional. An answer that is not asked for is
    /// dropped.
    pub fn answer(self, text: &str, clean: fn(&str) -> Result<String, BadText>) -> Result<String, BadText> {
        match self {
            Asked::Off => Ok(String::new()),
            Asked::Optional => text::optional(text, clean),
            Asked::Required => clean(text),
        }
    }
}

impl Question {
    /// The cleaned answer to one of the site's own fields; empty if it is empty and optional.
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
