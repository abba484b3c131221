//! The console's spell checker. It runs in a web worker, so that typing never waits for it.
//!
//! | module | holds |
//! |---|---|
//! | [`Speller`] | one language: what is spelled right, what was meant |
//! | [`words`] | which pieces of a text are words at all |
//! | `html` | what of HTML is text |
//! | `letters` | what a language's words are made of |
//! | `suggest` | what was meant: candidates and their order |
//! | `worker` | requests and answers, see there; only in the browser |
//!
//! Text is looked at and forgotten: nothing is logged, kept or sent.

mod html;
mod letters;
mod speller;
mod suggest;
pub mod words;
#[cfg(target_family = "wasm")]
mod worker;

pub use speller::{NotADictionary, Speller};
