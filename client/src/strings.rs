//! Formats and parses numbers, joins and cuts texts, with little code. The standard library's
//! formatting would outweigh all other texts of the panel.

/// Formats a number in decimal digits.
pub fn decimal(number: u32) -> String {
    let mut digits = String::new();
    if number >= 10 {
        digits = decimal(number / 10);
    }
    digits.push(char::from(b'0' + (number % 10) as u8));
    digits
}

/// Formats a number in 32 hexadecimal digits.
pub fn hex(number: u128) -> String {
    (0..32)
        .rev()
        .map(|place| char::from(b"0123456789abcdef"[(number >> (4 * place)) as usize % 16]))
        .collect()
}

/// Parses digits of this radix, decimal or hexadecimal; none if the text holds anything else.
pub fn number(digits: &str, radix: u32) -> Option<u128> {
    if digits.is_empty() || digits.len() > 32 {
        return None;
    }
    let mut number = 0_u128;
    for digit in digits.chars() {
        let digit = digit.to_digit(radix)?;
        number = number.wrapping_mul(radix.into()).wrapping_add(digit.into());
    }
    Some(number)
}

/// The text before and after the first `at`. `split_once` would pull in the standard library's
/// general search; searching for one character does not.
pub fn cut(text: &str, at: char) -> Option<(&str, &str)> {
    let before = text.split([at]).next()?;
    Some((before, text.strip_prefix(before)?.strip_prefix(at)?))
}

/// Concatenates the texts.
pub fn join(parts: &[&str]) -> String {
    let mut all = String::new();
    for part in parts {
        all.push_str(part);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_the_first_of_a_character() {
        assert_eq!(cut("a%b%c", '%'), Some(("a", "b%c")));
        assert_eq!(cut("%", '%'), Some(("", "")));
        assert_eq!(cut("ab", '%'), None);
    }

    #[test]
    fn decimal_numbers_come_back() {
        for nr in [0, 9, 10, 4_000, u32::MAX] {
            assert_eq!(decimal(nr), nr.to_string());
            assert_eq!(number(&decimal(nr), 10), Some(nr.into()));
        }
    }

    #[test]
    fn hexadecimal_numbers_come_back() {
        for nr in [0, 1, 0x0189_0000_0000_7000_8000_0000_0000_00ff, u128::MAX] {
            assert_eq!(hex(nr), format!("{nr:032x}"));
            assert_eq!(number(&hex(nr), 16), Some(nr));
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "x", "-1", "1 ", "0123456789abcdef0123456789abcdef0"] {
            assert_eq!(number(text, 16), None, "{text:?}");
        }
    }
}
