//! Card numbers and IBANs in a text, as people type them: with spaces and dashes in between.

use wire::redaction::HIDDEN;

/// How many digits a card number has (ISO/IEC 7812-1).
const CARD: std::ops::RangeInclusive<usize> = 13..=19;
/// The most separators between two digits of one number.
const MOST_BETWEEN: usize = 3;
/// So many digits may be the beginning of a card number or a bank account.
const BEGINNING: usize = 8;

/// How many characters an IBAN has, by country (the SWIFT registry of ISO 13616).
const IBANS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 \
EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 \
LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 \
RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

/// A sign of a number: its value, and where it stands in the text.
#[derive(Clone, Copy, Debug)]
struct Sign {
    /// 0 to 9 for a digit, 10 to 35 for a letter.
    value: u32,
    begin: usize,
    end: usize,
}

/// Replaces card numbers; with `last_four`, their last four digits stay.
pub(super) fn without_cards(text: String, last_four: bool) -> String {
    let mut text = text;
    // What is left of one number may be part of another one. Each round removes digits.
    while let Some(found) = card_in(&text) {
        let kept = if last_four { found.len() - 4 } else { found.len() };
        let (first, last) = (found[0], found[kept - 1]);
        let mut redacted = text.get(..first.begin).unwrap_or_default().to_owned();
        redacted.push_str(HIDDEN);
        if last_four {
            redacted.push(' ');
            // Without separators in between: those belong to what is gone.
            redacted.extend(found[kept..].iter().filter_map(|sign| char::from_digit(sign.value, 10)));
        }
        let end = if last_four { found[found.len() - 1].end } else { last.end };
        redacted.push_str(text.get(end..).unwrap_or_default());
        text = redacted;
    }
    text
}

/// Replaces IBANs.
pub(super) fn without_ibans(text: String) -> String {
    let mut text = text;
    while let Some((begin, end)) = iban_in(&text) {
        text.replace_range(begin..end, HIDDEN);
    }
    text
}

/// Replaces what may become a card number or an IBAN while its author goes on typing.
pub(super) fn without_beginnings(text: &str) -> String {
    let (mut redacted, mut done) = (String::new(), 0);
    for run in runs_of(text, digit).iter().filter(|run| run.len() >= BEGINNING) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        redacted.push_str(text.get(done..first.begin).unwrap_or_default());
        redacted.push_str(HIDDEN);
        done = last.end;
    }
    redacted.push_str(text.get(done..).unwrap_or_default());
    redacted
}

/// The digits of the first card number, the longest one that begins there.
fn card_in(text: &str) -> Option<Vec<Sign>> {
    let runs = runs_of(text, digit);
    for run in runs {
        // Where a number can begin and end: beside a separator or the end of the run.
        let is_begin = |n: usize| n == 0 || run[n - 1].end < run[n].begin;
        let is_end = |n: usize| n + 1 == run.len() || run[n].end < run[n + 1].begin;
        for first in (0..run.len()).filter(|n| is_begin(*n)) {
            for length in CARD.rev() {
                let Some(last) = (first + length).checked_sub(1).filter(|last| *last < run.len()) else {
                    continue;
                };
                if is_end(last) && is_card(&run[first..=last]) {
                    return Some(run[first..=last].to_vec());
                }
            }
        }
    }
    None
}

fn is_card(digits: &[Sign]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit.value * 2) {
            (0, _) => digit.value,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    // Zeros alone would pass.
    sum.is_multiple_of(10) && digits.iter().any(|digit| digit.value > 0)
}

/// Where the first IBAN begins and ends.
fn iban_in(text: &str) -> Option<(usize, usize)> {
    for run in runs_of(text, letter_or_digit) {
        let is_begin = |n: usize| n == 0 || run[n - 1].end < run[n].begin;
        let is_end = |n: usize| n + 1 == run.len() || run[n].end < run[n + 1].begin;
        for first in (0..run.len()).filter(|n| is_begin(*n)) {
            let Some(length) = iban_length(&run[first..]) else { continue };
            let last = first + length - 1;
            if last < run.len() && is_end(last) && is_iban(&run[first..=last]) {
                return Some((run[first].begin, run[last].end));
            }
        }
    }
    None
}

fn iban_length(signs: &[Sign]) -> Option<usize> {
    let [one, two, three, four, ..] = signs else { return None };
    if three.value > 9 || four.value > 9 {
        return None;
    }
    let country: String =
        [one, two].into_iter().filter_map(|sign| char::from_digit(sign.value, 36)).collect();
    let country = country.to_uppercase();
    let mut known = IBANS.split(' ').filter_map(|entry| entry.split_at_checked(2));
    known.find(|(name, _)| *name == country)?.1.parse().ok()
}

/// Modulo 97 over the digits, with the first four signs moved to the end (ISO 7064).
fn is_iban(signs: &[Sign]) -> bool {
    let (head, tail) = signs.split_at(4);
    let rest = tail.iter().chain(head).fold(0, |rest, sign| match sign.value {
        value if value < 10 => (rest * 10 + value) % 97,
        value => (rest * 100 + value) % 97,
    });
    rest == 1
}

/// The runs of signs with at most a few separators between one and the next.
fn runs_of(text: &str, value: fn(char) -> Option<u32>) -> Vec<Vec<Sign>> {
    let (mut runs, mut run) = (Vec::new(), Vec::<Sign>::new());
    let mut between = 0;
    for (begin, c) in text.char_indices() {
        let goes_on = match value(c) {
            Some(value) => {
                run.push(Sign { value, begin, end: begin + c.len_utf8() });
                between = 0;
                true
            }
            None => {
                between += 1;
                is_separator(c) && between <= MOST_BETWEEN
            }
        };
        if !goes_on && !run.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
    }
    runs.push(run);
    runs
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() && c != '\n'
        || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' | '\u{200b}'..='\u{200d}')
}

