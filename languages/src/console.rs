//! What operators read: a catalogue for each language of the console except English, in `console/`
//! beside this folder.
//!
//! The English texts are in the sources of `app` and serve as the keys: `"Save" = "Speichern"`.
//! `%1`, `%2` … stand for inserted values. A text that a catalogue lacks appears in English; a test
//! (`check`) names what is missing, left over or malformed.

#[cfg(test)]
mod check;
#[cfg(test)]
mod sources;

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};
use wire::Language;

use crate::Malformed;

/// A language's texts by the English ones.
pub type Catalogue = BTreeMap<String, String>;

/// Reads a catalogue's file.
///
/// # Errors
///
/// If it is not TOML, has a text twice, or contains anything but texts.
pub fn read(file: &str) -> Result<Catalogue, Malformed> {
    let table = DeTable::parse(file).map_err(|error| Malformed(error.to_string()))?;
    let texts = table.into_inner().into_iter().map(|(english, text)| {
        let english = english.into_inner().into_owned();
        match text.into_inner() {
            DeValue::String(text) => Ok((english, text.into_owned())),
            _ => Err(Malformed(format!("{english} has no text"))),
        }
    });
    texts.collect()
}

/// The languages that have a catalogue.
pub fn translated() -> impl Iterator<Item = Language> {
    Language::OF_CONSOLE.into_iter().filter(|language| *language != Language::English)
}

/// The name of a catalogue's file in the folder `languages`.
pub fn file_name(language: Language) -> String {
    format!("console/{}.toml", language.tag())
}

/// The name of the catalogue among the files that a browser loads, before it gets a hash.
pub fn asset_name(language: Language) -> String {
    format!("texts-{}.json", language.tag())
}

/// The text in this language, if there is one, from the catalogues built into the program.
#[cfg(any(feature = "files", test))]
pub fn translation(language: Language, english: &str) -> Option<&'static str> {
    use std::sync::LazyLock;

    static ALL: LazyLock<Vec<(Language, Catalogue)>> = LazyLock::new(|| {
        let read =
            |language| Some((language, read(own_file(language)?).expect("every file is read in a test")));
        translated().filter_map(read).collect()
    });
    let (_, catalogue) = ALL.iter().find(|(one, _)| *one == language)?;
    catalogue.get(english).map(String::as_str)
}

#[cfg(any(feature = "files", test))]
fn own_file(language: Language) -> Option<&'static str> {
    match language {
        Language::German => Some(include_str!("../console/de.toml")),
        Language::French => Some(include_str!("../console/fr.toml")),
        Language::Spanish => Some(include_str!("../console/es.toml")),
        Language::English
        | Language::Portuguese
        | Language::Polish
        | Language::Arabic
        | Language::Japanese
        | Language::Chinese => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_but_english_has_its_catalogue() {
        for language in translated() {
            let path = format!("{}/{}", env!("CARGO_MANIFEST_DIR"), file_name(language));
            assert_eq!(std::fs::read_to_string(&path).ok().as_deref(), own_file(language), "{path}");
        }
        assert_eq!(translated().count() + 1, Language::OF_CONSOLE.len());
    }

    #[test]
    fn a_text_is_found_by_the_english_one() {
        assert_eq!(translation(Language::German, "Sign in"), Some("Anmelden"));
        assert_eq!(translation(Language::German, "Nonsense"), None);
        assert_eq!(translation(Language::English, "Sign in"), None);
    }

    #[test]
    fn a_file_that_is_no_catalogue_is_refused() {
        let fault = |file| read(file).unwrap_err().to_string();
        assert!(fault("'Save' = ").starts_with("TOML parse error at line 1"), "{}", fault("'Save' = "));
        assert!(
            fault("'Save' = 'A'\n'Save' = 'B'").contains("duplicate"),
            "{}",
            fault("'Save' = 'A'\n'Save' = 'B'")
        );
        assert_eq!(fault("'Save' = 7"), "Save has no text");
    }
}
