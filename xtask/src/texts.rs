//! The catalogues of the console's texts, as browsers read them.

use std::fs;
use std::path::Path;

use anyhow::Context;
use languages::console;

/// The catalogue of each language except English, under its logical name: a JSON object from the
/// English texts, in byte order, to the language's own. The files are in this folder.
///
/// # Errors
///
/// If a file cannot be read.
pub(crate) fn catalogues(folder: &Path) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let made = |language| {
        let name = console::file_name(language);
        let file = folder.join(&name);
        let file = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let catalogue = console::read(&file).with_context(|| format!("in languages/{name}"))?;
        Ok((console::asset_name(language), serde_json::to_vec(&catalogue)?))
    };
    console::translated().map(made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place;

    #[test]
    fn a_catalogue_is_an_object_in_the_order_that_the_console_searches_it() {
        let folder = place::empty();
        fs::create_dir_all(folder.join("console")).unwrap();
        for language in console::translated() {
            fs::write(folder.join(console::file_name(language)), "").unwrap();
        }
        fs::write(folder.join("console/de.toml"), "'b' = 'B'\n'…' = '….'\n'a' = 'A'\n'B' = '\"'").unwrap();
        let made = catalogues(&folder).unwrap();
        let names: Vec<_> = made.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["texts-de.json", "texts-fr.json", "texts-es.json"]);
        let german = String::from_utf8(made[0].1.clone()).unwrap();
        assert_eq!(german, r#"{"B":"\"","a":"A","b":"B","…":"…."}"#);
        assert_eq!(made[1].1, b"{}");
    }

    #[test]
    fn a_broken_file_is_named() {
        let folder = place::empty();
        assert!(catalogues(&folder).is_err());
        fs::create_dir_all(folder.join("console")).unwrap();
        fs::write(folder.join("console/de.toml"), "'a' = 1").unwrap();
        assert_eq!(catalogues(&folder).unwrap_err().to_string(), "in languages/console/de.toml");
    }
}
