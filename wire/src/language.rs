//! The languages that the visitor's side speaks, and which of them a visitor gets.
//!
//! The texts themselves are in `languages/`, one file for each of these.

use serde::{Deserialize, Serialize};

/// A language that the visitor's side speaks. In JSON it is its [`tag`](Language::tag).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// The one that the others are translated from, and that stands in for what they lack.
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
    /// As it is written in Brazil.
    #[serde(rename = "pt")]
    Portuguese,
    /// Addresses the visitor formally.
    #[serde(rename = "pl")]
    Polish,
    /// Modern Standard Arabic, written from right to left.
    #[serde(rename = "ar")]
    Arabic,
    /// Polite.
    #[serde(rename = "ja")]
    Japanese,
    /// Written in simplified characters.
    #[serde(rename = "zh-Hans")]
    Chinese,
}

/// Which language a site speaks to its visitors. A visitor who chooses another one gets that (manual A18).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteLanguage {
    /// That of the page the visitor is on, as its `lang` says it; else the first of his browser's that is spoken here.
    #[default]
    AsThePage,
    /// Always this one.
    Fixed(Language),
}

/// The language that a visitor's side would like, by tags (BCP 47), of which any may be of a language that is not spoken
/// here, or no tag at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// The one that the visitor has chosen himself.
    pub chosen: Option<String>,
    /// What his page is written in, then what his browser names, best first.
    pub named: Vec<String>,
}

impl Language {
    /// All of them, in the order in which a visitor is offered them: by their own names, those in other scripts last.
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

    /// Those that the operators' console speaks, in the order in which an operator is offered them.
    pub const OF_CONSOLE: [Language; 4] =
        [Language::English, Language::German, Language::French, Language::Spanish];

    /// Its tag (BCP 47), as `lang` and `Intl` want it. The file of its texts is named like it.
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

    /// What its speakers call it.
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

    /// The language of the console that a tag means, as [`of_tag`](Language::of_tag) reads it.
    pub fn of_console(tag: &str) -> Option<Language> {
        Language::of_tag(tag).filter(|language| Language::OF_CONSOLE.contains(language))
    }

    /// The language that a tag (BCP 47) means, with or without a region, a script or an extension: `pt-BR`, `zh-Hant-TW`,
    /// and `de_AT` as some write it. None if it is not spoken here.
    pub fn of_tag(tag: &str) -> Option<Language> {
        let primary = tag.trim().split(['-', '_']).next()?;
        // Simplified characters are read more easily by who writes the traditional ones than another language is.
        let is_of = |language: &Language| {
            language.tag().split('-').next().is_some_and(|its| its.eq_ignore_ascii_case(primary))
        };
        Language::ALL.into_iter().find(is_of)
    }
}

impl Wish {
    /// The wish of somebody who has this language before his eyes already.
    pub fn for_this(tag: &str) -> Wish {
        Wish { chosen: Some(tag.to_owned()), named: Vec::new() }
    }

    /// The language that the visitor gets: the one that he chose himself; else the one that the site has fixed; else the
    /// first that is spoken here of those that his side names; else English.
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
