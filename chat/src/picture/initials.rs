//! The placeholder for an operator without a picture: their initials on a colour derived from the
//! name, as an SVG document. It has its own background, so it is readable in light and dark mode.

use maud::html;
use sha2::{Digest, Sha256};
use unicode_segmentation::UnicodeSegmentation;
use wire::look::Colour;

/// Colours on which white text is readable.
const GROUNDS: [Colour; 12] = [
    Colour(0xb4, 0x23, 0x2f),
    Colour(0xa8, 0x41, 0x0c),
    Colour(0x8a, 0x5a, 0x00),
    Colour(0x5f, 0x6b, 0x00),
    Colour(0x2e, 0x7d, 0x32),
    Colour(0x00, 0x79, 0x6b),
    Colour(0x00, 0x72, 0x8f),
    Colour(0x1f, 0x66, 0xb8),
    Colour(0x47, 0x57, 0xd6),
    Colour(0x74, 0x46, 0xc9),
    Colour(0x9a, 0x35, 0xa8),
    Colour(0xb5, 0x26, 0x6f),
];
const INK: Colour = Colour(255, 255, 255);
/// Separates two letters of a script in which they would be joined.
const NON_JOINER: char = '\u{200c}';

/// The initials of this name, as an SVG document.
pub(super) fn svg(name: &str) -> String {
    let letters = initials(name);
    let size = if letters.graphemes(true).count() > 1 { "16" } else { "20" };
    let (ground, ink) = (ground(name).to_string(), INK.to_string());
    let drawn = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40" {
            rect width="40" height="40" fill=(ground) {}
            text x="20" y="20" dy=".35em" fill=(ink) font-family="system-ui, sans-serif" font-size=(size)
                font-weight="600" text-anchor="middle" { (letters) }
        }
    };
    drawn.into_string()
}

/// The first letter (grapheme) of the first and of the last word; of a name in one word only one.
fn initials(name: &str) -> String {
    let is_letter = |grapheme: &&str| grapheme.chars().any(char::is_alphanumeric);
    let mut letters = name.split_whitespace().filter_map(|word| word.graphemes(true).find(is_letter));
    // A name without letters gives at least some character.
    let first = letters.next().or_else(|| name.trim().graphemes(true).next()).unwrap_or_default();
    let joins = first.chars().all(|letter| ('\u{600}'..='\u{8ff}').contains(&letter));
    let between = if joins { NON_JOINER.to_string() } else { String::new() };
    match letters.next_back() {
        Some(last) => format!("{}{between}{}", first.to_uppercase(), last.to_uppercase()),
        None => first.to_uppercase(),
    }
}

fn ground(name: &str) -> Colour {
    let [first, ..]: [u8; 32] = Sha256::digest(name).into();
    GROUNDS[usize::from(first) % GROUNDS.len()]
}

#[cfg(test)]
mod tests {
    use wire::look::LEAST_CONTRAST;

    use super::*;

    #[test]
    fn initials_are_letters_as_people_see_them() {
        for (name, expected) in [
            ("Ada Lovelace", "AL"),
            ("ada king lovelace", "AL"),
            ("Support", "S"),
            ("  Zoë  ", "Z"),
            ("\u{e9}mile zola", "ÉZ"),
            // A letter and its combining mark are one.
            ("e\u{301}mile", "E\u{301}"),
            ("(Ann) „Bo“", "AB"),
            ("Team 7", "T7"),
            ("王小明", "王"),
            ("山田 太郎", "山太"),
            ("محمد علي", "م\u{200c}ع"),
            ("क्षितिज", "क्षि"),
            ("👩🏽‍💻", "👩🏽‍💻"),
            ("<b>", "B"),
            ("<", "<"),
            ("", ""),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn they_can_be_read_on_every_colour() {
        for ground in GROUNDS {
            assert!(ground.contrast(INK) >= LEAST_CONTRAST, "{ground}: {}", ground.contrast(INK));
        }
    }

    #[test]
    fn a_name_has_always_the_same_colour_and_not_all_have_one() {
        assert_eq!(svg("Ada Lovelace"), svg("Ada Lovelace"));
        let colours = ["Ann", "Ben", "Carla", "Dora", "Eve", "Finn"].map(|name| ground(name).to_string());
        assert!(colours.iter().any(|colour| *colour != colours[0]), "{colours:?}");
    }

    #[test]
    fn a_name_is_never_markup() {
        let drawn = svg("<");
        assert!(drawn.contains("&lt;</text>") && drawn.starts_with("<svg xmlns="), "{drawn}");
    }
}
