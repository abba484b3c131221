//! Additional dictionaries for the spell checker: a folder of Hunspell files, such as `de.aff` and
//! `de.dic`. Only the browser reads their content (`spell/worker.js`).

pub(crate) mod route;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// Longer tags cannot be stored as a preference.
const LONGEST_TAG: usize = 20;

/// The dictionaries in the folder when the server started.
#[derive(Default)]
pub(crate) struct Dictionaries {
    /// By the language tag (BCP 47) in lower case: the tag, and the path of the two files without
    /// extension.
    found: BTreeMap<String, (String, PathBuf)>,
}

impl Dictionaries {
    /// Reads the folder. A dictionary without both of its files, or not named after a language, is
    /// logged and left out.
    ///
    /// # Errors
    /// A sentence for the person who starts the program, if the folder cannot be read.
    pub(crate) fn in_folder(folder: &Path) -> Result<Dictionaries, String> {
        let wrong = |error: io::Error| {
            format!("SWITCHBOARD_DICTIONARIES: cannot read the folder {}: {error}", folder.display())
        };
        let mut dictionaries = Dictionaries::default();
        for entry in fs::read_dir(folder).map_err(wrong)? {
            let affixes = entry.map_err(wrong)?.path();
            if affixes.extension().is_none_or(|ending| ending != "aff") {
                continue;
            }
            let stem = affixes.with_extension("");
            let tag = stem.file_name().and_then(|name| tag_of(name.to_str()?));
            match tag {
                Some(tag) if affixes.with_extension("dic").is_file() => {
                    dictionaries.found.insert(tag.to_ascii_lowercase(), (tag, stem));
                }
                Some(_) => {
                    tracing::warn!(file = %affixes.display(), "a dictionary without its .dic is left out")
                }
                None => tracing::warn!(
                    file = %affixes.display(),
                    "a dictionary is left out because it is not named after its language, such as de.aff or pt_BR.aff"
                ),
            }
        }
        Ok(dictionaries)
    }

    /// The language tags, separated by spaces.
    pub(crate) fn tags(&self) -> String {
        self.found.values().map(|(tag, _)| tag.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The path of one of the two files. Only dictionaries that were found have one.
    fn path(&self, tag: &str, kind: &str) -> Option<PathBuf> {
        let (_, stem) = self.found.get(&tag.to_ascii_lowercase())?;
        matches!(kind, "aff" | "dic").then(|| stem.with_extension(kind))
    }
}

/// The language tag of a file name: `pt_BR`, as Hunspell files are named, or `pt-BR`.
fn tag_of(name: &str) -> Option<String> {
    let tag = name.replace('_', "-");
    let primary = tag.split('-').next()?;
    let is_language =
        matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_tag =
        tag.len() <= LONGEST_TAG && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_language && is_tag).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_languages() {
        assert_eq!(tag_of("de").as_deref(), Some("de"));
        assert_eq!(tag_of("de_DE").as_deref(), Some("de-DE"));
        assert_eq!(tag_of("sr-Latn-RS").as_deref(), Some("sr-Latn-RS"));
        for name in ["", "d", "index", "1de", "de DE", "de\"", "..", "de_a-longer-tag-than-is-kept"] {
            assert_eq!(tag_of(name), None, "{name}");
        }
    }

    #[test]
    fn only_what_was_found_has_a_path() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["de_AT.aff", "de_AT.dic", "nl.aff", "index.aff", "index.dic", "hyph_de.dic"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let found = Dictionaries::in_folder(folder.path()).unwrap();
        assert_eq!(found.tags(), "de-AT");
        assert_eq!(found.path("DE-at", "dic"), Some(folder.path().join("de_AT.dic")));
        for (tag, kind) in [("nl", "aff"), ("index", "dic"), ("de-AT", "key"), ("../de_AT", "dic")] {
            assert_eq!(found.path(tag, kind), None, "{tag} {kind}");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_by_its_setting() {
        let error = Dictionaries::in_folder(Path::new("no/such/folder")).err().unwrap();
        assert!(
            error.starts_with("SWITCHBOARD_DICTIONARIES: cannot read the folder no/such/folder: "),
            "{error}"
        );
    }
}
