//! What the visitor has typed and not sent, and whether it can be sent.

use wire::{
    ChatId,
    text::{self, BadText, MAX_TEXT},
};

/// From so many characters below the limit on, the rest is counted in sight.
const NEAR: usize = 200;

/// What is typed and not sent. The text is the same in the Welcome Screen, the off-line form and the chat's input, so
/// that nothing is lost when one takes the other's place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    /// The ended chat that the visitor has turned away from, to begin another.
    pub(crate) left: Option<ChatId>,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) text: String,
    /// The name of the department that was chosen (manual A10); no department's name: none was.
    pub(crate) department: String,
}

/// What is wrong with the fields of a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    pub(crate) name: Option<BadText>,
    pub(crate) email: Option<BadText>,
    pub(crate) text: Option<BadText>,
    pub(crate) department: Option<BadText>,
    /// It is none of the fields' fault.
    pub(crate) other: bool,
}

/// Fields as the server will store them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fields {
    /// May be empty.
    pub(crate) name: String,
    /// Empty if it was not asked for.
    pub(crate) email: String,
    pub(crate) text: String,
}

impl Draft {
    /// The fields, if all are as they must be.
    pub(crate) fn fields(&self, with_email: bool) -> Result<Fields, Faults> {
        let name = match text::name(&self.name) {
            Err(BadText::Empty) => Ok(String::new()),
            other => other,
        };
        let email = if with_email { text::email(&self.email) } else { Ok(String::new()) };
        match (name, email, text::message(&self.text)) {
            (Ok(name), Ok(email), Ok(text)) => Ok(Fields { name, email, text }),
            (name, email, text) => {
                let (name, email, text) = (name.err(), email.err(), text.err());
                Err(Faults { name, email, text, ..Faults::default() })
            }
        }
    }

    /// How many characters the text has, once that is worth knowing: near the limit of [`MAX_TEXT`] and beyond.
    pub(crate) fn length_if_near_limit(&self) -> Option<usize> {
        // Bytes are at least as many as characters: most texts are judged without counting.
        (self.text.len() + NEAR > MAX_TEXT)
            .then(|| self.text.chars().count())
            .filter(|length| length + NEAR > MAX_TEXT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_optional_and_an_address_only_where_it_is_asked_for() {
        let draft = Draft { text: " Is this oak? ".into(), ..Draft::default() };
        assert_eq!(draft.fields(false).unwrap().text, " Is this oak?");
        let faults = draft.fields(true).unwrap_err();
        assert_eq!(faults, Faults { email: Some(BadText::Empty), ..Faults::default() });
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let draft = Draft { name: "x".repeat(81), email: "anna".into(), ..Draft::default() };
        let faults = draft.fields(true).unwrap_err();
        assert_eq!(faults.name, Some(BadText::TooLong { limit: 80 }));
        assert_eq!(faults.email, Some(BadText::NotAnEmail));
        assert_eq!(faults.text, Some(BadText::Empty));
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
