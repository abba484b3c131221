//! Goes through one text, from its first unknown word to its last. Pure.

use std::ops::Range;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Review {
    text: String,
    /// The unknown words still to review, as byte ranges, in order.
    open: Vec<Range<usize>>,
}

impl Review {
    /// `unknown` is in UTF-16 code units, as browsers count.
    pub(crate) fn new(text: String, unknown: &[Range<usize>]) -> Review {
        let open = unknown.iter().map(|word| byte_at(&text, word.start)..byte_at(&text, word.end)).collect();
        Review { text, open }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// How many words are still to review.
    pub(crate) fn left(&self) -> usize {
        self.open.len()
    }

    /// The current word, with the text before and after it.
    pub(crate) fn current(&self) -> Option<(&str, &str, &str)> {
        let word = self.open.first()?;
        Some((&self.text[..word.start], &self.text[word.clone()], &self.text[word.end..]))
    }

    pub(crate) fn ignore(&mut self) {
        if !self.open.is_empty() {
            self.open.remove(0);
        }
    }

    /// Keeps the word here and everywhere else in the text.
    pub(crate) fn ignore_all(&mut self) {
        let Some((_, word, _)) = self.current() else { return };
        let word = word.to_owned();
        let text = &self.text;
        self.open.retain(|other| text[other.clone()] != word);
    }

    pub(crate) fn change(&mut self, to: &str) {
        if !self.open.is_empty() {
            self.replace(0, to);
        }
    }

    pub(crate) fn change_all(&mut self, to: &str) {
        let Some((_, word, _)) = self.current() else { return };
        let word = word.to_owned();
        while let Some(nr) = self.open.iter().position(|other| self.text[other.clone()] == word) {
            self.replace(nr, to);
        }
    }

    fn replace(&mut self, nr: usize, to: &str) {
        let word = self.open.remove(nr);
        self.text.replace_range(word.clone(), to);
        for later in self.open.iter_mut().filter(|later| later.start >= word.end) {
            *later = later.start - word.len() + to.len()..later.end - word.len() + to.len();
        }
    }
}

fn byte_at(text: &str, units: usize) -> usize {
    let mut left = units;
    for (at, c) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(c.len_utf16());
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(text: &str, words: &[&str]) -> Review {
        let mut unknown = Vec::new();
        for word in words {
            unknown.extend(text.match_indices(word).map(|(at, word)| {
                let start = text[..at].encode_utf16().count();
                start..start + word.encode_utf16().count()
            }));
        }
        unknown.sort_by_key(|word| word.start);
        Review::new(text.to_owned(), &unknown)
    }

    #[test]
    fn each_word_is_changed_where_it_stands() {
        let mut review = review("😀 teh cat and teh dogg", &["teh", "dogg"]);
        assert_eq!(review.current(), Some(("😀 ", "teh", " cat and teh dogg")));
        review.change("the");
        assert_eq!(review.current(), Some(("😀 the cat and ", "teh", " dogg")));
        review.ignore();
        review.change("dog");
        assert_eq!((review.text(), review.left()), ("😀 the cat and teh dog", 0));
        review.change("nothing");
        assert_eq!(review.text(), "😀 the cat and teh dog");
    }

    #[test]
    fn all_of_a_kind_are_changed_or_ignored_at_once() {
        let mut changed = review("teh teh x teh", &["teh", "x"]);
        changed.change_all("the");
        assert_eq!((changed.text(), changed.left()), ("the the x the", 1));
        let mut ignored = review("teh teh x teh", &["teh", "x"]);
        ignored.ignore_all();
        assert_eq!(ignored.current(), Some(("teh teh ", "x", " teh")));
    }
}
