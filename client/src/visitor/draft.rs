//! What the visitor has typed and not sent, and whether it can be sent.

use wire::{
    ChatId,
    form::{Form, answer_to},
    text::{self, BadText, MAX_TEXT},
};

/// How close to the limit the count is shown, in characters.
const NEAR: usize = 200;

/// What is typed and not sent. The Welcome Screen, the off-line form and the chat's input share the
/// text, so that nothing is lost when one replaces the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The ended chat that the visitor left to start another.
    pub left: Option<ChatId>,
    /// The visitor's name.
    pub name: String,
    /// The visitor's email address.
    pub email: String,
    /// The question or message.
    pub text: String,
    /// The name of the chosen department (manual A10); any other text means that none was chosen.
    pub department: String,
    /// The values of the site's custom fields, by name.
    pub answers: Vec<(String, String)>,
}

/// What is wrong with the fields of a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors {
    /// What is wrong with the name.
    pub name: Option<BadText>,
    /// What is wrong with the email address.
    pub email: Option<BadText>,
    /// What is wrong with the text.
    pub text: Option<BadText>,
    /// What is wrong with the department: none was chosen.
    pub department: Option<BadText>,
    /// Whether a required custom field is empty.
    pub answers: bool,
    /// The form was rejected for a reason other than a field.
    pub other: Option<NotTaken>,
}

/// Why a form was rejected, if no field is the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// Forms were sent too often.
    TooOften,
    /// Anything else.
    Failed,
}

/// Fields as the server will store them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) name: String,
    /// Empty if it was not asked for.
    pub(super) email: String,
    /// Empty if none was asked for.
    pub(super) text: String,
    /// The values of the site's custom fields.
    pub(super) answers: Vec<(String, String)>,
}

impl Draft {
    /// The fields, if all meet the form's requirements. Of the custom fields the panel knows only
    /// which are required.
    pub(super) fn fields(&self, form: &Form) -> Result<Fields, FieldErrors> {
        let is_missing = form.required.iter().any(|name| self.misses(name));
        let name = form.name.answer(&self.name, text::name);
        let email = form.email.answer(&self.email, text::email);
        let text = form.question.answer(&self.text, text::message);
        match (name, email, text) {
            (Ok(name), Ok(email), Ok(text)) if !is_missing => {
                Ok(Fields { name, email, text, answers: self.answers.clone() })
            }
            (name, email, text) => Err(FieldErrors {
                name: name.err(),
                email: email.err(),
                text: text.err(),
                answers: is_missing,
                ..FieldErrors::default()
            }),
        }
    }

    /// Whether this custom field is empty.
    pub fn misses(&self, name: &str) -> bool {
        answer_to(&self.answers, name).trim().is_empty()
    }

    /// The number of characters once it is worth showing: near the limit of [`MAX_TEXT`] and
    /// beyond.
    pub fn length_if_near_limit(&self) -> Option<usize> {
        self.may_be_near_limit().then(|| text::length(&self.text)).filter(|length| length + NEAR > MAX_TEXT)
    }

    /// False for most texts, which need no counting: there are at least as many bytes as characters.
    pub(super) fn may_be_near_limit(&self) -> bool {
        self.text.len() + NEAR > MAX_TEXT
    }
}

#[cfg(test)]
mod tests {
    use wire::welcome_screen::Asked;

    use super::*;

    fn welcome() -> Form {
        Form { email: Asked::Off, question: Asked::Required, ..Form::default() }
    }

    fn off_line() -> Form {
        Form { email: Asked::Required, ..welcome() }
    }

    #[test]
    fn a_name_is_optional_and_an_address_only_where_it_is_asked_for() {
        let draft = Draft { text: " Is this oak? ".into(), ..Draft::default() };
        assert_eq!(draft.fields(&welcome()).unwrap().text, " Is this oak?");
        let faults = draft.fields(&off_line()).unwrap_err();
        assert_eq!(faults, FieldErrors { email: Some(BadText::Empty), ..FieldErrors::default() });
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let draft = Draft { name: "x".repeat(81), email: "anna".into(), ..Draft::default() };
        let faults = draft.fields(&off_line()).unwrap_err();
        assert_eq!(faults.name, Some(BadText::TooLong { limit: 80 }));
        assert_eq!(faults.email, Some(BadText::NotAnEmail));
        assert_eq!(faults.text, Some(BadText::Empty));
    }

    #[test]
    fn the_site_says_what_is_asked() {
        let form = Form {
            name: Asked::Required,
            email: Asked::Optional,
            question: Asked::Off,
            required: vec!["Order".into()],
            ..Form::default()
        };
        let mut draft = Draft { text: "typed elsewhere".into(), ..Draft::default() };
        let faults = draft.fields(&form).unwrap_err();
        assert_eq!((faults.name, faults.email, faults.text), (Some(BadText::Empty), None, None));
        assert!(faults.answers);
        draft.name = "Vera".into();
        draft.answers = vec![("Order".into(), "7".into())];
        let fields = draft.fields(&form).unwrap();
        assert_eq!((&*fields.text, fields.answers), ("", draft.answers.clone()));
        // They agreed to a different text from the one shown now.
        let form = Form { required: vec!["I agree to this".into()], ..form };
        draft.answers = vec![("I agree to that".into(), "1".into())];
        assert!(draft.fields(&form).unwrap_err().answers);
    }

    #[test]
    fn the_length_is_told_only_near_the_limit() {
        let of = |text: String| Draft { text, ..Draft::default() }.length_if_near_limit();
        assert_eq!(of("x".repeat(3_800)), None);
        assert_eq!(of("x".repeat(3_801)), Some(3_801));
        assert_eq!(of("ü".repeat(3_800)), None, "two bytes each, but one character");
        assert_eq!(of("ü".repeat(4_321)), Some(4_321));
    }
}
