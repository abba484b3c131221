//! From a text to its tokens: what is put into the index, and what is looked for in it.
//!
//! A token is folded: people find *Müller* by *muller*, *İstanbul* by *istanbul*, *Straße* by
//! *strasse*. Scripts that are written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese),
//! and Korean, whose particles stick to their words, become overlapping pairs of characters, and the
//! last character alone: so one character is the beginning of a token.

use std::borrow::Cow;

use unicode_normalization::{
    IsNormalized, UnicodeNormalization,
    char::{decompose_compatible, is_combining_mark},
    is_nfc_quick,
};

/// The version of these rules. With another one the whole index is made anew.
pub(crate) const RULES: i64 = 1;
/// The characters of a token; what is longer is cut.
const LONGEST: usize = 64;

/// A token, and the bytes of the text that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

/// Where a token comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word between spaces or punctuation.
    Word,
    /// Two neighbouring characters of a run without spaces.
    Pair,
    /// The last character of such a run; the only one if the run has no pair.
    Last {
        /// Whether it is the only one.
        is_only: bool,
    },
}

/// The text in the form whose bytes [`Token::start`] and [`Token::end`] count: canonically composed
/// (NFC), which looks the same.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// The tokens of a text that is [`composed`], in order. Neighbours in the list are neighbours in the
/// text.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader::default();
    for (start, c) in text.char_indices() {
        reader.read(c, start, start + c.len_utf8());
    }
    reader.end();
    reader.tokens
}

/// A piece of a token that is being read.
struct Unit {
    text: String,
    start: usize,
    end: usize,
}

#[derive(Default)]
struct Reader {
    tokens: Vec<Token>,
    /// The characters of a run without spaces, or one unit for a word.
    units: Vec<Unit>,
    is_run: bool,
}

impl Reader {
    fn read(&mut self, c: char, start: usize, end: usize) {
        if is_ignored(c) {
            return;
        }
        for lower in c.to_lowercase() {
            match spelled(lower) {
                Some(letters) => letters.chars().for_each(|letter| self.push(letter, start, end)),
                None if is_kept_whole(lower) => self.push(lower, start, end),
                None => decompose_compatible(lower, |part| {
                    for part in part.to_lowercase() {
                        self.push(part, start, end);
                    }
                }),
            }
        }
    }

    fn push(&mut self, c: char, start: usize, end: usize) {
        if is_combining_mark(c) {
            // A mark belongs to the character before it; alone it is nothing.
            if let Some(unit) = self.units.last_mut().filter(|_| !is_folded(c)) {
                unit.text.push(c);
                unit.end = end;
            }
        } else if !c.is_alphanumeric() {
            self.end();
        } else if is_spaceless(c) {
            if !self.is_run {
                self.end();
                self.is_run = true;
            }
            self.units.push(Unit { text: c.into(), start, end });
        } else {
            if self.is_run {
                self.end();
            }
            match self.units.last_mut() {
                Some(word) => {
                    word.text.push(c);
                    word.end = end;
                }
                None => self.units.push(Unit { text: c.into(), start, end }),
            }
        }
    }

    /// A word or a run ends.
    fn end(&mut self) {
        let (units, is_run) = (std::mem::take(&mut self.units), std::mem::take(&mut self.is_run));
        let Some(last) = units.last() else { return };
        if is_run {
            for pair in units.windows(2) {
                if let [one, next] = pair {
                    let text = format!("{}{}", one.text, next.text);
                    self.keep(&text, one.start, next.end, Kind::Pair);
                }
            }
            self.keep(&last.text, last.start, last.end, Kind::Last { is_only: units.len() == 1 });
        } else {
            self.keep(&last.text, last.start, last.end, Kind::Word);
        }
    }

    fn keep(&mut self, text: &str, start: usize, end: usize, kind: Kind) {
        let text = text.nfc().take(LONGEST).collect();
        self.tokens.push(Token { text, start, end, kind });
    }
}

/// Letters that decomposition leaves alone, as people without them on the keyboard write them.
fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ł' => "l",
        'þ' => "th",
        // The undotted i of Turkish: `I` is its capital there, and that of `i` elsewhere.
        'ı' => "i",
        'ς' => "σ",
        // Russian is mostly written without the dots of ё, but й is another letter than и.
        'ё' | 'ѐ' => "е",
        'ѝ' => "и",
        _ => return None,
    })
}

/// Composed letters that are letters of their own: the other Cyrillic ones, and Korean syllables.
fn is_kept_whole(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}' | '\u{ac00}'..='\u{d7a3}')
}

/// What is inside words and says nothing: soft hyphens, joiners, the Arabic tatweel, the selectors of
/// a character's look.
fn is_ignored(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// Marks that people leave out: accents, and the vowel points of Hebrew and Arabic. The marks of
/// later blocks are vowels and tones without which a word is another one, except for the dot of
/// borrowed sounds in Hindi.
fn is_folded(c: char) -> bool {
    let is_vowel_of_thaana = matches!(c, '\u{7a6}'..='\u{7b0}');
    (c < '\u{900}' && !is_vowel_of_thaana)
        || matches!(
            c,
            '\u{93c}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
                | '\u{fe20}'..='\u{fe2f}'
        )
}

/// Characters of scripts that are written without spaces, and Korean syllables.
fn is_spaceless(c: char) -> bool {
    matches!(
        c,
        '\u{e00}'..='\u{e4f}' // Thai
            | '\u{e5a}'..='\u{ecf}' | '\u{eda}'..='\u{eff}' // Lao
            | '\u{1000}'..='\u{103f}' | '\u{104a}'..='\u{109f}' | '\u{aa60}'..='\u{aa7f}' // Burmese
            | '\u{1780}'..='\u{17df}' // Khmer
            | '\u{3005}'..='\u{3007}' | '\u{3031}'..='\u{3035}' // repetition of Han and kana, zero
            | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' // kana
            | '\u{3100}'..='\u{312f}' // Bopomofo
            | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' // Han
            | '\u{20000}'..='\u{3ffff}'
            | '\u{ac00}'..='\u{d7a3}' // Korean
    )
}

#[cfg(test)]
mod tests;
