//! What the visitor reads: one file for each language beside this folder (`en.toml`, `de.toml`, …),
//! and how they are parsed. What operators read is in [`console`].
//!
//! A file has five parts; `en.toml` explains each text.
//!
//! | part | is read by | how it gets there |
//! |---|---|---|
//! | `page` | the visitor, as the panel or a form opens | the build writes it into `panel.html` and `panel-forms.html` ([`page`]) |
//! | `said` | the panel's program | as JSON in the first of them, by index rather than name |
//! | `forms` | the part of that program that draws forms | as JSON in the second, likewise |
//! | `launcher` | the loader in the host page | the server sends it with `Welcome` |
//! | `rating` | the visitor, below a chat that has ended | in a form that the server sends ([`rating`]) |
//!
//! English is the source. A text that another language lacks appears in English, so that a new text
//! never breaks an old translation; a test (`check`) names what is missing, left over or malformed.

#[cfg(test)]
mod check;
pub mod console;
pub mod page;
pub mod rating;

use std::{collections::BTreeMap, error::Error, fmt};

use toml::de::{DeTable, DeValue};
use wire::Language;

/// Texts by their names.
pub type Part = BTreeMap<String, String>;

/// The texts of one language, complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// The language.
    pub language: Language,
    /// The texts in the panel's page and in the page of its forms.
    pub page: Part,
    /// The texts that appear as things happen. `%` stands for an inserted value.
    pub said: Part,
    /// The same in the forms and below the conversation.
    pub forms: Part,
    /// The loader's texts: the button on the host page, and the invitation card.
    pub launcher: Part,
    /// The texts of the form that rates a chat.
    pub rating: Part,
}

/// The prefix of the plural form in the names of the texts about new messages.
const PLURAL: &str = "unread-";

/// Why a file cannot be read, for its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(String);

#[derive(Debug, Default)]
struct File {
    page: Part,
    said: Part,
    forms: Part,
    launcher: Part,
    rating: Part,
}

impl Texts {
    /// Reads a language's file; what it lacks is taken from the English one.
    ///
    /// # Errors
    ///
    /// If one of the two is not TOML, or contains anything but the five parts with texts in them.
    pub fn read(language: Language, english: &str, own: &str) -> Result<Texts, Malformed> {
        let File { mut page, mut said, mut forms, mut launcher, mut rating } = File::parse(english)?;
        let own = File::parse(own)?;
        // Plural forms are never mixed with those of English: if a language has some, they are all
        // it has.
        if own.said.keys().any(|name| name.starts_with(PLURAL)) {
            said.retain(|name, _| !name.starts_with(PLURAL));
        }
        page.extend(own.page);
        said.extend(own.said);
        forms.extend(own.forms);
        launcher.extend(own.launcher);
        rating.extend(own.rating);
        Ok(Texts { language, page, said, forms, launcher, rating })
    }

    /// What `Welcome` tells the loader: its texts, and their `direction` (`ltr` or `rtl`).
    pub fn for_loader(&self) -> Vec<(String, String)> {
        let direction = ("direction".to_owned(), direction(self.language).to_owned());
        let texts = self.launcher.iter().map(|(name, text)| (name.clone(), text.clone()));
        texts.chain([direction]).collect()
    }
}

impl File {
    fn parse(file: &str) -> Result<File, Malformed> {
        let parts = DeTable::parse(file).map_err(|error| Malformed(error.to_string()))?;
        let mut file = File::default();
        for (name, part) in parts.into_inner() {
            let name = name.into_inner();
            let texts = match &*name {
                "page" => &mut file.page,
                "said" => &mut file.said,
                "forms" => &mut file.forms,
                "launcher" => &mut file.launcher,
                "rating" => &mut file.rating,
                _ => return Err(Malformed(format!("there is no part {name}"))),
            };
            let DeValue::Table(part) = part.into_inner() else {
                return Err(Malformed(format!("{name} is no part with texts")));
            };
            for (text_name, text) in part {
                let DeValue::String(text) = text.into_inner() else {
                    return Err(Malformed(format!("{name}.{} is no text", text_name.get_ref())));
                };
                texts.insert(text_name.into_inner().into_owned(), text.into_owned());
            }
        }
        Ok(file)
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Malformed {}

/// The names of the part `said` in the order in which the panel's page carries their texts, so that
/// a name gives a text's index. The plural forms are not among them: they come last, together.
#[cfg(any(feature = "files", test))]
pub fn places() -> Vec<&'static str> {
    of(Language::English).said.keys().map(String::as_str).filter(|name| !name.starts_with(PLURAL)).collect()
}

/// The same for the part `forms` and the page of the forms.
#[cfg(any(feature = "files", test))]
pub fn places_of_forms() -> Vec<&'static str> {
    of(Language::English).forms.keys().map(String::as_str).collect()
}

