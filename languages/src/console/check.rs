//! What may be wrong with a catalogue, named so that a translator or a programmer can correct it.

use std::collections::BTreeMap;

use super::{Catalogue, own_file, read, sources::Sources, translated};

/// Texts of several words that are intentionally the same in another language.
const SAME: [&str; 1] = ["SIP Info"];

/// Everything that is wrong with a catalogue of these texts, which are given with their locations.
fn faults(marked: &BTreeMap<String, String>, catalogue: &Catalogue) -> Vec<String> {
    let missing = marked.iter().filter(|(english, _)| !catalogue.contains_key(*english));
    let mut faults: Vec<_> =
        missing.map(|(english, place)| format!("{english:?} of {place} is missing")).collect();
    for (english, text) in catalogue {
        let mut note = |fault: &str| faults.push(format!("{english:?} {fault}: {text:?}"));
        if !marked.contains_key(english) {
            note("is no text of the console");
            continue;
        }
        for (is_wrong, fault) in [
            (text.trim().is_empty(), "is empty"),
            (
                !joins(english, text) || !joins(text, english),
                "does not begin or end with a space as English does",
            ),
            (text.chars().any(|sign| sign.is_control() && sign != '\n'), "holds a control character"),
            (gaps(text) != gaps(english), "has not the gaps of English"),
            (is_still_english(english, text), "is still English"),
        ] {
            if is_wrong {
                note(fault);
            }
        }
    }
    faults
}

/// Whether a text has no letter where the other one has a space and something beside it.
/// Punctuation may stand there: `. A request`.
fn joins(spaced: &str, other: &str) -> bool {
    let touches = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
    !(spaced.starts_with(' ') && touches(other.chars().next())
        || spaced.ends_with(' ') && touches(other.chars().next_back()))
}

fn gaps(text: &str) -> Vec<char> {
    let numbers = text.split('%').skip(1).filter_map(|rest| rest.chars().next());
    let mut gaps: Vec<_> = numbers.filter(char::is_ascii_digit).collect();
    gaps.sort_unstable();
    gaps
}

/// A single word may be the same in two languages. A gap is no word.
fn is_still_english(english: &str, text: &str) -> bool {
    let words = english.split_whitespace().filter(|word| word.contains(char::is_alphabetic));
    english == text && words.count() > 1 && !SAME.contains(&english)
}

#[test]
fn each_text_of_the_console_is_translated() {
    let Sources { marked, .. } = Sources::of_console();
    assert!(marked.len() > 100, "the sources were found");
    for language in translated() {
        let catalogue = read(own_file(language).unwrap()).unwrap();
        let faults = faults(&marked, &catalogue);
        assert!(faults.is_empty(), "languages/console/{}.toml:\n{}", language.tag(), faults.join("\n"));
    }
}

#[test]
fn nothing_is_shown_that_is_not_translated() {
    let Sources { unmarked, .. } = Sources::of_console();
    assert!(unmarked.is_empty(), "shown without `tr`:\n{}", unmarked.join("\n"));
}

#[test]
fn whatever_is_wrong_is_named() {
    let marked =
        ["Save", "Try again", "%1 of %2", "Write to "].map(|text| (text.to_owned(), "a.rs:1".to_owned()));
    let marked = BTreeMap::from(marked);
    let whole = "'Save' = 'Sichern'\n'Try again' = 'Nochmals'\n'%1 of %2' = '%2 / %1'\n'Write to ' = 'An '";
    let of = |file: &str| faults(&marked, &read(file).unwrap());
    assert_eq!(of(whole), Vec::<String>::new());
    assert_eq!(of(&whole.replace("'Sichern'", "'Save'")), Vec::<String>::new(), "one word may be the same");
    for (from, to, fault) in [
        ("'Save' = 'Sichern'", "", r#""Save" of a.rs:1 is missing"#),
        ("'Save' =", "'Send' = 'Senden'\n'Save' =", r#""Send" is no text of the console: "Senden""#),
        ("'Sichern'", "''", r#""Save" is empty: """#),
        ("'Sichern'", "\"\\u0007X\"", r#""Save" holds a control character: "\u{7}X""#),
        ("'Nochmals'", "'Try again'", r#""Try again" is still English: "Try again""#),
        ("'%2 / %1'", "'%2'", r#""%1 of %2" has not the gaps of English: "%2""#),
        ("'An '", "'An'", r#""Write to " does not begin or end with a space as English does: "An""#),
    ] {
        assert_eq!(of(&whole.replace(from, to)), [fault]);
    }
}
