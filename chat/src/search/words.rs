//! The words of a document, before a database has them.

use super::tokens::{Token, composed, tokens};

/// Whose words they are; [`super::query::Who`] narrows by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Visitor,
    Operators,
    /// The visitor's name, email address and answers.
    Names,
}

/// The words of a document, text by text. A phrase never reaches from one text into the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    texts: Vec<(Field, Vec<String>)>,
    count: usize,
}

impl Words {
    pub(crate) fn push(&mut self, field: Field, text: &str) {
        let tokens: Vec<_> = tokens(&composed(text)).into_iter().map(|token: Token| token.text).collect();
        if !tokens.is_empty() {
            self.count += tokens.len();
            self.texts.push((field, tokens));
        }
    }

    /// The number of tokens.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = (Field, &[String])> {
        self.texts.iter().map(|(field, tokens)| (*field, tokens.as_slice()))
    }
}
