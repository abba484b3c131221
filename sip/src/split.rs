//! Splits long texts. Over UDP a message has at most 1,300 bytes (RFC 3428, 8); some networks
//! truncate larger ones. PJSIP, on which many clients are based, reads messages of at most 4,000
//! bytes from a stream. After a larger one it reads nothing more, and when it reconnects it gets
//! the same message again. Over WebSocket no limit is known.

use crate::flow::Transport;

/// The maximum number of bytes of text in a datagram, and in a message on a stream. The rest of a
/// message is below 700 bytes.
const IN_DATAGRAM: usize = 600;
const IN_STREAM: usize = 3_000;

/// The maximum number of bytes of text in one message over this transport.
pub(crate) fn most_over(transport: Transport) -> usize {
    match transport {
        Transport::Udp => IN_DATAGRAM,
        Transport::Tcp | Transport::Tls => IN_STREAM,
        Transport::Ws | Transport::Wss => usize::MAX,
    }
}

/// Splits a text into pieces of at most `most` bytes, which together are the text. A piece ends
/// after a line or a word unless that makes it much shorter, and never within a character or before
/// a combining one.
pub(crate) fn pieces(text: &str, most: usize) -> Vec<&str> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while rest.len() > most {
        let mut end = most;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let good = [rest[..end].rfind('\n'), rest[..end].rfind(' ')];
        let good = good.into_iter().flatten().map(|at| at + 1).find(|at| *at > end / 2);
        let end = good.unwrap_or_else(|| before_joined(rest, end));
        let (piece, tail) = rest.split_at(end);
        pieces.push(piece);
        rest = tail;
    }
    pieces.push(rest);
    pieces
}

/// The last position up to `end` at which the following character does not join the one before;
/// `end` itself if there is none within a reasonable distance.
fn before_joined(text: &str, end: usize) -> usize {
    let joins = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{20d0}'..='\u{20ff}' | '\u{1f3fb}'..='\u{1f3ff}');
    let mut at = end;
    for (place, c) in text[..end].char_indices().rev().take(16) {
        let follows = text[at..].chars().next().is_some_and(joins);
        if !follows && c != '\u{200d}' {
            return at;
        }
        at = place;
    }
    if at == 0 { end } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    #[test]
    fn what_fits_is_one_piece() {
        assert_eq!(pieces("", 10), [""]);
        assert_eq!(pieces("0123456789", 10), ["0123456789"]);
    }

    #[test]
    fn pieces_end_after_words() {
        assert_eq!(pieces("one two three", 9), ["one two ", "three"]);
        assert_eq!(pieces("one\ntwo three", 5), ["one\n", "two ", "three"]);
        assert_eq!(pieces("aaaaaaaaaaaa", 5), ["aaaaa", "aaaaa", "aa"]);
    }

    #[test]
    fn characters_stay_whole() {
        let text = "ä€😀".repeat(200);
        for most in 4..40 {
            let all = pieces(&text, most);
            assert_eq!(all.concat(), text);
            assert!(all.iter().all(|piece| piece.len() <= most && !piece.is_empty()), "{most}");
        }
        let joined = format!("{}e\u{301}", "x".repeat(9));
        assert_eq!(pieces(&joined, 10), ["xxxxxxxxx", "e\u{301}"]);
    }

    #[test]
    fn any_text_is_the_same_put_together() {
        let (mut chance, letters) =
            (Chance::new(6), ['a', ' ', '\n', 'ä', '€', '😀', '\u{301}', '\u{200d}', '\u{fe0f}']);
        for _ in 0..2_000 {
            let text: String =
                (0..chance.number(200)).map(|_| letters[chance.number(letters.len())]).collect();
            let all = pieces(&text, 4 + chance.number(60));
            assert_eq!(all.concat(), text);
        }
    }
}
