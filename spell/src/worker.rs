//! What `worker.js` calls. It holds the messages' form, this the work.

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

    /// Where unknown words stand: first and last unit of UTF-16 of each, the last one not included.
    pub fn check(&self, text: &str, personal: Vec<String>, is_html: bool) -> Vec<u32> {
        let unknown = match is_html {
            true => self.0.check_html(text, &personal),
            false => self.0.check(text, &personal),
        };
        unknown.into_iter().flat_map(|place| [place.start, place.end]).collect()
    }

    /// Up to `most` words that may have been meant, the likeliest first.
    pub fn suggest(&self, word: &str, most: usize) -> Vec<String> {
        self.0.suggest(word, most)
    }

    /// Takes the word for right from now on.
    pub fn add(&mut self, word: &str) {
        self.0.add(word);
    }
}
