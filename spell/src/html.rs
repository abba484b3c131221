//! The text that a reader sees in HTML, at its positions in the source. It parses only as much of
//! HTML's syntax as that takes (WHATWG HTML, 13.2.5), and finds the text of broken HTML as a
//! browser shows it.

use std::iter;

/// Elements around some words of a paragraph, or within a word.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "del", "dfn", "em", "font", "i", "ins", "mark", "q", "s",
    "small", "span", "strike", "strong", "sub", "sup", "u", "var",
];
/// Elements whose content is not shown, or is in no language that a dictionary knows.
const PASSED_OVER: [&str; 5] = ["code", "kbd", "samp", "script", "style"];
/// The endings of letter names with a diacritic: `eacute`, `szlig`.
const MARKS: [&str; 16] = [
    "acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "slash", "lig", "caron", "breve", "macr",
    "ogon", "dot", "dblac", "strok",
];

/// What a piece of the source is to a search for words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Characters that stand for themselves.
    Text,
    /// A character reference that stands for a letter.
    Letter,
    /// It separates the text before it from the text after it.
    Gap,
    /// It does not separate: an inline tag, a comment, an apostrophe.
    Joint,
}

/// The text of HTML with the rest of the source blanked, so that positions in UTF-16 units are the
/// same in both. A word that contains markup, or letters written as character references, could not
/// be replaced in place; it becomes something that is no word.
pub(crate) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    // The length of the joints whose other side is not yet known.
    let mut joints = 0;
    while !rest.is_empty() {
        let (kind, length) = first_piece(rest);
        let (piece, behind) = rest.split_at(length);
        rest = behind;
        let units: usize = piece.chars().map(char::len_utf16).sum();
        if kind == Kind::Joint {
            joints += units;
            continue;
        }
        let goes_on = kind == Kind::Letter || kind == Kind::Text && piece.starts_with(char::is_alphanumeric);
        let is_within = goes_on && text.ends_with(char::is_alphanumeric);
        blank(&mut text, joints, is_within);
        joints = 0;
        match kind {
            Kind::Text => text.push_str(piece),
            Kind::Letter => blank(&mut text, units, true),
            Kind::Gap | Kind::Joint => blank(&mut text, units, false),
        }
    }
    blank(&mut text, joints, false);
    text
}

/// A run with a digit is no word.
fn blank(text: &mut String, units: usize, is_within_word: bool) {
    text.extend(iter::repeat_n(if is_within_word { '0' } else { ' ' }, units));
}

/// The kind of the source's first piece and its length in bytes, never zero.
fn first_piece(html: &str) -> (Kind, usize) {
    match html.as_bytes() {
        [b'<', b'!', b'-', b'-', ..] => (Kind::Joint, comment(html)),
        [b'<', b'!' | b'?', ..] => (Kind::Joint, through(html, ">")),
        [b'<', b'/', next, ..] if !next.is_ascii_alphabetic() => (Kind::Joint, through(html, ">")),
        [b'<', b'/', _, ..] => tag(html),
        [b'<', next, ..] if next.is_ascii_alphabetic() => tag(html),
        [b'&', ..] => reference(html).unwrap_or((Kind::Text, 1)),
        [b'<', ..] => (Kind::Text, 1),
        _ => (Kind::Text, html.find(['<', '&']).unwrap_or(html.len())),
    }
}

/// The length up to and including `end`, or to the end of the source.
fn through(html: &str, end: &str) -> usize {
    html.find(end).map_or(html.len(), |at| at + end.len())
}

fn comment(html: &str) -> usize {
    let begin = "<!--".len();
    let inside = &html[begin..];
    // Browsers treat these as a comment that ends at once.
    let abrupt = [">", "->"].into_iter().find(|end| inside.starts_with(*end));
    begin + abrupt.map_or_else(|| through(inside, "-->").min(through(inside, "--!>")), str::len)
}

fn tag(html: &str) -> (Kind, usize) {
    let is_end = html.starts_with("</");
    let begin = if is_end { 2 } else { 1 };
    let length = html[begin..].find(ends_name).unwrap_or(html.len() - begin);
    let name = html[begin..begin + length].to_ascii_lowercase();
    let behind = begin + length + attributes(&html[begin + length..]);
    if PASSED_OVER.contains(&name.as_str()) {
        let inside = if is_end { 0 } else { contents(&html[behind..], &name) };
        return (Kind::Gap, behind + inside);
    }
    (if INLINE.contains(&name.as_str()) { Kind::Joint } else { Kind::Gap }, behind)
}

