//! How likely it is that one word was typed for another: the Damerau–Levenshtein distance with
//! lower costs for common slips.

/// Vowels that are often confused.
pub(super) const VOWELS: &str = "aeiouy";

/// An edit of no particular kind.
const EDIT: u32 = 100;
/// An omitted letter, which is more common than an added one.
const OMISSION: u32 = 90;
const SWAP: u32 = 50;
/// A letter beside the same letter: `ss` for `s`.
const DOUBLE: u32 = 40;
const VOWEL: u32 = 60;
/// Consonants that sound alike.
const ALIKE: u32 = 70;
/// `é` for `e`.
const ACCENT: u32 = 20;
const APOSTROPHE: u32 = 50;
/// The extra cost at the beginning of a word, which people usually know.
const AT_THE_BEGINNING: u32 = 40;
/// A name, where no name was typed.
const NAME: u32 = 60;
/// Two words where one was typed.
const SPACE: u32 = 130;

/// In hundredths of an edit.
pub(super) fn distance(typed: &str, meant: &str) -> u32 {
    let is_name = |word: &str| word.chars().any(char::is_uppercase);
    let name = if is_name(meant) && !is_name(typed) { NAME } else { 0 };
    let letters = |word: &str| word.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    name + edits(&letters(typed), &letters(meant))
}

fn edits(typed: &[char], meant: &[char]) -> u32 {
    // The rows of the usual table: two back, one back, current.
    let mut before_last = Vec::new();
    let mut last = vec![0; meant.len() + 1];
    for at in 0..meant.len() {
        last[at + 1] = last[at] + lack(meant, at, OMISSION);
    }
    for row in 0..typed.len() {
        let mut now = vec![last[0] + lack(typed, row, EDIT)];
        for column in 0..meant.len() {
            let other = last[column] + exchange(typed[row], meant[column], row);
            let too_many = last[column + 1] + lack(typed, row, EDIT);
            let missing = now[column] + lack(meant, column, OMISSION);
            let mut least = other.min(too_many).min(missing);
            if row > 0 && column > 0 && typed[row] == meant[column - 1] && typed[row - 1] == meant[column] {
                let swap: u32 = before_last[column - 1];
                least = least.min(swap + SWAP);
            }
            if row > 0 && is_written_out(typed[row - 1], typed[row], meant[column]) {
                least = least.min(before_last[column] + ACCENT);
            }
            now.push(least);
        }
        before_last = last;
        last = now;
    }
    last[meant.len()]
}

/// Two letters that people type if a keyboard lacks the one.
fn is_written_out(first: char, second: char, one: char) -> bool {
    matches!(
        (first, second, one),
        ('a', 'e', 'ä' | 'æ') | ('o', 'e', 'ö' | 'œ' | 'ø') | ('u', 'e', 'ü') | ('s', 's', 'ß')
    )
}

/// The cost of a letter that the other word lacks.
fn lack(word: &[char], at: usize, usual: u32) -> u32 {
    let letter = word[at];
    let is_like = |neighbour: Option<&char>| neighbour == Some(&letter);
    match letter {
        '\'' | '’' => APOSTROPHE,
        ' ' | '-' => SPACE,
        _ if at > 0 && is_like(word.get(at - 1)) || is_like(word.get(at + 1)) => DOUBLE,
        _ if at == 0 => usual + AT_THE_BEGINNING,
        _ => usual,
    }
}

fn exchange(typed: char, meant: char, at: usize) -> u32 {
    if typed == meant {
        return 0;
    }
    let is_vowel = |letter: char| VOWELS.contains(plain(letter));
    let kind = match (plain(typed), plain(meant)) {
        (typed, meant) if typed == meant => ACCENT,
        _ if is_vowel(typed) && is_vowel(meant) => VOWEL,
        ('c', 's' | 'k') | ('s', 'c' | 'z') | ('k', 'c') | ('z', 's') | ('g', 'j') | ('j', 'g') => ALIKE,
        ('t', 'd')
        | ('d', 't')
        | ('b', 'p')
        | ('p', 'b')
        | ('m', 'n')
        | ('n', 'm')
        | ('f', 'v')
        | ('v', 'f') => ALIKE,
        _ => EDIT,
    };
    // Accents are omitted there as often as elsewhere.
    if at == 0 && kind != ACCENT { kind + AT_THE_BEGINNING } else { kind }
}

/// The letter without its accent.
fn plain(letter: char) -> char {
    match letter {
        'à'..='å' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ı' => 'i',
        'ł' | 'ľ' | 'ĺ' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ő' => 'o',
        'ř' | 'ŕ' => 'r',
        'ś' | 'ş' | 'š' | 'ș' | 'ß' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        // Arabic: the seats of the hamza, and two pairs whose dots are often omitted.
        'آ' | 'أ' | 'إ' => 'ا',
        'ة' => 'ه',
        'ى' => 'ي',
        '’' => '\'',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likelier_slip_is_nearer() {
        for (typed, likelier, other) in [
            ("liek", "like", "leek"),
            ("recieve", "receive", "relieve"),
            ("occured", "occurred", "occupied"),
            ("seperate", "separate", "serrate"),
            ("prvided", "provided", "prided"),
            ("dont", "don't", "font"),
            ("probleme", "problème", "problems"),
            ("alot", "allot", "pilot"),
            ("may", "May", "bat"),
            ("schoen", "schön", "schone"),
            ("Strasse", "Straße", "Strassen"),
            ("zolw", "żółw", "zola"),
            ("احمد", "أحمد", "حمد"),
        ] {
            let (near, far) = (distance(typed, likelier), distance(typed, other));
            assert!(near < far, "{typed}: {likelier} {near}, {other} {far}");
        }
        assert_eq!(distance("word", "word"), 0);
        assert_eq!(distance("Word", "word"), 0);
        assert_eq!(distance("paris", "Paris"), NAME);
    }
}
