//! The interface for `worker.js`, which has the message format; this has the work.

use wasm_bindgen::prelude::*;

use crate::Speller;

/// One language, in the worker.
#[wasm_bindgen]
pub struct Checker(Speller);

#[wasm_bindgen]
impl Checker {
    /// Reads a dictionary in Hunspell's format.
    #[wasm_bindgen(constructor)]
    pub fn new(affixes: &str, words: &str) -> Result<Checker, JsError> {
        Ok(Checker(Speller::new(affixes, words)?))
    }

    /// The places of unknown words: start and end of each in UTF-16 units, the end not included.
    pub fn check(&self, text: &str, personal: Vec<String>, is_html: bool) -> Vec<u32> {
        let unknown = match is_html {
            true => self.0.check_html(text, &personal),
            false => self.0.check(text, &personal),
        };
        unknown.into_iter().flat_map(|place| [place.start, place.end]).collect()
    }

    /// Up to `most` suggestions for the word, most likely first.
    pub fn suggest(&self, word: &str, most: usize) -> Vec<String> {
        self.0.suggest(word, most)
    }

    /// Accepts the word from now on.
    pub fn add(&mut self, word: &str) {
        self.0.add(word);
    }
}
