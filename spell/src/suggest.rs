//! Suggestions for a word that is not in the dictionary.
//!
//! There are three ways to find candidates, each tried only if the previous one has not found
//! enough:
//!
//! 1. the dictionary's own: one edit, its table of replacements, two words in one, and so on;
//! 2. [`near`]: two edits, one of which is a common slip;
//! 3. the dictionary's search of all its words for similar ones, which is slow.
//!
//! Then [`likeness`] ranks them by how likely it is that the one was typed for the other.

mod guesses;
mod likeness;
mod near;

use std::collections::HashSet;

use spellbook::Dictionary;

use crate::letters::Letters;

/// The sources of suggestions.
pub(crate) struct Suggester<'a> {
    pub(crate) dictionary: &'a Dictionary,
    pub(crate) letters: &'a Letters,
    /// In lower case.
    pub(crate) added: &'a HashSet<String>,
}

/// The distance within which a candidate makes a further search unnecessary.
const CLOSE: u32 = 100;
/// If all are at least this far, others may be better.
const FAR: u32 = 200;

impl Suggester<'_> {
    pub(crate) fn suggest(&self, word: &str, most: usize) -> Vec<String> {
        let quick = self.dictionary.suggester().with_ngram_suggestions(false);
        let mut found = Vec::new();
        quick.suggest(word, &mut found);
        found.extend(self.added.iter().filter(|added| likeness::distance(word, added) <= CLOSE).cloned());

        let is_sure = found.iter().any(|candidate| likeness::distance(word, candidate) <= CLOSE);
        if !is_sure || found.len() < FEW {
            found.extend(near::candidates(self.dictionary, self.letters, word));
        }
        if !found.iter().any(|candidate| likeness::distance(word, candidate) <= FAR) {
            let mut similar = Vec::new();
            self.dictionary.suggest(word, &mut similar);
            found.extend(similar);
        }
        in_order(word, found, most)
    }
}

/// With fewer candidates than this, others may be better.
const FEW: usize = 2;

fn in_order(word: &str, found: Vec<String>, most: usize) -> Vec<String> {
    // The full stop of an abbreviation is not part of the word in question.
    let found = found.into_iter().map(|candidate| candidate.trim_end_matches('.').to_owned());
    let mut seen = HashSet::new();
    // Two words joined by a space or by a hyphen are one suggestion, and need not take two places.
    let distinct = found.filter(|candidate| seen.insert(candidate.replace('-', " ")));
    // The dictionary's order decides between equals.
    let mut candidates: Vec<_> =
        distinct.map(|candidate| (likeness::distance(word, &candidate), candidate)).collect();
    candidates.sort_by_key(|(distance, _)| *distance);
    candidates.into_iter().take(most).map(|(_, candidate)| candidate).collect()
}
