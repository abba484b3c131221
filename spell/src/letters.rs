//! What a language's words are made of: its letters, and the pairs and triples of letters that
//! occur in them.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
};

/// How many words, from all over the dictionary, show which letters and pairs are common.
const SAMPLE: usize = 4_000;

/// A letter with fewer occurrences in those is foreign.
const COMMON: usize = 10;

/// Covers four of five pairs in English words.
const MOST_PAIRS: usize = 150;

/// More than any alphabet has. A script with thousands of characters would need a table of
/// gigabytes.
const MOST_LETTERS: usize = 128;

/// Built once per dictionary.
pub(crate) struct Letters {
    /// The letters that occur in words, in lower case, sorted.
    pub(crate) all: Vec<char>,
    /// Most common first.
    pub(crate) pairs: Vec<[char; 2]>,
    /// One bit for each triple of `all` (from 1) and the word's edges (0).
    threes: Vec<u64>,
    scripts: BTreeSet<u32>,
}

impl Letters {
    /// Builds it from a dictionary's two files.
    pub(crate) fn of(affixes: &str, words: &str) -> Letters {
        let stems = || words.lines().skip(1).filter_map(|line| line.split('/').next());
        let sample = || stems().step_by((stems().count() / SAMPLE).max(1));
        let all = letters(affixes, sample());
        let side = all.len() + 1;
        let scripts =
            all.iter().filter(|letter| letter.is_alphabetic()).map(|letter| script(*letter)).collect();
        let threes = vec![0; (side * side * side).div_ceil(64)];
        let mut letters = Letters { all, pairs: pairs(sample()), threes, scripts };
        let mut stem = Vec::new();
        for word in stems() {
            stem.clear();
            stem.extend(word.chars().flat_map(char::to_lowercase));
            letters.learn(&stem);
        }
        letters
    }

    /// The number of a word's edge.
    pub(crate) const EDGE: usize = 0;

    /// The number of a letter; none if it is no letter of the language.
    pub(crate) fn number(&self, letter: char) -> Option<usize> {
        self.all.binary_search(&letter).ok().map(|place| place + 1)
    }

    /// Whether three letters, by their numbers, are adjacent in any word of the dictionary. This
    /// rejects most non-words in a fraction of the time of a lookup. Characters that are no letters
    /// always pass.
    pub(crate) fn stand_together(&self, three: &[Option<usize>]) -> bool {
        self.bit(three).is_none_or(|bit| self.threes[bit / 64] & (1 << (bit % 64)) != 0)
    }

    /// Whether any letter of the word is in a script that the language uses.
    pub(crate) fn are_those_of(&self, word: &str) -> bool {
        let is_ours = |letter: char| letter.is_alphabetic() && self.scripts.contains(&script(letter));
        self.scripts.is_empty() || word.chars().any(is_ours)
    }

    fn learn(&mut self, word: &[char]) {
        let edge = [Some(Self::EDGE)];
        let inner = word.iter().map(|letter| self.number(*letter));
        let numbers: Vec<_> = edge.into_iter().chain(inner).chain(edge).collect();
        for bit in numbers.windows(3).filter_map(|three| self.bit(three)).collect::<Vec<_>>() {
            self.threes[bit / 64] |= 1 << (bit % 64);
        }
    }

    fn bit(&self, three: &[Option<usize>]) -> Option<usize> {
        let side = self.all.len() + 1;
        three.iter().try_fold(0, |bit, number| Some(bit * side + (*number)?))
    }
}

/// The letters that the dictionary names as worth trying, and those that are common in its words.
fn letters<'a>(affixes: &str, stems: impl Iterator<Item = &'a str>) -> Vec<char> {
    let mut counts = HashMap::new();
    for letter in stems.flat_map(str::chars).filter(|letter| is_small(*letter)) {
        *counts.entry(letter).or_insert(0) += 1;
    }
    let mut common: Vec<_> = counts.into_iter().filter(|(_, count)| *count >= COMMON).collect();
    common.sort_by_key(|(letter, count)| (Reverse(*count), *letter));
    let named = affixes.lines().find_map(|line| line.strip_prefix("TRY ")).unwrap_or_default();
    let named = named.trim().chars().flat_map(char::to_lowercase);
    let mut letters = BTreeSet::new();
    for letter in named.chain(common.into_iter().map(|(letter, _)| letter)) {
        if letters.len() < MOST_LETTERS {
            letters.insert(letter);
        }
    }
    letters.into_iter().collect()
}

/// A letter without a lower-case form counts: Arabic has only one case.
fn is_small(letter: char) -> bool {
    letter.is_alphabetic() && letter.to_lowercase().eq([letter])
}

/// A rough number for a script: Unicode's blocks, of which Latin has several, and Chinese, Japanese
/// and Korean many.
fn script(letter: char) -> u32 {
    match letter {
        '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => 0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' => 1,
        other => u32::from(other) >> 8,
    }
}

fn pairs<'a>(stems: impl Iterator<Item = &'a str>) -> Vec<[char; 2]> {
    let mut counts = HashMap::new();
    for stem in stems {
        for (first, second) in stem.chars().zip(stem.chars().skip(1)) {
            if is_small(first) && is_small(second) {
                *counts.entry([first, second]).or_insert(0) += 1;
            }
        }
    }
    let mut pairs: Vec<_> = counts.into_iter().collect();
    pairs.sort_by_key(|(pair, count)| (Reverse(*count), *pair));
    pairs.into_iter().take(MOST_PAIRS).map(|(pair, _)| pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_that_the_dictionary_names_or_often_uses() {
        let words = format!("101\nœuvre/Q\n{}", "quick/SX\n".repeat(COMMON));
        let letters = Letters::of("SET UTF-8\nTRY éaAE\n", &words);
        assert_eq!(letters.all, ['a', 'c', 'e', 'i', 'k', 'q', 'u', 'é']);
        assert_eq!(letters.pairs[..2], [['c', 'k'], ['i', 'c']]);
    }

    #[test]
    fn a_language_without_capitals_has_letters_as_well() {
        let letters = Letters::of("SET UTF-8\n", &format!("{COMMON}\n{}", "كتاب\n".repeat(COMMON)));
        assert_eq!(letters.all, ['ا', 'ب', 'ت', 'ك']);
        assert_eq!(letters.pairs.len(), 3);
        assert!(letters.are_those_of("بيت") && !letters.are_those_of("house"));
    }

    #[test]
    fn of_thousands_of_characters_the_commonest_count() {
        let many: String = ('\u{4e00}'..'\u{5200}').map(|c| format!("{c}\n").repeat(COMMON)).collect();
        let words = format!("9\n{}{many}", "的\n".repeat(4 * COMMON));
        let letters = Letters::of("SET UTF-8\n", &words);
        assert!(letters.all.len() <= MOST_LETTERS);
        assert!(letters.threes.len() * 64 < (MOST_LETTERS + 2).pow(3));
    }

    #[test]
    fn what_stands_together_in_a_word_is_known() {
        let letters = Letters::of("TRY abcd\n", "2\nabcd\nBad/S\n");
        let number = |letter: char| if letter == '|' { Some(Letters::EDGE) } else { letters.number(letter) };
        let stand = |three: &str| letters.stand_together(&three.chars().map(number).collect::<Vec<_>>());
        assert!(["|ab", "abc", "bcd", "cd|", "|ba", "ad|"].into_iter().all(stand));
        assert!(!["bc|", "|bc", "abd", "dab"].into_iter().any(stand));
        assert!(stand("a-b"));
    }
}
