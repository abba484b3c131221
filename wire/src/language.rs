//! The languages of the visitor's side, and which of them a visitor gets.
//!
//! The texts themselves are in `languages/`, one file for each language.

use serde::{Deserialize, Serialize};

/// A language of the visitor's side. In JSON it is its [`tag`](Language::tag).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// The source of all translations, and the fallback for missing texts.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Addresses the visitor formally.
    #[serde(rename = "de")]
    German,
    /// Addresses the visitor formally.
    #[serde(rename = "fr")]
    French,
    /// Addresses the visitor formally.
    #[serde(rename = "es")]
    Spanish,
    /// Brazilian Portuguese.
    #[serde(rename = "pt")]
    Portuguese,
    /// Addresses the visitor formally.
    #[serde(rename = "pl")]
    Polish,
    /// Modern Standard Arabic, written from right to left.
    #[serde(rename = "ar")]
    Arabic,
    /// Polite form.
    #[serde(rename = "ja")]
    Japanese,
    /// Simplified characters.
    #[serde(rename = "zh-Hans")]
    Chinese,
}

/// The language a site uses for its visitors. A visitor can choose another one (manual A18).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteLanguage {
    /// The language of the visitor's page, from its `lang` attribute; otherwise the first supported
    /// language of their browser.
    #[default]
    AsThePage,
    /// Always this one.
    Fixed(Language),
}

/// The languages that the visitor's side prefers, as language tags (BCP 47). Any of them may be
/// unsupported or not a valid tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// The language the visitor has chosen, if any.
    pub chosen: Option<String>,
    /// The language of the page, then those of the browser, best first.
    pub named: Vec<String>,
}

impl Language {
    /// All languages in the order in which visitors see them: by their own names, other scripts
    /// last.
    pub const ALL: [Language; 9] = [
        Language::German,
        Language::English,
        Language::Spanish,
        Language::French,
        Language::Polish,
        Language::Portuguese,
        Language::Arabic,
        Language::Chinese,
        Language::Japanese,
    ];

    /// The languages of the operators' console, in the order in which operators see them.
    pub const OF_CONSOLE: [Language; 4] =
        [Language::English, Language::German, Language::French, Language::Spanish];

    /// The tag (BCP 47), for `lang` attributes and `Intl`. It is also the name of the language's
    /// file of texts.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
            Language::French => "fr",
            Language::Spanish => "es",
            Language::Portuguese => "pt",
            Language::Polish => "pl",
            Language::Arabic => "ar",
            Language::Japanese => "ja",
            Language::Chinese => "zh-Hans",
        }
    }

    /// Its name in the language itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::German => "Deutsch",
            Language::French => "Français",
            Language::Spanish => "Español",
            Language::Portuguese => "Português",
            Language::Polish => "Polski",
            Language::Arabic => "العربية",
            Language::Japanese => "日本語",
            Language::Chinese => "简体中文",
        }
    }

    /// Whether it is written from right to left.
    pub fn is_right_to_left(self) -> bool {
        self == Language::Arabic
    }

    /// The console language for a tag, which is read as by [`of_tag`](Language::of_tag).
    pub fn of_console(tag: &str) -> Option<Language> {
        Language::of_tag(tag).filter(|language| Language::OF_CONSOLE.contains(language))
    }

    /// The language for a tag (BCP 47), with or without a region, a script or an extension:
    /// `pt-BR`, `zh-Hant-TW`, and also `de_AT`. None if it is not supported.
    pub fn of_tag(tag: &str) -> Option<Language> {
        let primary = tag.trim().split(['-', '_']).next()?;
        // Readers of traditional characters read simplified ones more easily than another language.
        let is_of = |language: &Language| {
            language.tag().split('-').next().is_some_and(|its| its.eq_ignore_ascii_case(primary))
        };
        Language::ALL.into_iter().find(is_of)
    }
}

impl Wish {
    /// The wish of a visitor who already sees this language.
    pub fn for_this(tag: &str) -> Wish {
        Wish { chosen: Some(tag.to_owned()), named: Vec::new() }
    }

