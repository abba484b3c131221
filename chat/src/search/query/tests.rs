use proptest::prelude::*;

use super::*;

fn term(tokens: &[&str], is_prefix: bool) -> Term {
    Term { tokens: tokens.iter().map(|token| (*token).to_owned()).collect(), is_prefix }
}

fn words(typed: &str) -> Vec<Term> {
    Query::parse(typed).unwrap().terms
}

#[test]
fn words_phrases_beginnings_and_exclusions_are_told_apart() {
    let query = Query::parse("Red \"leather SHOES\" siz* -blue -\"dark green\"").unwrap();
    assert_eq!(
        query.terms,
        [term(&["red"], false), term(&["leather", "shoes"], false), term(&["siz"], true)]
    );
    assert_eq!(query.without, [term(&["blue"], false), term(&["dark", "green"], false)]);
    assert_eq!(query.narrowed, Narrowed::default());
    assert_eq!(words("\"two wor*\""), [term(&["two", "wor"], true)]);
    assert_eq!(words("\"two wor\"*"), [term(&["two", "wor"], true)]);
    assert_eq!(words("\"not closed"), [term(&["not", "closed"], false)]);
    assert_eq!(
        words("one\"two three\"four"),
        [term(&["one"], false), term(&["two", "three"], false), term(&["four"], false)]
    );
}

#[test]
fn an_address_is_a_phrase() {
    assert_eq!(words("ann@shop.example"), [term(&["ann", "shop", "example"], false)]);
    assert_eq!(words("http://a.example/b"), [term(&["http", "a", "example", "b"], false)]);
}

#[test]
fn a_character_of_a_script_without_spaces_begins_a_pair() {
    assert_eq!(words("买"), [term(&["买"], true)]);
    assert_eq!(words("我想买"), [term(&["我想", "想买"], false)]);
    assert_eq!(words("买iphone"), [term(&["买", "iphone"], false)]);
    assert_eq!(words("想买iphone"), [term(&["想买", "买", "iphone"], false)]);
}

#[test]
fn filters_narrow() {
    let query =
        Query::parse("shoes FROM:visitor in:\"Gift cards\" tag:refund before:2026-05 after:2025").unwrap();
    assert_eq!(query.narrowed.from, Some(Who::Visitor));
    assert_eq!(query.narrowed.place.as_deref(), Some("Gift cards"));
    assert_eq!(query.narrowed.tag.as_deref(), Some("refund"));
    assert_eq!(query.narrowed.before, Some(Timestamp(1_777_593_600_000)));
    assert_eq!(query.narrowed.after, Some(Timestamp(1_735_689_600_000)));
    let from = |typed| Query::parse(typed).unwrap().narrowed.from;
    assert_eq!(from("from:operator"), Some(Who::Operator));
    assert_eq!(from("from:me"), Some(Who::Me));
    assert_eq!(from("from:\"Ann Lee\""), Some(Who::Named("Ann Lee".into())));
    assert_eq!(words("within:me"), [term(&["within", "me"], false)]);
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let wrong = |typed: &str| Query::parse(typed).unwrap_err();
    assert_eq!(wrong("from: x"), BadQuery::Missing("from:"));
    assert_eq!(wrong("in:\"\""), BadQuery::Missing("in:"));
    assert_eq!(wrong("tag:a tag:b"), BadQuery::Twice("tag:"));
    assert_eq!(wrong("-from:me"), BadQuery::NotExcluded("from:"));
    assert_eq!(wrong("a*"), BadQuery::ShortPrefix);
    assert_eq!(wrong(&"a ".repeat(65)), BadQuery::TooLong);
    assert_eq!(wrong(&"a".repeat(501)), BadQuery::TooLong);
    for bad in ["31.05.2026", "2026-13-01", "2026-02-30", "yesterday", "202", "2026-05-01T00:00"] {
        assert_eq!(wrong(&format!("before:{bad}")), BadQuery::BadDate(bad.to_owned()));
    }
    assert_eq!(wrong("before:x").to_string(), "“x” is not a date; write it as 2026-05-31");
}

#[test]
fn nothing_is_nothing() {
    for typed in ["", "  ", "-", "- -", "\"\"", "*", "!?", "🙂"] {
        assert!(Query::parse(typed).unwrap().is_empty(), "{typed}");
    }
    assert!(!Query::parse("in:Shop").unwrap().is_empty());
}

#[test]
fn a_term_is_found_where_it_stands() {
    let text = "Red shoes, red SHOELACES";
    let places = |typed: &str| -> Vec<&str> {
        let found = tokens(text);
        words(typed)[0].places(&found).map(|(start, end)| &text[start..end]).collect()
    };
    assert_eq!(places("red"), ["Red", "red"]);
    assert_eq!(places("\"red shoes\""), ["Red shoes"]);
    assert_eq!(places("shoe*"), ["shoes", "SHOELACES"]);
    assert_eq!(places("\"red shoe*\""), ["Red shoes", "red SHOELACES"]);
    assert!(places("shoe").is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_becomes_letters_digits_and_marks(typed in "\\PC{0,60}") {
        if let Ok(query) = Query::parse(&typed) {
            for token in query.terms.iter().chain(&query.without).flat_map(|term| &term.tokens) {
                prop_assert!(!token.is_empty());
                let is_plain = |c: char| {
                    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
                };
                prop_assert!(token.chars().all(is_plain), "{token:?}");
            }
        }
    }

    #[test]
    fn operators_in_any_order_never_panic(typed in "[-a-b\"*: ]{0,30}|(from|in|before|tag|after):[\"0-9-]{0,12}") {
        let _ = Query::parse(&typed);
    }
}
