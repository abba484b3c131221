//! Words two edits away, one of which is a common slip.
//!
//! All words two edits away would be hundreds of thousands of guesses. Those with a common slip are
//! about ten thousand, and cover nearly everything that people type.

use std::collections::HashSet;

use spellbook::Dictionary;

use super::{guesses::Guesses, likeness::VOWELS};
use crate::letters::Letters;

/// Longer words have too many neighbours, few of which are words.
const LONGEST: usize = 24;

/// Groups of letters that sound alike, in many languages.
const ALIKE: [&str; 9] = ["cks", "szc", "gj", "fv", "td", "bp", "mn", "iy", "uvw"];

/// The words of the dictionary that are near this one.
pub(super) fn candidates(dictionary: &Dictionary, letters: &Letters, word: &str) -> Vec<String> {
    let lower: Vec<char> = word.to_lowercase().chars().collect();
    if lower.len() > LONGEST {
        return Vec::new();
    }
    let is_capital = word.starts_with(char::is_uppercase);
    let mut tried = HashSet::new();
    let mut found = Vec::new();
    let mut guess = String::new();
    let mut look_up = |edited: &[char]| {
        guess.clear();
        // A capitalised form is right for names and words alike, so one lookup finds either.
        guess.extend(edited.iter().take(1).flat_map(|first| first.to_uppercase()));
        guess.extend(edited.iter().skip(1));
        if tried.insert(hash(&guess)) && dictionary.check(&guess) {
            let word: String = edited.iter().collect();
            found.push(if is_capital || !dictionary.check(&word) { guess.clone() } else { word });
        }
    };
    slips(&lower, &mut |slip| edits(slip, letters, &mut look_up));
    omissions(&lower, letters, &mut look_up);
    found
}

/// The word after one common slip: adjacent letters swapped, an extra or doubled letter, or a vowel
/// or consonant that sounds alike.
fn slips(word: &[char], visit: &mut impl FnMut(&[char])) {
    let mut slip = word.to_vec();
    for at in 0..word.len() {
        if at + 1 < word.len() && word[at] != word[at + 1] {
            slip.swap(at, at + 1);
            visit(&slip);
            slip.swap(at, at + 1);
        }
        let letter = slip.remove(at);
        visit(&slip);
        slip.insert(at, letter);
        slip.insert(at, letter);
        visit(&slip);
        slip.remove(at);
        let sounds_like = |group: &&str| group.contains(letter);
        let vowels = [VOWELS].into_iter().filter(sounds_like);
        for other in vowels.chain(ALIKE.into_iter().filter(sounds_like)).flat_map(str::chars) {
            if other != letter {
                slip[at] = other;
                visit(&slip);
            }
        }
        slip[at] = letter;
    }
}

/// The word with two letters inserted: people skip a syllable where a word repeats itself.
fn omissions(word: &[char], letters: &Letters, visit: &mut impl FnMut(&[char])) {
    let guesses = Guesses::of(letters, word);
    for at in 1..=word.len() {
        for pair in &letters.pairs {
            guesses.edit(at..at, pair, visit);
        }
    }
}

/// The word after any one edit.
fn edits(word: &[char], letters: &Letters, visit: &mut impl FnMut(&[char])) {
    let guesses = Guesses::of(letters, word);
    for at in 0..=word.len() {
        if guesses.is_hopeless_from(at) {
            break;
        }
        for letter in &letters.all {
            guesses.edit(at..at, &[*letter], visit);
        }
        if at < word.len() {
            guesses.edit(at..at + 1, &[], visit);
            for letter in &letters.all {
                guesses.edit(at..at + 1, &[*letter], visit);
            }
        }
        if at + 1 < word.len() {
            guesses.edit(at..at + 2, &[word[at + 1], word[at]], visit);
        }
    }
}

/// A number instead of the guess itself, because there are tens of thousands.
fn hash(guess: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325;
    guess.bytes().fold(start, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_a_common_slip_and_another_edit_are_found() {
        let words = "5\ncarcass\nduplication\nBuddhist\ncurious\nlength\n";
        let letters = Letters::of("TRY abcdefghilnoprstu\n", words);
        let dictionary = Dictionary::new("SET UTF-8\n", words).unwrap();
        let found = |word: &str| candidates(&dictionary, &letters, word);
        assert_eq!(found("carcus"), ["carcass"], "a vowel, and a letter left out");
        assert_eq!(found("duplation"), ["duplication"], "a syllable left out");
        assert_eq!(found("buddist"), ["Buddhist"], "a name in lower case");
        assert_eq!(found("Lenght"), ["Length"], "at the beginning of a sentence");
        assert!(found("xyz").is_empty());
        assert!(found(&"carcas".repeat(5)).is_empty());
    }
}
