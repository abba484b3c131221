//! What a word becomes by an edit, if the result could be a word.

use std::ops::Range;

use crate::letters::Letters;

/// A word that is edited in many ways. Which of its letters go together is computed once, so that
/// an edit is judged by the adjacent letters alone.
pub(super) struct Guesses<'a> {
    letters: &'a Letters,
    word: &'a [char],
    numbers: Vec<Option<usize>>,
    /// Whether the letters before a position, or those from it on, go together.
    well_before: Vec<bool>,
    well_from: Vec<bool>,
}

impl<'a> Guesses<'a> {
    pub(super) fn of(letters: &'a Letters, word: &'a [char]) -> Guesses<'a> {
        let edge = [Some(Letters::EDGE)];
        let inner = word.iter().map(|letter| letters.number(*letter));
        let numbers: Vec<_> = edge.into_iter().chain(inner).chain(edge).collect();
        let fits = |at: usize| letters.stand_together(&numbers[at..at + 3]);
        let mut well_before = vec![true; numbers.len() + 1];
        for end in 3..=numbers.len() {
            well_before[end] = well_before[end - 1] && fits(end - 3);
        }
        let mut well_from = vec![true; numbers.len() + 1];
        for start in (0..numbers.len().saturating_sub(2)).rev() {
            well_from[start] = well_from[start + 1] && fits(start);
        }
        Guesses { letters, word, numbers, well_before, well_from }
    }

    /// Whether no insertion at or after this position can make a word.
    pub(super) fn is_hopeless_from(&self, at: usize) -> bool {
        !self.well_before[at + 1]
    }

    /// Visits the word with `piece` in place of the letters at `place`, if it could be a word.
    pub(super) fn edit(&self, place: Range<usize>, piece: &[char], visit: &mut impl FnMut(&[char])) {
        let (start, end) = (place.start + 1, place.end + 1); // after the first edge
        if !self.well_before[start] || !self.well_from[end] {
            return;
        }
        let mut near = [None; 6];
        let before = &self.numbers[start.saturating_sub(2)..start];
        let after = &self.numbers[end..(end + 2).min(self.numbers.len())];
        let middle = piece.iter().map(|letter| self.letters.number(*letter));
        let mut length = 0;
        for number in before.iter().copied().chain(middle).chain(after.iter().copied()) {
            near[length] = number;
            length += 1;
        }
        if near[..length].windows(3).all(|three| self.letters.stand_together(three)) {
            visit(&[&self.word[..place.start], piece, &self.word[place.end..]].concat());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_the_language_is_visited() {
        let letters = Letters::of("TRY abcd\n", "2\nabcd\nbad\n");
        let word: Vec<char> = "abd".chars().collect();
        let guesses = Guesses::of(&letters, &word);
        let mut visited = Vec::new();
        for letter in ['a', 'b', 'c', 'd'] {
            for at in 0..=word.len() {
                guesses.edit(at..at, &[letter], &mut |guess| visited.push(guess.iter().collect::<String>()));
            }
        }
        assert_eq!(visited, ["abcd"]);
        let edited = |place: Range<usize>, piece: &[char]| {
            let mut visited = Vec::new();
            guesses.edit(place, piece, &mut |guess| visited.push(guess.iter().collect::<String>()));
            visited
        };
        assert_eq!(edited(0..2, &['b', 'a']), ["bad"], "two in place of two");
        assert!(edited(0..1, &[]).is_empty(), "bd");
        assert!(!guesses.is_hopeless_from(2) && guesses.is_hopeless_from(3));
    }
}
