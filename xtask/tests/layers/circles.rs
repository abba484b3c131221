//! Files that import each other, directly or through others.

use std::collections::{BTreeMap, BTreeSet};

use crate::reader::Imports;

pub(crate) fn circles(imports: &Imports) -> Vec<Vec<&str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        imports.keys().map(|file| (file.as_str(), reached_from(imports, file))).collect();
    let mut circles: Vec<Vec<&str>> = Vec::new();
    for (file, there) in &reached {
        let is_known = circles.iter().any(|circle| circle.contains(file));
        if !is_known && there.contains(file) {
            circles.push(there.iter().copied().filter(|other| reached[other].contains(file)).collect());
        }
    }
    circles
}

/// The imports among these files, one a line.
pub(crate) fn shown(imports: &Imports, circle: &[&str]) -> String {
    let mut lines = Vec::new();
    for file in circle {
        for (other, paths) in imports.get(*file).into_iter().flatten() {
            if circle.contains(&other.as_str()) {
                let paths: Vec<_> = paths.iter().map(String::as_str).collect();
                lines.push(format!("  {file} imports {other}: {}", paths.join(", ")));
            }
        }
    }
    lines.join("\n")
}

/// What a file imports, directly or through others; itself only if it is in a circle.
fn reached_from<'a>(imports: &'a Imports, file: &'a str) -> BTreeSet<&'a str> {
    let mut there = BTreeSet::new();
    let mut next = vec![file];
    while let Some(file) = next.pop() {
        let more = imports.get(file).into_iter().flatten().map(|(other, _)| other.as_str());
        next.extend(more.filter(|other| there.insert(*other)));
    }
    there
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_with_all_that_is_in_them() {
        let mut imports = Imports::new();
        for (file, others) in [
            ("above", "a"),
            ("a", "b below"),
            ("b", "c d"),
            ("c", "a"),
            ("d", "b"),
            ("below", ""),
            ("x", "y below"),
            ("y", "x"),
        ] {
            let others = others.split_whitespace().map(|other| (other.to_owned(), BTreeSet::new()));
            imports.insert(file.to_owned(), others.collect());
        }
        assert_eq!(circles(&imports), [vec!["a", "b", "c", "d"], vec!["x", "y"]]);
        assert_eq!(shown(&imports, &["x", "y"]), "  x imports y: \n  y imports x: ");
    }
}
