//! Names that a reader cannot tell apart.

use unicode_security::skeleton;

/// Whether two names look the same, but for capitals (Unicode Technical Standard #39, section 4: confusables).
pub(crate) fn look_alike(one: &str, other: &str) -> bool {
    let image = |name: &str| skeleton(&name.to_lowercase()).collect::<String>();
    image(one) == image(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_alphabets_do_not_make_another_name() {
        assert!(look_alike("Sales", "sales"));
        assert!(look_alike("Sales", "\u{405}\u{430}l\u{435}\u{455}"), "Cyrillic");
        assert!(look_alike("Büro", "Bu\u{308}ro"), "composed and decomposed");
        assert!(!look_alike("Sales", "Sale"));
        assert!(!look_alike("Продажи", "Поддержка"));
    }
}