/// Whether this character ends a tag's name.
fn ends_name(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '/' | '>')
}

/// The length of a tag after its name, up to and including the `>` outside quotes.
fn attributes(html: &str) -> usize {
    enum State {
        Between,
        Name,
        BehindName,
        BeforeValue,
        Value,
        Quoted(u8),
    }
    let mut state = State::Between;
    for (at, byte) in html.bytes().enumerate() {
        state = match (state, byte) {
            (State::Quoted(quote), _) if byte == quote => State::Between,
            (State::Quoted(quote), _) => State::Quoted(quote),
            (_, b'>') => return at + 1,
            (State::BeforeValue, b'"' | b'\'') => State::Quoted(byte),
            (State::BeforeValue, _) if byte.is_ascii_whitespace() => State::BeforeValue,
            (State::Name | State::BehindName, b'=') => State::BeforeValue,
            (State::Name | State::BehindName, _) if byte.is_ascii_whitespace() => State::BehindName,
            (State::Between | State::Name | State::BehindName, b'/') => State::Between,
            (State::Between | State::Value, _) if byte.is_ascii_whitespace() => State::Between,
            (State::BeforeValue | State::Value, _) => State::Value,
            (State::Between | State::Name | State::BehindName, _) => State::Name,
        };
    }
    html.len()
}

/// The length up to and including the end tag of this name.
fn contents(html: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = html[from..].find("</") {
        let begin = from + at + 2;
        let end = begin + name.len();
        let is_called = html.get(begin..end).is_some_and(|other| other.eq_ignore_ascii_case(name));
        if is_called && html[end..].chars().next().is_none_or(ends_name) {
            return end + attributes(&html[end..]);
        }
        from = begin;
    }
    html.len()
}

/// A character reference; none if the `&` stands for itself.
fn reference(html: &str) -> Option<(Kind, usize)> {
    let Some(number) = html.strip_prefix("&#") else {
        let (name, _) = html[1..].split_once(';')?;
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        return is_name.then(|| (named(name), name.len() + 2));
    };
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let digits_at = html.len() - digits.len();
    let end = digits_at + length;
    let character = u32::from_str_radix(&digits[..length], radix).ok().and_then(char::from_u32);
    // Browsers accept it without the semicolon.
    let end = end + usize::from(html[end..].starts_with(';'));
    (length > 0).then(|| (character.map_or(Kind::Gap, numbered), end))
}

fn numbered(character: char) -> Kind {
    match character {
        '\'' | '’' | '\u{ad}' | '\u{200c}' | '\u{200d}' => Kind::Joint,
        // Combining accents.
        '\u{300}'..='\u{36f}' => Kind::Letter,
        _ if character.is_alphanumeric() => Kind::Letter,
        _ => Kind::Gap,
    }
}

