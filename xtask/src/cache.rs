//! Results that were already made from the same inputs, stored in `xtask/cache/` of cargo's target
//! folder, one folder for each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::{fs, io};

use anyhow::Context;
use sha2::{Digest, Sha256};

/// File names and their content.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A folder of results, indexed by the hash of their inputs.
pub(crate) struct Cache {
    folder: PathBuf,
    used: Mutex<BTreeSet<String>>,
    /// Everything that changes how results are made: xtask itself and the versions of its tools.
    recipe: Vec<u8>,
}

impl Cache {
    /// Results made with another `recipe` are made again.
    pub(crate) fn open(folder: PathBuf, recipe: Vec<u8>) -> anyhow::Result<Self> {
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self { folder, used: Mutex::default(), recipe })
    }

    /// The files that `make` makes from `inputs`, or those of an earlier run. `step` separates what
    /// different steps make from the same inputs.
    pub(crate) fn files(
        &self,
        step: &str,
        inputs: &[&[u8]],
        make: impl FnOnce() -> anyhow::Result<Files>,
    ) -> anyhow::Result<Files> {
        let key = self.key(step, inputs);
        let folder = self.folder.join(&key);
        self.used.lock().expect("no step panics while it holds this").insert(key);
        if folder.is_dir() {
            return read_files(&folder).with_context(|| format!("cannot read {}", folder.display()));
        }
        let files = make()?;
        write_whole(&folder, &files).with_context(|| format!("cannot write {}", folder.display()))?;
        Ok(files)
    }

    /// Drops the results that were not requested since the cache was opened.
    pub(crate) fn prune(self) -> anyhow::Result<()> {
        let used = self.used.into_inner().expect("no step panics while it holds this");
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if !used.contains(entry.file_name().to_string_lossy().as_ref()) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }

    fn key(&self, step: &str, inputs: &[&[u8]]) -> String {
        let mut hash = Sha256::new();
        for part in [&self.recipe[..], step.as_bytes()].iter().chain(inputs) {
            // The length distinguishes "ab","c" from "a","bc".
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        hex(&hash.finalize())
    }
}

/// The part of a file's name that changes with its content.
pub(crate) fn short_hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content)[..6])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read_files(folder: &Path) -> io::Result<Files> {
    fs::read_dir(folder)?
        .map(|entry| {
            let entry = entry?;
            Ok((entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?))
        })
        .collect()
}

/// All or nothing: an interrupted run must not leave a partial result that looks complete.
fn write_whole(folder: &Path, files: &Files) -> io::Result<()> {
    let draft = folder.with_extension("draft");
    if draft.exists() {
        fs::remove_dir_all(&draft)?;
    }
    fs::create_dir(&draft)?;
    for (name, content) in files {
        fs::write(draft.join(name), content)?;
    }
    fs::rename(draft, folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place;

    fn made(content: &str) -> anyhow::Result<Files> {
        Ok(Files::from([("file".to_owned(), content.into())]))
    }

    fn cache(folder: &Path, recipe: &str) -> Cache {
        Cache::open(folder.join("cache"), recipe.into()).unwrap()
    }

    #[test]
    fn makes_once_for_the_same_inputs() {
        let folder = place::empty();
        let first = cache(&folder, "recipe").files("step", &[b"a", b"b"], || made("one")).unwrap();
        let again = cache(&folder, "recipe").files("step", &[b"a", b"b"], || panic!("made twice")).unwrap();
        assert_eq!(first, again);
    }

    #[test]
    fn makes_anew_when_anything_differs() {
        let folder = place::empty();
        cache(&folder, "recipe").files("step", &[b"ab", b"c"], || made("old")).unwrap();
        for (recipe, step, inputs) in [
            ("other", "step", [&b"ab"[..], b"c"]),
            ("recipe", "other", [b"ab", b"c"]),
            ("recipe", "step", [b"a", b"bc"]),
        ] {
            let files = cache(&folder, recipe).files(step, &inputs, || made("new")).unwrap();
            assert_eq!(files, made("new").unwrap(), "{recipe} {step} {inputs:?}");
        }
    }

    #[test]
    fn forgets_what_failed_and_what_is_no_longer_used() {
        let folder = place::empty();
        cache(&folder, "recipe").files("step", &[b"a"], || anyhow::bail!("no luck")).unwrap_err();
        cache(&folder, "recipe").files("step", &[b"a"], || made("first")).unwrap();
        cache(&folder, "recipe").prune().unwrap();
        let files = cache(&folder, "recipe").files("step", &[b"a"], || made("second")).unwrap();
        assert_eq!(files, made("second").unwrap());
    }
}
