//! Which pieces of a text are words.
//!
//! Addresses, commands, placeholders, numbers and short acronyms are not: a dictionary does not
//! cover them, and underlining them teaches people to ignore the underlines.

use std::ops::Range;

/// A word and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// As it was written.
    pub text: &'a str,
    /// With the parts joined by hyphens: `fazê` is a part of `fazê-lo`. Otherwise the word itself.
    pub whole: &'a str,
    /// In UTF-16 units, as in a browser.
    pub place: Range<u32>,
}

/// Longer words in capitals are shouted words.
const LONGEST_ACRONYM: usize = 5;

/// The words of the text, in order.
pub fn of(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut place = 0;
    text.split_inclusive(char::is_whitespace).flat_map(move |piece| {
        let start = place;
        place += units(piece);
        in_piece(piece, start)
    })
}

/// The words between two spaces.
fn in_piece(piece: &str, start: u32) -> Vec<Word<'_>> {
    if is_address(piece) || is_command(piece) {
        return Vec::new();
    }
    let mut words = Vec::new();
    let mut from = None;
    // The end closes the last run.
    for (at, letter) in piece.char_indices().chain([(piece.len(), ' ')]) {
        match (belongs_to_a_run(letter), from) {
            (true, None) => from = Some(at),
            (false, Some(begin)) => {
                let run = &piece[begin..at];
                let is_mark = piece[..begin].ends_with('%') && letter == '%';
                let word = run.trim_matches(['\'', '’']);
                if !is_mark && is_word(word) {
                    let quotes = run.len() - run.trim_start_matches(['\'', '’']).len();
                    let first = start + units(&piece[..begin + quotes]);
                    let whole = joined(piece, begin..at);
                    words.push(Word { text: word, whole, place: first..first + units(word) });
                }
                from = None;
            }
            _ => {}
        }
    }
    words
}

/// The run with the parts that hyphens join to it.
fn joined(piece: &str, run: Range<usize>) -> &str {
    let is_outside = |letter: char| !belongs_to_a_run(letter) && !is_hyphen(letter);
    let begin = piece[..run.start].rfind(is_outside).map_or(0, |at| {
        let outside = piece[at..].chars().next().map_or(0, char::len_utf8);
        at + outside
    });
    let end = piece[run.end..].find(is_outside).map_or(piece.len(), |at| run.end + at);
    piece[begin..end].trim_matches(|letter| is_hyphen(letter) || matches!(letter, '\'' | '’'))
}

fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}' | '\u{2011}')
}

/// Digits and underscores belong to a run, so that `b2b` and `%VISITOR_NAME%` are seen whole.
fn belongs_to_a_run(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '\'' | '’' | '_') || is_combining(letter)
}

fn is_combining(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

fn is_word(run: &str) -> bool {
    let letters = || run.chars().filter(|letter| !is_combining(*letter));
    let is_acronym = letters().count() <= LONGEST_ACRONYM && letters().all(char::is_uppercase);
    letters().count() > 1 && !is_acronym && !letters().any(|letter| letter.is_numeric() || letter == '_')
}

/// A web address, an email address or a host name.
fn is_address(piece: &str) -> bool {
    let has_dot_within = || {
        // A sentence may follow without a space, but begins with a capital.
        let mut letters = piece.chars().peekable();
        let mut before = ' ';
        while let Some(letter) = letters.next() {
            let after = letters.peek().copied().unwrap_or(' ');
            if letter == '.' && before.is_alphanumeric() && (after.is_lowercase() || after.is_numeric()) {
                return true;
            }
            before = letter;
        }
        false
    };
    let has_mailbox =
        || piece.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    piece.contains("://") || has_mailbox() || has_dot_within()
}

/// `/name`: a command that operators type.
fn is_command(piece: &str) -> bool {
    piece.strip_prefix('/').is_some_and(|name| name.starts_with(char::is_alphabetic))
}

fn units(text: &str) -> u32 {
    text.chars().map(|letter| letter.len_utf16() as u32).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        of(text).map(|word| word.text).collect()
    }

    #[test]
    fn words_are_runs_of_letters_with_their_apostrophes() {
        assert_eq!(
            words("Don’t 'quote' well-known words, l'été!"),
            ["Don’t", "quote", "well", "known", "words", "l'été"]
        );
    }

    #[test]
    fn what_hyphens_join_is_known_as_a_whole() {
        let wholes = |text| of(text).map(|word: Word<'_>| word.whole).collect::<Vec<&str>>();
        assert_eq!(
            wholes("(“Enviá-lo-ei”), -là- 'c’est-à-dire' alone –fim"),
            [
                "Enviá-lo-ei",
                "Enviá-lo-ei",
                "Enviá-lo-ei",
                "là",
                "c’est-à-dire",
                "c’est-à-dire",
                "alone",
                "fim"
            ]
        );
    }

    #[test]
    fn places_are_counted_as_a_browser_counts() {
        let text = "Añb 😀 'cd'\nef";
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let found: Vec<_> = of(text).collect();
        assert_eq!(found.len(), 3);
        for word in found {
            let units = &utf16[word.place.start as usize..word.place.end as usize];
            assert_eq!(String::from_utf16(units).unwrap(), word.text);
        }
    }

    #[test]
    fn addresses_and_commands_are_no_words() {
        assert_eq!(
            words("see https://exmple.org/pth?q=wrld or www.exmple.org, nme@exmple.org"),
            ["see", "or"]
        );
        assert_eq!(words("shop.exmple.com and e.g. version v1.2"), ["and", "version"]);
        assert_eq!(words("/clse /join Vera"), ["Vera"]);
        assert_eq!(words("and/or / or"), ["and", "or", "or"]);
        assert_eq!(words("It ended.Then it began."), ["It", "ended", "Then", "it", "began"]);
    }

    #[test]
    fn marks_numbers_and_acronyms_are_no_words() {
        assert_eq!(words("Hello %VISITOR_NAME%, %visitr%!"), ["Hello"]);
        assert_eq!(words("100% sure%"), ["sure"]);
        assert_eq!(words("b2b 1st x86 12,50 snake_case NASA URL's I a"), ["URL's"]);
        assert_eq!(words("SHOUTED"), ["SHOUTED"]);
    }
}
