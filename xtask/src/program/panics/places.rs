//! Clears the names of source files from a module's data. Panics would give them as their place,
//! and nobody reads them; zeros take no room in the download.

use walrus::Module;

/// What the name of a source file begins with, if it is not an absolute path: the standard library,
/// and the crates of this project that are in a browser program.
const BEGINNINGS: [&[u8]; 7] = [
    b"library/",
    b"app/src/",
    b"client/src/",
    b"languages/src/",
    b"spell/src/",
    b"widget/src/",
    b"wire/src/",
];
/// What the path of a crate's file has in it, wherever compiler and cargo keep their sources.
const FOLDER: &[u8] = b"/src/";
const ENDING: &[u8] = b".rs";

/// Clears them.
pub(super) fn clear(module: &mut Module) {
    let ids: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in ids {
        clear_in(&mut module.data.get_mut(id).value);
    }
}

fn clear_in(data: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = data[at..].windows(ENDING.len()).position(|window| window == ENDING) {
        let end = at + found + ENDING.len();
        let length = data[at..end].iter().rev().take_while(|byte| is_of_name(**byte)).count();
        // Before it, there may be another text without anything in between.
        let name = &mut data[end - length..end];
        let begins = |at: &usize| {
            let rest = &name[*at..];
            let is_path = rest.starts_with(b"/") && rest.windows(FOLDER.len()).any(|window| window == FOLDER);
            is_path || BEGINNINGS.iter().any(|beginning| rest.starts_with(beginning))
        };
        if let Some(start) = (0..name.len()).find(begins) {
            name[start..].fill(0);
        }
        at = end;
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/._-+@".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleared(data: &str) -> String {
        let mut data = data.as_bytes().to_vec();
        clear_in(&mut data);
        String::from_utf8(data).unwrap().replace('\0', "0")
    }

    #[test]
    fn names_of_source_files_go_and_the_texts_around_them_stay() {
        for name in
            ["wire/src/text.rs", "library/core/src/str/mod.rs", "/rustc/0a1b/library/alloc/src/vec.rs"]
        {
            let zeros = "0".repeat(name.len());
            assert_eq!(cleared(&format!("online{name}composer")), format!("online{zeros}composer"));
            assert_eq!(cleared(&format!("a: {name}{name}, b")), format!("a: {zeros}{zeros}, b"));
        }
        let elsewhere = "/some/folder/postcard-1.1.3/src/de/flavors.rs";
        assert_eq!(cleared(elsewhere), "0".repeat(elsewhere.len()));
    }

    #[test]
    fn whatever_else_ends_like_one_stays() {
        for text in ["", ".rs", "https://shop.rs", "hours and colours.rs", "widget/src"] {
            assert_eq!(cleared(text), text);
        }
    }
}
