//! What may be wrong with a language's file, named so that a translator can correct it.

use std::collections::BTreeSet;

use wire::Language;

use crate::{File, PLURAL, Part, own_file};

/// The plural forms of a language, as `Intl.PluralRules` names them (CLDR).
fn plural_forms(language: Language) -> &'static [&'static str] {
    match language {
        Language::English | Language::German => &["one", "other"],
        Language::French | Language::Spanish | Language::Portuguese => &["one", "many", "other"],
        Language::Polish => &["one", "few", "many", "other"],
        Language::Arabic => &["zero", "one", "two", "few", "many", "other"],
        Language::Japanese | Language::Chinese => &["other"],
    }
}

/// Everything that is wrong with a file, each with the text's name.
fn faults(language: Language, english: &str, own: &str) -> Vec<String> {
    let english = File::parse(english).expect("English is read first");
    let own = match File::parse(own) {
        Ok(own) => own,
        Err(error) => return vec![error.to_string()],
    };
    let mut faults = Vec::new();
    for (part, english, own) in [
        ("page", &english.page, &own.page),
        ("said", &english.said, &own.said),
        ("forms", &english.forms, &own.forms),
        ("launcher", &english.launcher, &own.launcher),
        ("rating", &english.rating, &own.rating),
    ] {
        let wanted = wanted(language, english);
        let there: BTreeSet<String> = own.keys().cloned().collect();
        let mut note = |name: &str, fault: &str| faults.push(format!("{part}.{name} {fault}"));
        wanted.difference(&there).for_each(|name| note(name, "is missing"));
        there.difference(&wanted).for_each(|name| note(name, "is not a text of English"));
        for (name, text) in own.iter().filter(|(name, _)| wanted.contains(*name)) {
            let source = english.get(name).or(english.get("unread-other"));
            let Some(source) = source else { continue };
            for fault in faults_of(language, name, source, text) {
                note(name, fault);
            }
        }
    }
    faults
}

/// The names that a part must have: those of English, with the language's own plural forms.
fn wanted(language: Language, english: &Part) -> BTreeSet<String> {
    let has_plural = english.keys().any(|name| name.starts_with(PLURAL));
    let forms = plural_forms(language).iter().filter(|_| has_plural).map(|form| format!("{PLURAL}{form}"));
    english.keys().filter(|name| !name.starts_with(PLURAL)).cloned().chain(forms).collect()
}

fn faults_of(language: Language, name: &str, source: &str, text: &str) -> Vec<&'static str> {
    let gaps = |text: &str| text.matches('%').count();
    // "One new message" needs no number.
    let may_lack_gap = name.starts_with(PLURAL) && !text.contains('%');
    let isolated = text.matches("\u{2068}%\u{2069}").count();
    let is_same = language != Language::English && source == text && text.contains(' ');
    [
        (text.trim().is_empty(), "is empty"),
        (text.trim() != text, "begins or ends with a space"),
        (text.chars().any(char::is_control), "holds a control character"),
        (text.contains(['<', '>']) || text.contains("{{"), "holds markup"),
        (gaps(text) != gaps(source) && !may_lack_gap, "has not as many % as English"),
        (
            language.is_right_to_left() && gaps(text) != isolated,
            r"has a % without \u2068 and \u2069 around it",
        ),
        (is_same, "is still English"),
    ]
    .into_iter()
    .filter_map(|(is_wrong, fault)| is_wrong.then_some(fault))
    .collect()
}

#[test]
fn nothing_is_wrong_with_any_file() {
    for language in Language::ALL {
        let faults = faults(language, own_file(Language::English), own_file(language));
        assert_eq!(faults, Vec::<String>::new(), "languages/{}.toml", language.tag());
    }
}

#[test]
fn whatever_is_wrong_is_named() {
    let english = "[page]\nend = 'End chat'\n[said]\nsize = '% of %'\nunread-one = '% new'\nunread-other = '% new'\n\
         [forms]\nwait = 'Wait'";
    let whole = "[page]\nend = 'X'\n[said]\nsize = '%/%'\nunread-one = 'one'\nunread-other = '%'\n[forms]\nwait = 'W'";
    let of = |language, own: &str| faults(language, english, own);
    assert_eq!(of(Language::German, whole), Vec::<String>::new());
    for (from, to, fault) in [
        ("end = 'X'", "", "page.end is missing"),
        ("end = 'X'", "end = 'X'\nbegin = 'Y'", "page.begin is not a text of English"),
        ("'X'", "''", "page.end is empty"),
        ("'X'", "'X '", "page.end begins or ends with a space"),
        ("'X'", "\"X\\u0007X\"", "page.end holds a control character"),
        ("'X'", "'<b>X</b>'", "page.end holds markup"),
        ("'X'", "'End chat'", "page.end is still English"),
        ("wait = 'W'", "", "forms.wait is missing"),
        ("'%/%'", "'%'", "said.size has not as many % as English"),
        ("unread-one = 'one'", "", "said.unread-one is missing"),
        ("unread-other", "unread-few", "said.unread-few is not a text of English"),
    ] {
        let found = of(Language::German, &whole.replace(from, to));
        assert!(found.iter().any(|found| found == fault), "{fault}: {found:?}");
    }
    assert!(of(Language::German, "[page")[0].contains("TOML"), "{:?}", of(Language::German, "[page"));
    let missing = of(Language::Polish, whole);
    assert_eq!(missing, ["said.unread-few is missing", "said.unread-many is missing"]);
    assert!(
        of(Language::Arabic, whole)
            .contains(&r"said.size has a % without \u2068 and \u2069 around it".to_owned())
    );
}
