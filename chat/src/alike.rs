//! Names that a reader cannot tell apart.

use unicode_security::skeleton;
use wire::text::is_invisible;

/// Whether two names look the same apart from case and invisible characters (Unicode Technical
/// Standard #39, section 4: confusables).
pub(crate) fn look_alike(one: &str, other: &str) -> bool {
    let visible = |name: &str| name.chars().filter(|&c| !is_invisible(c)).collect::<String>();
    let image = |name: &str| skeleton(&name.to_lowercase()).collect::<String>();
    let of_small_letters = |name: &str| image(&visible(name));
    // Capitals that look the same may have small letters that do not.
    let of_letters = |name: &str| image(&skeleton(&visible(name)).collect::<String>());
    of_small_letters(one) == of_small_letters(other) || of_letters(one) == of_letters(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_alphabets_do_not_make_another_name() {
        assert!(look_alike("Sales", "sales"));
        assert!(look_alike("Sales", "\u{405}\u{430}l\u{435}\u{455}"), "Cyrillic");
        assert!(look_alike("Büro", "Bu\u{308}ro"), "composed and decomposed");
        assert!(look_alike("Sales", "Sa\u{200d}les\u{3164}"), "joined, and followed by what nobody sees");
        assert!(look_alike("Missed", "\u{41c}issed"), "a capital alone");
        assert!(look_alike("INDIA", "india"), "of one alphabet");
        assert!(look_alike("علیرضا", "علی\u{200c}رضا"));
        assert!(!look_alike("Sales", "Sale"));
        assert!(!look_alike("Продажи", "Поддержка"));
    }
}
