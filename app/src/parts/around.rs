//! Sentences with elements in their placeholders.

const GAPS: [&str; 2] = ["%1", "%2"];

/// The parts of a text between its placeholders: `["Press ", " there."]` for `Press %1 there.` A
/// translation keeps their order, because an element is drawn in each.
pub(crate) fn around<const N: usize>(text: &'static str) -> [&'static str; N] {
    let mut rest = text;
    std::array::from_fn(|place| {
        let parted = GAPS.get(place).and_then(|gap| rest.split_once(*gap));
        let (part, behind) = parted.unwrap_or((rest, ""));
        rest = behind;
        part
    })
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn a_text_is_parted_at_its_gaps() {
        assert_eq!(around::<2>("Press %1 there."), ["Press ", " there."]);
        assert_eq!(around::<3>("%1 hat %2 hinzugefügt"), ["", " hat ", " hinzugefügt"]);
        assert_eq!(around::<3>("%1 signed out"), ["", " signed out", ""]);
        assert_eq!(around::<2>("none"), ["none", ""]);
    }
}
