//! Splits a stream of bytes into messages (RFC 3261, 18.3; RFC 5626, 3.5.1).

use crate::message::{MAX_BODY, MAX_HEAD, Message, end_of_head};

/// A complete part of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Message(Message),
    /// A keepalive: the client expects an empty line back.
    Ping,
}

/// The start of the next message cannot be found. The connection must be closed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// The bytes of a stream that do not make up a complete message yet.
#[derive(Default)]
pub(crate) struct Framing {
    buffer: Vec<u8>,
    /// Up to where the end of the head was searched for.
    looked: usize,
    /// The head, once it is complete, and the length of its body.
    head: Option<(Message, usize)>,
}

impl Framing {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next piece; none: more must be read first.
    pub(crate) fn next(&mut self) -> Result<Option<Piece>, Broken> {
        if self.head.is_none() {
            if self.buffer.starts_with(b"\r\n\r\n") {
                self.buffer.drain(..4);
                return Ok(Some(Piece::Ping));
            }
            if b"\r\n\r\n".starts_with(&self.buffer) {
                return Ok(None);
            }
            // Other empty lines: the answer to one of ours, or lines before a message.
            let empty = self.buffer.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            self.buffer.drain(..empty);
            self.looked = self.looked.saturating_sub(empty);
            self.read_head()?;
        }
        match self.head.take() {
            Some((mut message, length)) if self.buffer.len() >= length => {
                let rest = self.buffer.split_off(length);
                message.body = std::mem::replace(&mut self.buffer, rest);
                Ok(Some(Piece::Message(message)))
            }
            head => {
                self.head = head;
                Ok(None)
            }
        }
    }

    fn read_head(&mut self) -> Result<(), Broken> {
        let Some(end) = end_of_head(&self.buffer, self.looked) else {
            self.looked = self.buffer.len();
            return if self.buffer.len() > MAX_HEAD { Err(Broken) } else { Ok(()) };
        };
        self.looked = 0;
        let message = Message::of_head(&self.buffer[..end]).map_err(|_| Broken)?;
        // On a stream a message must give its length (RFC 3261, 18.3). Some keepalives have no body
        // and do not.
        let length = message.content_length().map_err(|_| Broken)?.unwrap_or(0);
        if length > MAX_BODY {
            return Err(Broken);
        }
        self.buffer.drain(..end);
        self.head = Some((message, length));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    const TWO: &[u8] = b"\r\n\r\nOPTIONS sip:x SIP/2.0\r\nCall-ID: 1\r\nContent-Length: 5\r\n\r\nhello\
        \r\nSIP/2.0 200 OK\r\nCall-ID: 2\r\nContent-Length: 0\r\n\r\n";

    fn all(framing: &mut Framing) -> Result<Vec<Piece>, Broken> {
        let mut pieces = Vec::new();
        while let Some(piece) = framing.next()? {
            pieces.push(piece);
        }
        Ok(pieces)
    }

    #[test]
    fn messages_come_whole_however_the_bytes_come() {
        for size in [1, 2, 3, 7, 1_000] {
            let (mut framing, mut pieces) = (Framing::default(), Vec::new());
            for chunk in TWO.chunks(size) {
                framing.push(chunk);
                pieces.extend(all(&mut framing).unwrap());
            }
            let [Piece::Ping, Piece::Message(first), Piece::Message(second)] = &pieces[..] else {
                panic!("{size}: {pieces:?}");
            };
            assert_eq!((first.method(), first.body.as_slice()), (Some("OPTIONS"), &b"hello"[..]));
            assert_eq!(second.code(), Some(200));
        }
    }

    #[test]
    fn empty_lines_are_no_messages() {
        let mut framing = Framing::default();
        framing.push(&[b'\n'; 100_000]);
        assert_eq!(all(&mut framing), Ok(vec![]));
        framing.push(b"\r\n\r");
        assert_eq!(all(&mut framing), Ok(vec![]));
        framing.push(b"\n\r\nOPTIONS sip:x SIP/2.0\r\n\r\n");
        assert!(matches!(all(&mut framing).as_deref(), Ok([Piece::Ping, Piece::Message(_)])));
    }

    #[test]
    fn a_stream_that_is_not_sip_ends() {
        for bytes in [
            &b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"[..],
            b"OPTIONS sip:x SIP/2.0\r\nContent-Length: 70000\r\n\r\n",
            b"OPTIONS sip:x SIP/2.0\r\nContent-Length: x\r\n\r\n",
            &[b'a'; MAX_HEAD + 1],
        ] {
            let mut framing = Framing::default();
            framing.push(bytes);
            assert_eq!(all(&mut framing), Err(Broken));
        }
    }

    #[test]
    fn damaged_streams_end_or_go_on_and_keep_little() {
        let mut chance = Chance::new(2);
        for _ in 0..10_000 {
            let mut framing = Framing::default();
            for chunk in chance.mutated(TWO).chunks(1 + chance.number(40)) {
                framing.push(chunk);
                if all(&mut framing).is_err() {
                    break;
                }
                assert!(framing.buffer.len() <= MAX_HEAD + MAX_BODY);
            }
        }
    }
}
