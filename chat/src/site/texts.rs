//! The texts of a site in its own words (manual A18).

use std::collections::BTreeMap;

use wire::{
    Language,
    site::{MAX_MORE, SiteTexts},
    text::{self, MAX_NAME},
};

/// Why a site's texts are not accepted, for the person who typed them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSiteTexts {
    /// A text in the header or above a form, or the question for a rating, is too long.
    #[error("“{0}” is too long: {MAX_NAME} characters at most")]
    LongTitle(String),
    /// A text below that is too long.
    #[error("“{0}…” is too long: {MAX_MORE} characters at most")]
    LongMore(String),
}

type Texts = BTreeMap<Language, SiteTexts>;

/// The stored form of the texts: cleaned, without languages that have none.
pub(crate) fn normal(texts: Texts) -> Result<Texts, BadSiteTexts> {
    let mut all = Texts::new();
    for (language, texts) in texts {
        let texts = SiteTexts {
            head: title(&texts.head)?,
            head_more: title(&texts.head_more)?,
            greeting: title(&texts.greeting)?,
            greeting_more: more(&texts.greeting_more)?,
            leave: title(&texts.leave)?,
            leave_more: more(&texts.leave_more)?,
            rating: title(&texts.rating)?,
        };
        if texts != SiteTexts::default() {
            all.insert(language, texts);
        }
    }
    Ok(all)
}

pub(crate) fn in_words(texts: &Texts) -> String {
    let of = |(language, texts): (&Language, &SiteTexts)| {
        let SiteTexts { head, head_more, greeting, greeting_more, leave, leave_more, rating } = texts;
        let all = [head, head_more, greeting, greeting_more, leave, leave_more, rating];
        let said: Vec<_> = all.into_iter().filter(|text| !text.is_empty()).map(String::as_str).collect();
        format!("{}: {}", language.tag(), said.join(" / "))
    };
    texts.iter().map(of).collect::<Vec<_>>().join("; ")
}

fn title(typed: &str) -> Result<String, BadSiteTexts> {
    text::optional(typed, text::name).map_err(|_| BadSiteTexts::LongTitle(beginning(typed)))
}

fn more(typed: &str) -> Result<String, BadSiteTexts> {
    match text::optional(typed.trim(), text::message) {
        Ok(more) if more.chars().count() <= MAX_MORE => Ok(more),
        _ => Err(BadSiteTexts::LongMore(beginning(typed))),
    }
}

fn beginning(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german(greeting: &str, greeting_more: &str) -> Texts {
        let texts = SiteTexts {
            greeting: greeting.into(),
            greeting_more: greeting_more.into(),
            ..SiteTexts::default()
        };
        Texts::from([(Language::German, texts), (Language::Polish, SiteTexts::default())])
    }

    #[test]
    fn only_what_is_said_is_kept_and_cleaned() {
        let kept = normal(german(" Moin\u{7} ", "\nWas gibt's?\n")).unwrap();
        assert_eq!(kept.keys().collect::<Vec<_>>(), [&Language::German]);
        assert_eq!(in_words(&kept), "de: Moin / Was gibt's?");
    }

    #[test]
    fn what_is_too_long_is_named_by_its_beginning() {
        let long = "x".repeat(401);
        assert_eq!(normal(german(&long, "")), Err(BadSiteTexts::LongTitle("x".repeat(40))));
        assert_eq!(normal(german("", &long)), Err(BadSiteTexts::LongMore("x".repeat(40))));
        assert!(normal(german("", &long[1..])).is_ok());
    }
}
