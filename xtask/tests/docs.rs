//! The documents name only what exists: links lead somewhere, and so do the files and tests on the
//! security page.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    folder.expect("cargo runs it").parent().expect("the clone").to_owned()
}

fn documents() -> Vec<(PathBuf, String)> {
    let is_document = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "md");
    let below = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let paths = below(root())
        .chain(below(root().join("docs")))
        .chain(below(root().join("docs/decisions")))
        .filter(is_document);
    paths.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// The texts between two marks, each within one line.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some((_, after)) = rest.split_once(open) {
            let Some((inside, after)) = after.split_once(close) else { break };
            found.push(inside);
            rest = after;
        }
    }
    found
}

/// The anchors that code hosts make of this text's headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text
        .lines()
        .filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')));
    headings
        .map(|heading| {
            let kept = heading
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
                .collect::<String>();
            kept.trim().replace(' ', "-")
        })
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let mut dead = Vec::new();
    for (path, text) in documents() {
        for link in between(&text, "](", ")") {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let to = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            let is_there = match fs::read_to_string(&to) {
                Ok(text) => anchor.is_empty() || anchors(&text).contains(anchor),
                // A picture or a folder.
                Err(_) => to.exists(),
            };
            if !is_there {
                dead.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

#[test]
fn what_the_security_page_names_exists() {
    let page = fs::read_to_string(root().join("docs/SECURITY.md")).unwrap();
    let mut missing = Vec::new();
    for line in page.lines() {
        let mut files: Vec<String> = Vec::new();
        for named in between(line, "`", "`") {
            let is_path = named.contains('/') && !named.starts_with('/') && !named.contains([' ', '*', ':']);
            if is_path {
                match read(&root().join(named)) {
                    Some(text) => files.push(text),
                    None => missing.push(named.to_owned()),
                }
            } else if is_a_tests_name(named) && !files.iter().any(|text| text.contains(named)) {
                missing.push(named.to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "docs/SECURITY.md names what is not there:\n{}", missing.join("\n"));
}

/// A file's text; for a folder, the names in it.
fn read(path: &Path) -> Option<String> {
    if path.is_dir() {
        return Some(fs::read_dir(path).ok()?.map(|entry| format!("{:?}\n", entry)).collect());
    }
    fs::read_to_string(path).ok()
}

/// Tests are sentences in snake case; other names are shorter.
fn is_a_tests_name(named: &str) -> bool {
    named.matches('_').count() >= 3
        && named.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
