//! Where one text has what was searched for, by the same rules as the index.

use wire::archive::Piece;

use super::{
    query::{Query, Who},
    tokens::{Token, composed, tokens},
    words::Field,
};

/// About how many characters an excerpt has.
const LENGTH: usize = 160;
/// How many of them stand before the first hit.
const BEFORE: usize = 40;

/// The part of a text around the first hits; `None` if it has none.
pub(crate) fn excerpt(query: &Query, text: &str) -> Option<Vec<Piece>> {
    let text = composed(text);
    let hits = hits(query, &tokens(&text));
    let first = hits.first()?.0;
    let begin = back(&text, first, BEFORE);
    let end = on(&text, begin, LENGTH).max(hits.first()?.1);
    let mut pieces = Vec::new();
    let mut push = |from: usize, to: usize, is_hit: bool, end: &str| {
        let words = text.get(from..to).unwrap_or_default();
        if !words.is_empty() || !end.is_empty() {
            // One line: the lists that show it have no room for more.
            let words = words.replace(char::is_whitespace, " ");
            pieces.push(Piece { text: format!("{words}{end}"), is_hit });
        }
    };
    if begin > 0 {
        push(begin, begin, false, "…");
    }
    let mut done = begin;
    for (from, to) in hits.into_iter().filter(|(_, to)| *to <= end) {
        push(done, from, false, "");
        push(from, to, true, "");
        done = to;
    }
    push(done, end, false, if end < text.len() { "…" } else { "" });
    Some(joined(pieces))
}

/// Whether a text of this field has one of the words; a hit to go to.
pub(crate) fn is_hit(query: &Query, field: Field, text: &str) -> bool {
    is_asked(query, field) && !hits(query, &tokens(&composed(text))).is_empty()
}

/// Whether texts have all that is searched for, and nothing that is excluded.
pub(crate) fn all_in<'a>(query: &Query, texts: impl Iterator<Item = (Field, &'a str)>) -> bool {
    let mut missing: Vec<_> = query.terms.iter().collect();
    for (field, text) in texts {
        let tokens = tokens(&composed(text));
        if query.without.iter().any(|term| term.places(&tokens).next().is_some()) {
            return false;
        }
        if is_asked(query, field) {
            missing.retain(|term| term.places(&tokens).next().is_none());
        }
    }
    missing.is_empty()
}

/// Whether any of these texts has what is excluded.
pub(crate) fn has_excluded<'a>(query: &Query, mut texts: impl Iterator<Item = &'a str>) -> bool {
    !query.without.is_empty()
        && texts.any(|text| {
            let tokens = tokens(&composed(text));
            query.without.iter().any(|term| term.places(&tokens).next().is_some())
        })
}

/// Whether the words may stand in this field.
fn is_asked(query: &Query, field: Field) -> bool {
    match query.narrowed.from {
        Some(Who::Visitor) => field == Field::Visitor,
        Some(Who::Operator | Who::Me) => field == Field::Operators,
        Some(Who::Named(_)) | None => true,
    }
}

/// The bytes of all hits, in order; those that touch are one.
fn hits(query: &Query, tokens: &[Token]) -> Vec<(usize, usize)> {
    let mut all: Vec<_> = query.terms.iter().flat_map(|term| term.places(tokens)).collect();
    all.sort_unstable();
    let mut hits: Vec<(usize, usize)> = Vec::with_capacity(all.len());
    for (from, to) in all {
        match hits.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => hits.push((from, to)),
        }
    }
    hits
}

/// Neighbours that are alike become one.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if last.is_hit == piece.is_hit => last.text += &piece.text,
            _ => joined.push(piece),
        }
    }
    joined
}

/// The place so many characters before, at the beginning of a word if there is one.
fn back(text: &str, from: usize, characters: usize) -> usize {
    let before = text.get(..from).unwrap_or_default();
    let Some((place, _)) = before.char_indices().rev().nth(characters) else { return 0 };
    let behind_space = before.get(place..).and_then(|rest| {
        let (space, c) = rest.char_indices().find(|(_, c)| c.is_whitespace())?;
        Some(place + space + c.len_utf8())
    });
    behind_space.unwrap_or(place)
}

/// The place so many characters on, at the end of a word if there is one.
fn on(text: &str, from: usize, characters: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let Some((place, _)) = rest.char_indices().nth(characters) else { return text.len() };
    let taken = rest.get(..place).unwrap_or_default();
    // Not far back: a script without spaces has none.
    let space = taken.char_indices().rev().take(BEFORE).find(|(_, c)| c.is_whitespace());
    from + space.map_or(place, |(space, _)| space)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(typed: &str, text: &str) -> Option<String> {
        let pieces = excerpt(&Query::parse(typed).unwrap(), text)?;
        let mark = |piece: &Piece| match piece.is_hit {
            true => format!("[{}]", piece.text),
            false => piece.text.clone(),
        };
        Some(pieces.iter().map(mark).collect())
    }

    #[test]
    fn the_words_are_marked_as_they_were_written() {
        for (typed, text, expected) in [
            ("strasse", "In der Straße 5", "In der [Straße] 5"),
            ("red shoe*", "Red, red\nshoes!", "[Red], [red] [shoes]!"),
            ("\"red shoes\"", "red or red shoes", "red or [red shoes]"),
            ("想买", "我想买鞋", "我[想买]鞋"),
            ("我想买", "我想买鞋", "[我想买]鞋"),
            ("鞋", "我想买鞋", "我想买[鞋]"),
            ("想", "我想买鞋", "我[想买]鞋"),
            ("ann@shop.example", "Write to Ann@shop.example.", "Write to [Ann@shop.example]."),
            ("cafe", "cafe\u{301} noir", "[café] noir"),
        ] {
            assert_eq!(marked(typed, text).as_deref(), Some(expected), "{typed}");
        }
        assert_eq!(marked("blue", "red"), None);
        assert_eq!(marked("-blue", "red"), None);
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_hit() {
        let text = format!("{}needle {}", "hay stack ".repeat(50), "more hay ".repeat(50));
        let found = marked("needle", &text).unwrap();
        assert!(found.starts_with("…stack ") || found.starts_with("…hay "), "{found}");
        assert!(found.contains(" [needle] more hay") && found.ends_with('…'), "{found}");
        assert!((120..=175).contains(&found.chars().count()), "{found}");
        let chinese = format!("{}针{}", "草".repeat(500), "草".repeat(500));
        let found = marked("针", &chinese).unwrap();
        assert!(found.contains("[针草]") || found.contains("[针]"), "{found}");
        assert!(found.chars().count() <= 175, "{found}");
    }

    #[test]
    fn whose_words_they_are_matters() {
        let query = Query::parse("red from:visitor -blue").unwrap();
        assert!(is_hit(&query, Field::Visitor, "red") && !is_hit(&query, Field::Operators, "red"));
        assert!(all_in(&query, [(Field::Visitor, "red"), (Field::Operators, "green")].into_iter()));
        assert!(!all_in(&query, [(Field::Operators, "red")].into_iter()));
        assert!(!all_in(&query, [(Field::Visitor, "red"), (Field::Operators, "blue")].into_iter()));
        assert!(has_excluded(&query, ["red", "Blue!"].into_iter()));
        assert!(!has_excluded(&query, ["red", "bluer"].into_iter()));
    }
}
