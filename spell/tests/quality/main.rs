//! The quality of suggestions on a list of common misspellings (see tests/data/README.md), with the
//! dictionaries that ship, and the German one, which does not.

mod languages;

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use spell::Speller;

/// The typed and the intended words.
const LIST: &str = include_str!("../data/misspellings.tsv");

fn dictionary(language: &str) -> (String, String) {
    // Read at run time, because several clones may share compiled files.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs it");
    let folder = Path::new(&here).join("../xtask/node_modules");
    let file = |kind: &str| {
        let path = folder.join(format!("dictionary-{}/index.{kind}", language.to_lowercase()));
        fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; run script/setup build", path.display()))
    };
    (file("aff"), file("dic"))
}

fn speller(language: &str) -> Speller {
    let (affixes, words) = dictionary(language);
    Speller::new(&affixes, &words).expect("the dictionaries are whole")
}

#[test]
fn the_intended_word_is_among_the_first_five() {
    let speller = speller("en");
    let is_right = |word: &str| speller.check(word, &[]).is_empty();
    let list: Vec<_> = LIST.lines().map(|line| line.split_once('\t').unwrap()).collect();
    // A word that is not in the dictionary cannot be suggested; a typed word that is in it is not
    // underlined.
    let asked: Vec<_> = list.iter().filter(|(typed, meant)| !is_right(typed) && is_right(meant)).collect();
    assert!(asked.len() * 10 >= list.len() * 9, "the dictionary knows too few of the words: {}", asked.len());

    let mut missed = Vec::new();
    let mut first = 0;
    for (typed, meant) in &asked {
        let suggested = speller.suggest(typed, 5);
        match suggested.iter().position(|word| word.eq_ignore_ascii_case(meant)) {
            Some(0) => first += 1,
            Some(_) => {}
            None => missed.push(format!("{typed} for {meant}: {suggested:?}")),
        }
    }
    let hits = asked.len() - missed.len();
    println!("{hits} of {} among the first five, {first} at the first place", asked.len());
    assert!(hits * 100 >= asked.len() * 95, "{hits} of {}; missed: {missed:#?}", asked.len());
    assert!(first * 100 >= asked.len() * 80, "only {first} of {} at the first place", asked.len());
}

/// How many times as long as looking up all words of [`LIST`] a suggestion may take. Both are
/// measured in turn, so a busy machine slows both.
const LONGEST: f64 = 60.0;

/// Only a rough bound, because tests run without link-time optimisation;
/// end2end/plays/spelling.spec.ts measures what ships.
#[test]
fn nobody_waits_for_a_suggestion() {
    let speller = speller("en");
    let list: Vec<_> = LIST.lines().filter_map(|line| line.split('\t').next()).collect();
    let all = list.join(" ");
    let (mut suggestions, mut checks) = (Vec::new(), Vec::new());
    for typed in list.iter().step_by(8) {
        suggestions.push(time(|| drop(speller.suggest(typed, 5))));
        checks.push(time(|| drop(speller.check(&all, &[]))));
    }
    let (suggestion, check) = (median(suggestions), median(checks));
    let ratio = suggestion.as_secs_f64() / check.as_secs_f64();
    println!("a suggestion: {suggestion:?}; looking up {} words: {check:?}; {ratio:.1} times", list.len());
    assert!(ratio < LONGEST, "{ratio:.1}");
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
