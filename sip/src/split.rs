//! Long texts in pieces: over UDP a message has 1,300 bytes at most (RFC 3428, 8), and what is larger is cut on its way by
//! some networks. PJSIP, of which many clients are made, reads messages of 4,000 bytes at most from a stream: behind a larger one
//! it reads nothing more, and when it has come anew it is told the same again. Over WebSocket no limit is known.

use crate::flow::Transport;

/// How many bytes of text go into one datagram, and into one message of a stream; what stands around them is below 700 bytes.
const IN_DATAGRAM: usize = 600;
const IN_STREAM: usize = 3_000;

/// How many bytes of text go into one message on such a way.
pub(crate) fn most_over(transport: Transport) -> usize {
    match transport {
        Transport::Udp => IN_DATAGRAM,
        Transport::Tcp | Transport::Tls => IN_STREAM,
        Transport::Ws | Transport::Wss => usize::MAX,
    }
}

/// The text in pieces of at most so many bytes, which put together are the text. They end after a line or a word where that
/// does not make them much shorter, and never within a character or between it and what changes it.
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

/// The last place at or before this one where what follows does not belong to the character before; where there is none in
/// a reasonable distance, this one.
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
