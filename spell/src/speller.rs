//! One language.

use std::{collections::HashSet, error::Error, fmt, ops::Range};

use spellbook::Dictionary;

use crate::{
    html,
    letters::Letters,
    suggest::Suggester,
    words::{self, Word},
};

/// A language's dictionary and the words that were added to it.
pub struct Speller {
    dictionary: Dictionary,
    letters: Letters,
    added: HashSet<String>,
}

/// The files are not a dictionary.
#[derive(Debug)]
pub struct NotADictionary(String);

impl fmt::Display for NotADictionary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the dictionary could not be read: {}", self.0)
    }
}

impl Error for NotADictionary {}

impl Speller {
    /// Reads a dictionary in Hunspell's format: its affixes (`.aff`) and its words (`.dic`).
    ///
    /// # Errors
    ///
    /// If the files do not follow the format.
    pub fn new(affixes: &str, words: &str) -> Result<Speller, NotADictionary> {
        let dictionary =
            Dictionary::new(affixes, words).map_err(|error| NotADictionary(error.to_string()))?;
        Ok(Speller { dictionary, letters: Letters::of(affixes, words), added: HashSet::new() })
    }

    /// The places of words that are neither in the dictionary nor in `personal` nor added. Words in
    /// another script are left alone, because the dictionary does not cover them. Places are in
    /// UTF-16 units, as in a browser.
    pub fn check(&self, text: &str, personal: &[String]) -> Vec<Range<u32>> {
        let personal: HashSet<String> = personal.iter().map(|word| word.to_lowercase()).collect();
        let words = words::of(text);
        let is_right = |word: &Word<'_>| {
            self.knows(word.text)
                || personal.contains(&word.text.to_lowercase())
                || word.whole != word.text && self.dictionary.check(word.whole)
        };
        let unknown = words.filter(|word| self.letters.are_those_of(word.text) && !is_right(word));
        unknown.map(|word| word.place).collect()
    }

    /// The same for HTML source, of which only the text is checked: not tags, comments, code, or
    /// words that contain markup.
    pub fn check_html(&self, html: &str, personal: &[String]) -> Vec<Range<u32>> {
        self.check(&html::text_of(html), personal)
    }

    /// Up to `most` suggestions for the word, most likely first.
    pub fn suggest(&self, word: &str, most: usize) -> Vec<String> {
        Suggester { dictionary: &self.dictionary, letters: &self.letters, added: &self.added }
            .suggest(word, most)
    }

    /// Accepts the word from now on, in any letter case.
    pub fn add(&mut self, word: &str) {
        self.added.insert(word.to_lowercase());
    }

    fn knows(&self, word: &str) -> bool {
        self.dictionary.check(word) || self.added.contains(&word.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speller() -> Speller {
        Speller::new("SET UTF-8\nTRY abc\nSFX S Y 1\nSFX S 0 s .\n", "2\ncab/S\nbac\n").unwrap()
    }

    #[test]
    fn unknown_words_are_found_where_they_stand() {
        let found = speller().check("Cabs, xab bac 😀 zzz.", &[]);
        assert_eq!(found, [6..9, 17..20]);
    }

    #[test]
    fn of_html_the_text_is_looked_at() {
        let html = "<p title='zzz'>😀 <b>xab</b> bac&nbsp;zzz <code>zzz</code></p>";
        assert_eq!(speller().check_html(html, &[]), [21..24, 38..41]);
        assert_eq!(speller().check_html(html, &["XAB".into()])[..], [Range { start: 38, end: 41 }]);
    }

    #[test]
    fn personal_and_added_words_are_right_in_any_case() {
        let mut speller = speller();
        assert_eq!(speller.check("Zork zork", &["zORK".into()]), []);
        assert_eq!(speller.check("Zork", &[]).len(), 1);
        speller.add("zork");
        assert_eq!(speller.check("Zork Zorks", &[])[..], [Range { start: 5, end: 10 }]);
    }

    #[test]
    fn a_word_of_another_script_is_left_alone() {
        let arabic = Speller::new("SET UTF-8\nTRY ابتكل\n", "1\nكتاب\n").unwrap();
        assert_eq!(speller().check("Привет, bax 你好 كتاب", &[])[..], [Range { start: 8, end: 11 }]);
        assert_eq!(arabic.check("cab كتاب كتلب 你好", &[])[..], [Range { start: 9, end: 13 }]);
    }

    #[test]
    fn a_word_with_hyphens_may_be_right_as_a_whole() {
        let speller = Speller::new("SET UTF-8\nTRY abcé\n", "2\nab\ncaé-ba\n").unwrap();
        assert_eq!(speller.check("caé-ba ab-ab", &[]), []);
        assert_eq!(speller.check("caé ab-ba", &[]), [0..3, 7..9]);
    }

    #[test]
    fn what_is_no_dictionary_is_refused() {
        let error = Speller::new("SFX S Y many\n", "cab\n").err().unwrap();
        assert!(error.to_string().starts_with("the dictionary could not be read: "));
    }
}