fn named(name: &str) -> Kind {
    let has_mark = MARKS.iter().filter_map(|mark| name.strip_suffix(*mark)).any(|letters| {
        matches!(letters.len(), 1 | 2) // no letters: the diacritic itself
    });
    match name {
        "apos" | "rsquo" | "shy" | "zwj" | "zwnj" => Kind::Joint,
        "eth" | "ETH" | "thorn" | "THORN" => Kind::Letter,
        _ if has_mark => Kind::Letter,
        _ => Kind::Gap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    /// The words that are looked up; each must be at its reported place in the source.
    fn words_of(html: &str) -> Vec<String> {
        let source: Vec<u16> = html.encode_utf16().collect();
        let text = text_of(html);
        assert_eq!(text.encode_utf16().count(), source.len(), "{html}");
        let words = words::of(&text).map(|word| {
            let place = word.place.start as usize..word.place.end as usize;
            assert_eq!(String::from_utf16(&source[place]).unwrap(), word.text, "{html}");
            word.text.to_owned()
        });
        words.collect()
    }

    #[test]
    fn tags_and_what_is_in_them_are_no_words() {
        assert_eq!(
            words_of("<p class=teh>Two <b>bold<i> teh</i></b> words</p>"),
            ["Two", "bold", "teh", "words"]
        );
        assert_eq!(words_of(r#"<a href="x" title="a > teh">oak</a>"#), ["oak"]);
        assert_eq!(words_of("<a title = 'teh \" > x' rel=\"nise\">oak</a>"), ["oak"]);
        assert_eq!(words_of(r#"<a href=teh"b>oak</a> pine"#), ["oak", "pine"]);
        assert_eq!(words_of(r#"<a ="teh>oak</a>"#), ["oak"], "a quote in a name opens nothing");
        assert_eq!(words_of("<img alt=teh/src=nise>oak"), ["oak"]);
        assert_eq!(words_of("<IMG\nALT='😀 teh'\n/>oak"), ["oak"]);
        assert_eq!(words_of("no tags at all 😀 here"), ["no", "tags", "at", "all", "here"]);
    }

    #[test]
    fn what_is_not_closed_goes_to_the_end() {
        assert_eq!(words_of("one <b teh"), ["one"]);
        assert_eq!(words_of("one <b title='teh> two"), ["one"]);
        assert_eq!(words_of("one <b>two"), ["one", "two"]);
        assert_eq!(words_of("one <!-- teh > nise"), ["one"]);
        assert_eq!(words_of("one <code>teh"), ["one"]);
        assert_eq!(words_of("one </"), ["one"]);
        assert_eq!(words_of("one <"), ["one"]);
    }

    #[test]
    fn signs_that_begin_nothing_stand_for_themselves() {
        assert_eq!(words_of("less < more & teh <3 of R&D; done"), ["less", "more", "teh", "of", "done"]);
        assert_eq!(words_of("a &#; bb &#x; cc &; dd"), ["bb", "cc", "dd"]);
    }

    #[test]
    fn comments_and_declarations_are_passed_over() {
        assert_eq!(
            words_of("one <!-- teh --> two<!--> three <!---> four <!-- x --!> five"),
            ["one", "two", "three", "four", "five"]
        );
        assert_eq!(words_of("<!doctype html><?xml teh?></ teh>one"), ["one"]);
    }

    #[test]
    fn code_scripts_and_styles_are_passed_over() {
        assert_eq!(words_of("one <code>teh <b>nise</b></code> two"), ["one", "two"]);
        assert_eq!(words_of("<script>if (a </b/.x) teh('>')</SCRIPT >one"), ["one"]);
        assert_eq!(words_of("<style>teh > nise {}</style>one <kbd>teh</kbd>"), ["one"]);
        assert_eq!(words_of("<script>'</scripts> teh'</script>one"), ["one"]);
        assert_eq!(words_of("one</code> two"), ["one", "two"]);
    }

    #[test]
    fn a_word_in_pieces_is_passed_over_and_parted_ones_are_two() {
        assert_eq!(words_of("<b>w</b>ord <i>an<!-- x -->d</i> so"), ["so"]);
        assert_eq!(words_of("<b>teh</b> <i>cat</i>, <u>sat</u>."), ["teh", "cat", "sat"]);
        assert_eq!(words_of("<p>teh</p><p>cat</p>sat<br>on<li>mat"), ["teh", "cat", "sat", "on", "mat"]);
    }

    #[test]
    fn character_references_are_letters_joints_or_gaps() {
        assert_eq!(words_of("caf&eacute; na&#239;ve &Uuml;ber stra&szlig;e e&#x301;tude so"), ["so"]);
        assert_eq!(
            words_of("teh&nbsp;cat&mdash;sat &amp; on&#160;mats&hellip;"),
            ["teh", "cat", "sat", "on", "mats"]
        );
        assert_eq!(words_of("don&rsquo;t &lsquo;teh&rsquo; cats&#39; can&#39t"), ["teh", "cats"]);
        assert_eq!(
            words_of("&acute;teh&uml; &#128512;cat&#xd800;sat &#99999999999;on"),
            ["teh", "cat", "sat", "on"]
        );
        assert_eq!(words_of("caf<b>&eacute;</b>s &eacute;<i>cole</i> so"), ["so"]);
    }

    #[test]
    fn places_are_counted_as_a_browser_counts() {
        let html = "<b title='😀'>😀</b> teh <i>😀</i>cat";
        assert_eq!(words_of(html), ["teh", "cat"]);
        let places: Vec<_> = words::of(&text_of(html)).map(|word| word.place).collect();
        assert_eq!(places, [21..24, 34..37]);
    }
}
