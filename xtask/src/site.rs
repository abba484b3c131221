//! Every file that the server serves, written to `target/site/`.
//!
//! Files with a hash in their name never change and may be cached forever; `manifest.json` maps
//! names to hashed names. Files whose name is a promise to host pages (`widget.js`) or that are in
//! `public/` keep it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail, ensure};

use crate::cache::{Cache, Files, short_hash};
use crate::compress;
use crate::program::Program;

/// The file that maps logical to hashed names.
pub(crate) const MANIFEST: &str = "manifest.json";

/// The content of the site, before compression.
#[derive(Default)]
pub(crate) struct Site {
    files: Files,
    manifest: BTreeMap<String, String>,
}

impl Site {
    pub(crate) fn add_program(&mut self, name: &str, program: Program) {
        for (hashed, module) in program.modules {
            self.manifest.insert(without_hash(&hashed), hashed.clone());
            self.files.insert(hashed, module);
        }
        self.add_hashed(&format!("{name}.js"), program.script);
    }

    pub(crate) fn add_hashed(&mut self, logical: &str, content: Vec<u8>) {
        let (stem, kind) = logical.split_once('.').unwrap_or((logical, ""));
        let name = format!("{stem}.{}.{kind}", short_hash(&content));
        self.manifest.insert(logical.to_owned(), name.clone());
        self.files.insert(name, content);
    }

    /// Adds a file under a fixed name.
    ///
    /// # Errors
    ///
    /// If the name is taken.
    pub(crate) fn add_fixed(&mut self, name: &str, content: Vec<u8>) -> anyhow::Result<()> {
        ensure!(name != MANIFEST, "the name {name} is the build's own");
        match self.files.insert(name.to_owned(), content) {
            None => Ok(()),
            Some(_) => bail!("two files want the name {name}"),
        }
    }

    /// Adds every file in a folder, named by its path in that folder.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read, or a name is taken.
    pub(crate) fn add_folder(&mut self, folder: &Path) -> anyhow::Result<()> {
        for name in names_below(folder)? {
            self.add_fixed(&name, fs::read(folder.join(&name))?)?;
        }
        Ok(())
    }

    /// A page with `{{logical name}}` replaced by the hashed file's address.
    ///
    /// # Errors
    ///
    /// If a placeholder remains that names no file.
    pub(crate) fn fill_in(&self, page: &str) -> anyhow::Result<String> {
        let mut filled = page.to_owned();
        for (logical, name) in &self.manifest {
            filled = filled.replace(&format!("{{{{{logical}}}}}"), &format!("/assets/{name}"));
        }
        if let Some((_, rest)) = filled.split_once("{{") {
            bail!("the page asks for a file that is not built: {}", rest.split("}}").next().unwrap_or(rest));
        }
        Ok(filled)
    }

    /// Writes the files, their compressed companions and the manifest into the folder, and removes
    /// all others.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written.
    pub(crate) fn write(self, folder: &Path, cache: Option<&Cache>) -> anyhow::Result<()> {
        let mut files = self.files;
        if let Some(cache) = cache {
            let companions = compress::companions(&files, cache)?;
            let is_packed = |name: &str| companions.contains_key(&format!("{name}.gz"));
            files.retain(|name, _| !(compress::is_packed_alone(name) && is_packed(name)));
            files.extend(companions);
        }
        files.insert(MANIFEST.to_owned(), serde_json::to_vec_pretty(&self.manifest)?);
        lay(folder, &files).with_context(|| format!("cannot write {}", folder.display()))
    }
}

/// The logical name of a hashed one: the hash comes before the extension.
fn without_hash(hashed: &str) -> String {
    let (rest, kind) = hashed.rsplit_once('.').unwrap_or((hashed, ""));
    let (logical, _) = rest.rsplit_once('.').unwrap_or((rest, ""));
    format!("{logical}.{kind}")
}

/// The paths of all files in a folder, relative to it, with `/` as the separator, sorted.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn names_below(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            let below = names_below(&entry.path())?;
            names.extend(below.into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Files that are already right are not touched: the compiler embeds a file again when its time
/// changes.
fn lay(folder: &Path, files: &Files) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    for name in names_below(folder)? {
        if !files.contains_key(&name) {
            fs::remove_file(folder.join(name))?;
        }
    }
    for (name, content) in files {
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|there| there == *content) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, content)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place;

    fn site_of(names: &[&str]) -> Site {
        let mut site = Site::default();
        for name in names {
            site.add_hashed(name, name.as_bytes().to_vec());
        }
        site
    }

    #[test]
    fn hashed_files_are_found_through_the_manifest_and_old_ones_go() {
        let folder = place::empty();
        let mut old = Site::default();
        old.add_hashed("panel.css", b"a{}".to_vec());
        old.add_fixed("sounds/ring.txt", b"ring".to_vec()).unwrap();
        old.write(&folder, None).unwrap();
        let mut new = Site::default();
        new.add_hashed("panel.css", b"b{}".to_vec());
        new.write(&folder, None).unwrap();

        let manifest = fs::read(folder.join(MANIFEST)).unwrap();
        let manifest: BTreeMap<String, String> = serde_json::from_slice(&manifest).unwrap();
        assert_eq!(names_below(&folder).unwrap(), [MANIFEST, &manifest["panel.css"]]);
        assert_eq!(fs::read(folder.join(&manifest["panel.css"])).unwrap(), b"b{}");
    }

    #[test]
    fn files_that_stay_the_same_are_not_touched() {
        let folder = place::empty();
        site_of(&["panel.css"]).write(&folder, None).unwrap();
        let manifest = folder.join(MANIFEST);
        let before = fs::metadata(&manifest).unwrap().modified().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        site_of(&["panel.css"]).write(&folder, None).unwrap();
        assert_eq!(fs::metadata(manifest).unwrap().modified().unwrap(), before);
    }

    #[test]
    fn a_page_gets_the_addresses_of_hashed_files() {
        let site = site_of(&["panel.js"]);
        let page = site.fill_in(r#"<script type="module" src="{{panel.js}}"></script>"#).unwrap();
        assert_eq!(
            page,
            format!(r#"<script type="module" src="/assets/{}"></script>"#, site.manifest["panel.js"])
        );
    }

    #[test]
    fn a_page_that_asks_for_an_unknown_file_is_refused() {
        let error = site_of(&["panel.js"]).fill_in("{{panel.css}}").unwrap_err();
        assert_eq!(error.to_string(), "the page asks for a file that is not built: panel.css");
    }

    #[test]
    fn a_program_and_its_parts_are_found_by_their_names() {
        let modules = [("app.0123.wasm", b"m"), ("app.messages.4567.wasm", b"p")];
        let modules = modules.map(|(name, content)| (name.to_owned(), content.to_vec()));
        let mut site = Site::default();
        site.add_program("app", Program { modules: modules.into(), script: b"s".to_vec() });
        let logical: Vec<_> = site.manifest.keys().collect();
        assert_eq!(logical, ["app.js", "app.messages.wasm", "app.wasm"]);
        assert_eq!(site.manifest["app.messages.wasm"], "app.messages.4567.wasm");
        assert!(site.manifest.values().all(|hashed| site.files.contains_key(hashed)));
    }

    #[test]
    fn a_name_is_given_once() {
        let mut site = Site::default();
        site.add_fixed("widget.js", Vec::new()).unwrap();
        site.add_fixed("widget.js", Vec::new()).unwrap_err();
        site.add_fixed(MANIFEST, Vec::new()).unwrap_err();
    }
}
