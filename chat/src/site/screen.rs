//! What a Welcome Screen may ask, as an administrator sets it (manual A18).

use wire::{
    WelcomeScreen, text,
    welcome_screen::{Asked, Kind, MAX_CHOICES, MAX_QUESTIONS, Question},
};

use crate::alike::look_alike;

/// Why it is not accepted, for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadScreen {
    /// There are more than [`MAX_QUESTIONS`] fields.
    #[error("these are more than {MAX_QUESTIONS} fields")]
    TooMany,
    /// A field has no label, or one that is too long; its position, from 1.
    #[error("field {0} needs a label of at most 80 characters")]
    BadLabel(usize),
    /// Two fields have labels that look the same, or a label looks the same as the consent text.
    #[error("two fields are called “{0}”")]
    SameLabel(String),
    /// A field has fewer than two choices, more than [`MAX_CHOICES`], a choice that is too long, or
    /// a duplicate.
    #[error("“{0}” needs 2 to {MAX_CHOICES} different choices of at most 80 characters, one a line")]
    BadChoices(String),
    /// The consent text is too long.
    #[error("the text to agree to can have {} characters at most", text::MAX_TEXT)]
    LongConsent,
}

/// The stored form of the Welcome Screen.
pub(crate) fn normal(screen: WelcomeScreen) -> Result<WelcomeScreen, BadScreen> {
    if screen.fields.len() > MAX_QUESTIONS {
        return Err(BadScreen::TooMany);
    }
    let consent = text::optional(screen.consent.trim(), text::message).map_err(|_| BadScreen::LongConsent)?;
    let mut fields: Vec<Question> = Vec::new();
    for (question, place) in screen.fields.into_iter().zip(1..) {
        let label = text::name(&question.label).map_err(|_| BadScreen::BadLabel(place))?;
        if fields.iter().any(|other| look_alike(&other.label, &label)) {
            return Err(BadScreen::SameLabel(label));
        }
        let kind = match question.kind {
            Kind::Choice(choices) => match self::choices(&choices) {
                Some(choices) => Kind::Choice(choices),
                None => return Err(BadScreen::BadChoices(label)),
            },
            kind => kind,
        };
        fields.push(Question { label, kind, ..question });
    }
    // The answer to it is identified by its text, as a field's by its label.
    if fields.iter().any(|field| look_alike(&field.label, &consent)) {
        return Err(BadScreen::SameLabel(consent));
    }
    Ok(WelcomeScreen { fields, consent, ..screen })
}

fn choices(choices: &[String]) -> Option<Vec<String>> {
    let mut all: Vec<String> = Vec::new();
    for choice in choices.iter().filter(|choice| !text::is_blank(choice)) {
        let choice = text::name(choice).ok()?;
        if all.iter().any(|other| look_alike(other, &choice)) {
            return None;
        }
        all.push(choice);
    }
    (2..=MAX_CHOICES).contains(&all.len()).then_some(all)
}

pub(crate) fn in_words(screen: &WelcomeScreen) -> String {
    let asked = |what: &str, asked: Asked| match asked {
        Asked::Off => None,
        Asked::Optional => Some(what.to_owned()),
        Asked::Required => Some(format!("{what} (required)")),
    };
    let fixed = [("name", screen.name), ("e-mail", screen.email), ("question", screen.question)];
    let own = screen.fields.iter().map(|field| {
        let required = if field.is_required { " (required)" } else { "" };
        match &field.kind {
            Kind::Choice(choices) => format!("{}{required}: {}", field.label, choices.join(" / ")),
            _ => format!("{}{required}", field.label),
        }
    });
    let all: Vec<_> = fixed.into_iter().filter_map(|(what, is)| asked(what, is)).chain(own).collect();
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(label: &str, kind: Kind) -> Question {
        Question { label: label.into(), is_required: false, kind }
    }

    fn taken(fields: Vec<Question>) -> Result<WelcomeScreen, BadScreen> {
        normal(WelcomeScreen { fields, ..WelcomeScreen::default() })
    }

    fn choice(choices: &[&str]) -> Kind {
        Kind::Choice(choices.iter().map(|choice| (*choice).to_owned()).collect())
    }

    #[test]
    fn a_screen_is_kept_clean() {
        let screen = WelcomeScreen {
            fields: vec![
                question(" Order\u{7} number ", Kind::Line),
                question("Wood", choice(&[" Oak ", "", "Ash"])),
            ],
            consent: " \n I agree. \n".into(),
            ..WelcomeScreen::default()
        };
        let kept = normal(screen).unwrap();
        assert_eq!((kept.consent.as_str(), kept.fields[0].label.as_str()), ("I agree.", "Order number"));
        assert_eq!(kept.fields[1].kind, choice(&["Oak", "Ash"]));
        assert_eq!(in_words(&kept), "name, question (required), Order number, Wood: Oak / Ash");
    }

    #[test]
    fn what_visitors_could_not_tell_apart_or_not_fill_in_is_refused() {
        let line = |label: &str| question(label, Kind::Line);
        for blank in ["", " ", "\u{200b}\u{7}"] {
            assert_eq!(taken(vec![line(blank)]), Err(BadScreen::BadLabel(1)), "{blank:?}");
        }
        assert_eq!(taken(vec![line("a"), line(&"x".repeat(81))]), Err(BadScreen::BadLabel(2)));
        assert_eq!(
            taken(vec![line("Order"), line("order\u{200b}")]),
            Err(BadScreen::SameLabel("order".into()))
        );
        // The first one has Cyrillic letters, the second one an invisible character.
        for alike in ["W\u{43e}\u{43e}d", "Wo\u{200b}od", " WOOD "] {
            let refused = taken(vec![line("Wood"), line(alike)]);
            assert!(matches!(refused, Err(BadScreen::SameLabel(_))), "{alike:?}: {refused:?}");
        }
        let fields = vec![line("Wood")];
        let alike = WelcomeScreen { fields, consent: "Wood".into(), ..WelcomeScreen::default() };
        assert_eq!(normal(alike), Err(BadScreen::SameLabel("Wood".into())));
        assert_eq!(taken(vec![line("x"); 11]), Err(BadScreen::TooMany));
        for bad in [&["Oak"][..], &["Oak", " oak "], &["Oak", &"x".repeat(81)], &[]] {
            assert_eq!(taken(vec![question("Wood", choice(bad))]), Err(BadScreen::BadChoices("Wood".into())));
        }
        let consent = "x".repeat(text::MAX_TEXT + 1);
        assert_eq!(
            normal(WelcomeScreen { consent, ..WelcomeScreen::default() }),
            Err(BadScreen::LongConsent)
        );
    }
}
