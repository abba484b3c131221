//! CPIM messages (RFC 3862): header fields of the envelope, an empty line, header fields of the
//! content, an empty line, the content.

/// The type of the content, and the content.
pub(super) fn unwrapped(bytes: &[u8]) -> Option<(String, &[u8])> {
    let inside = after_empty_line(bytes)?;
    let body = after_empty_line(inside)?;
    let head = std::str::from_utf8(&inside[..inside.len() - body.len()]).ok()?;
    let kind = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("Content-Type").then(|| value.trim().to_owned())
    });
    Some((kind.unwrap_or_else(|| "text/plain".to_owned()), body))
}

fn after_empty_line(bytes: &[u8]) -> Option<&[u8]> {
    // Content without header fields begins at once.
    for begin in [&b"\r\n"[..], b"\n"] {
        if let Some(rest) = bytes.strip_prefix(begin) {
            return Some(rest);
        }
    }
    let ends = [&b"\r\n\r\n"[..], b"\n\n"];
    let ends = ends.iter().filter_map(|mark| {
        let at = bytes.windows(mark.len()).position(|part| part == *mark)?;
        Some((at, at + mark.len()))
    });
    ends.min().map(|(_, end)| &bytes[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_envelope_is_found() {
        let linphone = b"From: <sip:ann@x>\r\nTo: <sip:visitor-1@x>\r\nDateTime: 2026-01-01T00:00:00Z\r\n\
            NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: 1\r\n\r\nContent-Type: text/plain; charset=utf-8\r\n\
            Content-Length: 11\r\n\r\nhello\r\n\r\nyou";
        assert_eq!(unwrapped(linphone), Some(("text/plain; charset=utf-8".into(), &b"hello\r\n\r\nyou"[..])));
        assert_eq!(unwrapped(b"From: a\n\n\nhello"), Some(("text/plain".into(), &b"hello"[..])));
        for bad in [&b""[..], b"From: a", b"From: a\r\n\r\n", b"From: a\r\n\r\nContent-Type: text/plain"] {
            assert_eq!(unwrapped(bad), None);
        }
    }
}