    /// The language the visitor gets: the one they chose; otherwise the one the site fixes;
    /// otherwise the first supported one that their side names; otherwise English.
    pub fn met_by(&self, site: SiteLanguage) -> Language {
        if let Some(chosen) = self.chosen.as_deref().and_then(Language::of_tag) {
            return chosen;
        }
        match site {
            SiteLanguage::Fixed(language) => language,
            SiteLanguage::AsThePage => {
                self.named.iter().find_map(|tag| Language::of_tag(tag)).unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(tags: &[&str]) -> Wish {
        Wish { chosen: None, named: tags.iter().map(|tag| (*tag).to_owned()).collect() }
    }

    #[test]
    fn each_language_is_found_by_its_tag_and_named_once() {
        for language in Language::ALL {
            assert_eq!(Language::of_tag(language.tag()), Some(language));
            assert_eq!(
                Language::ALL.iter().filter(|other| other.own_name() == language.own_name()).count(),
                1
            );
            assert_eq!(serde_json::to_string(&language).unwrap(), format!("\"{}\"", language.tag()));
        }
    }

    #[test]
    fn a_tag_may_have_a_region_a_script_and_any_case() {
        for (tag, language) in [
            ("pt-BR", Language::Portuguese),
            ("pt-PT", Language::Portuguese),
            ("zh", Language::Chinese),
            ("zh-Hans-CN", Language::Chinese),
            ("zh-TW", Language::Chinese),
            ("de-DE-u-co-phonebk", Language::German),
            ("de_AT", Language::German),
            ("AR-eg", Language::Arabic),
            (" en-GB ", Language::English),
        ] {
            assert_eq!(Language::of_tag(tag), Some(language), "{tag}");
        }
    }

    #[test]
    fn a_tag_of_no_language_that_is_spoken_here_is_none() {
        for tag in ["", " ", "-", "nl", "den", "d", "zha", "german", "x-de", "\u{1f}", "日本語"] {
            assert_eq!(Language::of_tag(tag), None, "{tag:?}");
        }
    }

    #[test]
    fn the_console_speaks_some_of_them() {
        assert_eq!(Language::of_console("de-AT"), Some(Language::German));
        assert_eq!(Language::of_console("en-US"), Some(Language::English));
        assert_eq!((Language::of_console("pl"), Language::of_console("nl")), (None, None));
    }

    #[test]
    fn the_visitors_choice_is_before_the_sites_and_that_before_the_pages() {
        let fixed = SiteLanguage::Fixed(Language::Polish);
        let wish = wish(&["de-CH", "fr"]);
        let chosen = |tag| Wish { named: wish.named.clone(), ..Wish::for_this(tag) };
        assert_eq!(chosen("ja").met_by(fixed), Language::Japanese);
        assert_eq!(wish.met_by(fixed), Language::Polish);
        assert_eq!(chosen("klingon").met_by(fixed), Language::Polish);
        assert_eq!(wish.met_by(SiteLanguage::AsThePage), Language::German);
    }

    #[test]
    fn what_is_not_spoken_here_is_passed_over() {
        let as_the_page = SiteLanguage::AsThePage;
        assert_eq!(wish(&["", "nl", "fr-BE", "de"]).met_by(as_the_page), Language::French);
        assert_eq!(wish(&["nl", "sv"]).met_by(as_the_page), Language::English);
        assert_eq!(Wish::default().met_by(as_the_page), Language::English);
    }

    #[test]
    fn a_sites_choice_keeps_its_form() {
        for choice in [SiteLanguage::AsThePage, SiteLanguage::Fixed(Language::Chinese)] {
            let text = serde_json::to_string(&choice).unwrap();
            assert_eq!(serde_json::from_str::<SiteLanguage>(&text).unwrap(), choice);
        }
        assert_eq!(
            serde_json::to_string(&SiteLanguage::Fixed(Language::Chinese)).unwrap(),
            r#"{"fixed":"zh-Hans"}"#
        );
    }
}