/// The name of a language's file.
pub fn file_name(language: Language) -> String {
    format!("{}.toml", language.tag())
}

/// The direction of a language, as HTML's `dir` takes it.
pub fn direction(language: Language) -> &'static str {
    if language.is_right_to_left() { "rtl" } else { "ltr" }
}

/// The texts of a language, from the files built into the program.
#[cfg(any(feature = "files", test))]
pub fn of(language: Language) -> &'static Texts {
    use std::sync::LazyLock;

    static ALL: LazyLock<Vec<Texts>> = LazyLock::new(|| {
        let read = |language| {
            Texts::read(language, own_file(Language::English), own_file(language))
                .expect("every file is read in a test")
        };
        Language::ALL.into_iter().map(read).collect()
    });
    ALL.iter().find(|texts| texts.language == language).expect("all languages are among them")
}

#[cfg(any(feature = "files", test))]
fn own_file(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../en.toml"),
        Language::German => include_str!("../de.toml"),
        Language::French => include_str!("../fr.toml"),
        Language::Spanish => include_str!("../es.toml"),
        Language::Portuguese => include_str!("../pt.toml"),
        Language::Polish => include_str!("../pl.toml"),
        Language::Arabic => include_str!("../ar.toml"),
        Language::Japanese => include_str!("../ja.toml"),
        Language::Chinese => include_str!("../zh-Hans.toml"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_language_lacks_is_english() {
        let english = "[page]\nend = 'End'\n[said]\nwait = 'Wait'\nnext = 'Next'\n[launcher]\nopen = 'Open'";
        let german = Texts::read(Language::German, english, "[said]\nwait = 'Warten'").unwrap();
        let said =
            [("next", "Next"), ("wait", "Warten")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(german.said, said.into());
        assert_eq!((&*german.page["end"], &*german.launcher["open"]), ("End", "Open"));
    }

    #[test]
    fn the_plural_forms_of_english_are_no_other_languages() {
        let english = "[said]\nunread-one = '% new'\nunread-other = '% new'";
        let forms =
            |own| Texts::read(Language::Japanese, english, own).unwrap().said.into_keys().collect::<Vec<_>>();
        assert_eq!(forms("[said]\nunread-other = '%'"), ["unread-other"]);
        assert_eq!(forms(""), ["unread-one", "unread-other"]);
    }

    #[test]
    fn a_file_that_is_not_one_is_refused() {
        let fault = |file| Texts::read(Language::German, "", file).unwrap_err().to_string();
        assert!(
            fault("[page]\nend = ").starts_with("TOML parse error at line 2"),
            "{}",
            fault("[page]\nend = ")
        );
        assert_eq!(fault("[pages]\nend = 'End'"), "there is no part pages");
        assert_eq!(fault("page = 'End'"), "page is no part with texts");
        assert_eq!(fault("[page]\nend = 7"), "page.end is no text");
    }

    #[test]
    fn each_language_has_its_own_file() {
        for language in Language::ALL {
            assert_eq!(of(language).language, language);
            let path = format!("{}/{}", env!("CARGO_MANIFEST_DIR"), file_name(language));
            assert_eq!(std::fs::read_to_string(&path).unwrap(), own_file(language), "{path}");
        }
    }

    #[test]
    fn the_loader_is_told_its_texts_and_which_way_they_are_written() {
        let told = |language| of(language).for_loader().into_iter().collect::<Part>();
        let (german, arabic) = (told(Language::German), told(Language::Arabic));
        assert_eq!((&*german["open"], &*german["direction"]), ("Chat öffnen", "ltr"));
        assert_eq!(arabic["direction"], "rtl");
    }
}