/// The value of a decimal digit in the scripts that card numbers are typed in.
fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(u32::from(c) - u32::from(zero))
}

fn letter_or_digit(c: char) -> Option<u32> {
    digit(c).or_else(|| c.to_digit(36))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cards(text: &str) -> String {
        without_cards(text.to_owned(), false)
    }

    fn ibans(text: &str) -> String {
        without_ibans(text.to_owned())
    }

    #[test]
    fn card_numbers_are_redacted_however_they_are_typed() {
        for number in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "4111\u{a0}1111\u{202f}1111 - 1111",
            "5500 0000 0000 0004",
            "3782 822463 10005",
            "4222222222222",
            "6304 0000 0000 0000 000",
            "４１１１１１１１１１１１１１１１",
            "٤١١١ ١١١١ ١١١١ ١١١١",
        ] {
            assert_eq!(
                cards(&format!("It is {number}, valid 12/29.")),
                "It is ●●●●, valid 12/29.",
                "{number}"
            );
        }
        assert_eq!(cards("order 12345 4111 1111 1111 1111 today"), "order 12345 ●●●● today");
        assert_eq!(cards("4111111111111111\n5500000000000004"), "●●●●\n●●●●");
    }

    #[test]
    fn the_last_four_digits_may_stay() {
        let kept = |text: &str| without_cards(text.to_owned(), true);
        assert_eq!(kept("4111 1111 1111 1111."), "●●●● 1111.");
        assert_eq!(kept("a 5500-0000-0000-0004 b"), "a ●●●● 0004 b");
    }

    #[test]
    fn numbers_that_are_none_stay() {
        for text in [
            "4111 1111 1111 1112",
            "411111111111",
            "+49 30 901820",
            "41111111111111111111111111",
            "0000 0000 0000 0000",
            "4111 1111\n1111 1111",
            "4111, 1111, 1111, 1111",
            "2026-11-30 18:00",
            "550e8400-e29b-41d4-a716-446655440000",
            "",
        ] {
            assert_eq!(cards(text), text);
        }
    }

    #[test]
    fn what_may_become_a_number_is_hidden_at_every_step() {
        for number in ["4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00"] {
            for length in 0..=number.len() {
                let typed: String = number.chars().take(length).collect();
                let shown = without_beginnings(&format!("1 table: {typed}"));
                assert!(shown.matches(|c: char| c.is_ascii_digit()).count() <= BEGINNING, "{shown}");
            }
        }
        assert_eq!(without_beginnings("a 4111 1111, 5500-0000 0 b"), "a ●●●●, ●●●● b");
        for text in ["Order 1234567", "2026, 11, 30", "12345 a 67890", ""] {
            assert_eq!(without_beginnings(text), text);
        }
    }

    #[test]
    fn bank_accounts_are_redacted_however_they_are_typed() {
        for iban in [
            "DE89370400440532013000",
            "DE89 3704 0044 0532 0130 00",
            "de89 3704 0044 0532 0130 00",
            "GB29-NWBK-6016-1331-9268-19",
            "NO93 8601 1117 947",
            "FR14 2004 1010 0505 0001 3M02 606",
            "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
        ] {
            assert_eq!(ibans(&format!("Pay to {iban} please")), "Pay to ●●●● please", "{iban}");
        }
        for text in
            ["DE88370400440532013000", "DE893704004405320130", "XX89370400440532013000", "Is it in stock?"]
        {
            assert_eq!(ibans(text), text);
        }
    }

    /// Another way to find card numbers, by trying every place and every length.
    fn has_card(text: &str) -> bool {
        let signs: Vec<char> = text.chars().collect();
        (0..signs.len()).any(|first| {
            let is_begin = first == 0 || digit(signs[first - 1]).is_none();
            let (mut digits, mut between) = (Vec::new(), 0);
            for (n, c) in signs.iter().enumerate().skip(first) {
                match digit(*c) {
                    Some(value) => {
                        digits.push(value);
                        between = 0;
                        let is_end = signs.get(n + 1).is_none_or(|next| digit(*next).is_none());
                        let doubled = digits.iter().rev().enumerate().map(|(place, value)| {
                            let value = if place % 2 == 1 { value * 2 } else { *value };
                            value / 10 + value % 10
                        });
                        let is_valid =
                            doubled.sum::<u32>().is_multiple_of(10) && digits.iter().any(|value| *value > 0);
                        if is_begin && is_end && (13..=19).contains(&digits.len()) && is_valid {
                            return true;
                        }
                    }
                    None => {
                        between += 1;
                        if digits.is_empty() || !is_separator(*c) || between > MOST_BETWEEN {
                            return false;
                        }
                    }
                }
            }
            false
        })
    }

    proptest! {
        /// No number that is a card's is left, whatever stands around it; a text without one stays.
        #[test]
        fn no_card_number_survives(text in "([0-9]{1,6}[ -]{0,4}|[a-z.]{0,2}|4111 ?1111-1111 1111){0,12}", last_four in any::<bool>()) {
            let redacted = without_cards(text.clone(), last_four);
            prop_assert!(!has_card(&redacted), "{redacted}");
            if !has_card(&text) {
                prop_assert_eq!(redacted, text);
            }
        }

        #[test]
        fn any_text_is_redacted_without_trouble(text in "\\PC{0,60}") {
            prop_assert!(!has_card(&without_cards(text.clone(), true)));
            let _ = without_ibans(text);
        }
    }
}
