//! The console's spell checker. It runs in a web worker, so that typing never waits for it.
//!
//! | module | holds |
//! |---|---|
//! | [`Speller`] | one language: checks and suggestions |
//! | [`words`] | which pieces of a text are words |
//! | `html` | the text in HTML |
//! | `letters` | what a language's words are made of |
//! | `suggest` | suggestions: candidates and their order |
//! | `worker` | requests and answers; only in the browser |
//!
//! Text is checked and forgotten: nothing is logged, stored or sent.

mod html;
mod letters;
mod speller;
mod suggest;
pub mod words;
#[cfg(target_family = "wasm")]
mod worker;

pub use speller::{NotADictionary, Speller};
