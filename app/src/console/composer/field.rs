//! A field in which one types: where its caret is, and what is put there.

use leptos::{ev::KeyboardEvent, html, prelude::*};

use super::{
    Composing,
    picker::{Choice, Picking},
};

/// Where the caret of a field is in its text, in bytes. Browsers count in units of UTF-16.
pub(crate) fn caret(field: NodeRef<html::Textarea>, text: &str) -> usize {
    let units = field.try_get_untracked().flatten().and_then(|field| field.selection_start().ok().flatten());
    let mut left = units.map_or(usize::MAX, |units| units as usize);
    for (at, c) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(c.len_utf16());
    }
    text.len()
}

/// Puts a text into a field, and the caret behind so many bytes of it.
pub(crate) fn write(field: NodeRef<html::Textarea>, text: &str, caret: usize) {
    let before = text.get(..caret).unwrap_or(text);
    let units = before.encode_utf16().count() as u32;
    if let Some(field) = field.get_untracked() {
        field.set_value(text);
        let _ = field.set_selection_range(units, units); // fails only for what is no text field
    }
}

impl Composing {
    pub(super) fn caret(self, text: &str) -> usize {
        caret(self.field, text)
    }
}

impl Picking for Composing {
    fn chosen(self) -> RwSignal<usize> {
        self.chosen
    }

    fn search(self) -> NodeRef<html::Input> {
        self.search
    }

    fn on_key(self, event: &KeyboardEvent, choices: Memo<Vec<Choice>>) {
        Composing::on_key(self, event, choices);
    }

    fn search_for(self, typed: &str) {
        Composing::search_for(self, typed);
    }

    fn close_search(self) {
        Composing::close_search(self);
    }

    fn pick(self, choice: &Choice) {
        Composing::pick(self, choice);
    }
}
