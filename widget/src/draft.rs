//! What the visitor has typed and not sent, and whether it can be sent.

use wire::{
    Answers, ChatId, WelcomeScreen,
    text::{self, BadText, MAX_TEXT},
    welcome_screen::Asked,
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
    /// What is put into the site's own fields, and what the visitor has agreed to.
    pub(crate) answers: Answers,
}

/// What is wrong with the fields of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    pub(crate) name: Option<BadText>,
    pub(crate) email: Option<BadText>,
    pub(crate) text: Option<BadText>,
    pub(crate) department: Option<BadText>,
    /// Of the site's own fields, in their order; may be shorter.
    pub(crate) answers: Vec<Option<BadText>>,
    /// He has not agreed.
    pub(crate) consent: bool,
    /// It is none of the fields' fault.
    pub(crate) other: bool,
}

/// What the off-line form asks.
pub(crate) static OFF_LINE_FORM: WelcomeScreen = WelcomeScreen {
    name: Asked::Optional,
    email: Asked::Required,
    question: Asked::Required,
    fields: Vec::new(),
    consent: String::new(),
};

/// Fields as the server will store them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fields {
    /// May be empty.
    pub(crate) name: String,
    /// Empty if it was not asked for.
    pub(crate) email: String,
    /// Empty if none was asked for.
    pub(crate) text: String,
    /// Of the Welcome Screen.
    pub(crate) answers: Answers,
}

impl Draft {
    /// The fields, if all are as this screen demands.
    pub(crate) fn fields(&self, screen: &WelcomeScreen) -> Result<Fields, Faults> {
        let mut answers = Answers { consent: screen.consent.clone(), ..Answers::default() };
        let mut faults = Faults {
            consent: self.answers.consent != screen.consent && !screen.consent.is_empty(),
            ..Faults::default()
        };
        for question in &screen.fields {
            let answer = question.answer(self.answers.to(&question.label));
            faults.answers.push(answer.as_ref().err().copied());
            if let Ok(answer) = answer
                && !answer.is_empty()
            {
                answers.fields.push((question.label.clone(), answer));
            }
        }
        let name = screen.name.answer(&self.name, text::name);
        let email = screen.email.answer(&self.email, text::email);
        let text = screen.question.answer(&self.text, text::message);
        let has_fault = faults.consent || faults.answers.iter().any(Option::is_some);
        match (name, email, text) {
            (Ok(name), Ok(email), Ok(text)) if !has_fault => {
                answers.email.clone_from(&email);
                Ok(Fields { name, email, text, answers })
            }
            (name, email, text) => {
                Err(Faults { name: name.err(), email: email.err(), text: text.err(), ..faults })
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
    use wire::welcome_screen::{Kind, Question};

    use super::*;

    #[test]
    fn a_name_is_optional_and_an_address_only_where_it_is_asked_for() {
        let draft = Draft { text: " Is this oak? ".into(), ..Draft::default() };
        let screen = WelcomeScreen::default();
        assert_eq!(draft.fields(&screen).unwrap().text, " Is this oak?");
        let faults = draft.fields(&OFF_LINE_FORM).unwrap_err();
        assert_eq!(faults, Faults { email: Some(BadText::Empty), ..Faults::default() });
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let draft = Draft { name: "x".repeat(81), email: "anna".into(), ..Draft::default() };
        let faults = draft.fields(&OFF_LINE_FORM).unwrap_err();
        assert_eq!(faults.name, Some(BadText::TooLong { limit: 80 }));
        assert_eq!(faults.email, Some(BadText::NotAnEmail));
        assert_eq!(faults.text, Some(BadText::Empty));
    }

    #[test]
    fn the_site_says_what_is_asked() {
        let question = Question { label: "Order".into(), is_required: true, kind: Kind::Line };
        let screen = WelcomeScreen {
            name: Asked::Required,
            email: Asked::Optional,
            question: Asked::Off,
            fields: vec![question],
            consent: "I agree".into(),
        };
        let mut draft = Draft { text: "typed elsewhere".into(), ..Draft::default() };
        let faults = draft.fields(&screen).unwrap_err();
        assert_eq!((faults.name, faults.email, faults.text), (Some(BadText::Empty), None, None));
        assert_eq!((&*faults.answers, faults.consent), (&[Some(BadText::Empty)][..], true));
        draft.name = "Vera".into();
        draft.answers.fields = vec![("Gone".into(), "x".into()), ("Order".into(), " 7 ".into())];
        draft.answers.consent = "I agreed to something else".into();
        assert!(draft.fields(&screen).unwrap_err().consent);
        draft.answers.consent = "I agree".into();
        let fields = draft.fields(&screen).unwrap();
        assert_eq!((&*fields.text, &*fields.answers.fields), ("", &[("Order".into(), "7".into())][..]));
        assert_eq!(fields.answers.consent, "I agree");
        assert!(
            draft.fields(&OFF_LINE_FORM).unwrap_err().answers.is_empty(),
            "the off-line form asks for less"
        );
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
