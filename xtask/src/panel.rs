//! The panel's pages, written once for each language, so that a visitor loads and sees only one:
//! that of the panel, and that of its forms.

use std::fs;
use std::path::Path;

use anyhow::{Context, anyhow};
use languages::Texts;
use wire::Language;

/// The name of a language's page in the site.
pub(crate) fn file_name(language: Language) -> String {
    format!("panel.{}.html", language.tag())
}

/// A page in all languages, whose files are in this folder. Missing texts are English.
///
/// # Errors
///
/// If a file cannot be read, or the page asks for a text that does not exist.
pub(crate) fn in_all_languages(page: &str, folder: &Path) -> anyhow::Result<Vec<(Language, String)>> {
    let read = |language| {
        let file = folder.join(languages::file_name(language));
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))
    };
    let english = read(Language::English)?;
    let written = |language| {
        let texts = Texts::read(language, &english, &read(language)?)
            .with_context(|| format!("in languages/{}", languages::file_name(language)))?;
        let page = languages::page::written(page, &texts)
            .map_err(|name| anyhow!("languages/en.toml has no page.{name}"))?;
        Ok((language, page))
    };
    Language::ALL.into_iter().map(written).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place;

    #[test]
    fn each_language_gets_a_page_and_what_it_lacks_is_english() {
        let folder = place::empty();
        for language in Language::ALL {
            fs::write(folder.join(languages::file_name(language)), "").unwrap();
        }
        fs::write(folder.join("en.toml"), "[page]\nend = 'End'\nstay = 'Stay'").unwrap();
        fs::write(folder.join("de.toml"), "[page]\nend = 'Ende'").unwrap();
        let pages = in_all_languages("{{language}} {{text.end}} {{text.stay}}", &folder).unwrap();
        let page_in = |wanted| pages.iter().find(|(language, _)| *language == wanted).unwrap().1.as_str();
        assert_eq!(pages.len(), Language::ALL.len());
        assert_eq!(page_in(Language::German), "de Ende Stay");
        assert_eq!(page_in(Language::Polish), "pl End Stay");
    }

    #[test]
    fn a_broken_file_and_an_unknown_text_are_named() {
        let folder = place::empty();
        for language in Language::ALL {
            fs::write(folder.join(languages::file_name(language)), "").unwrap();
        }
        let error = in_all_languages("{{text.end}}", &folder).unwrap_err();
        assert_eq!(error.to_string(), "languages/en.toml has no page.end");
        fs::write(folder.join("fr.toml"), "[page").unwrap();
        let error = in_all_languages("", &folder).unwrap_err();
        assert_eq!(error.to_string(), "in languages/fr.toml");
    }
}
