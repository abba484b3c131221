//! A SIP message on the wire (RFC 3261, 7).
//!
//! All untrusted input comes in here. So reading is strict where two readers could disagree about a
//! message: a header field that may occur once occurs once, a length consists of digits, a line
//! contains no control characters. A value that is written can never break out of its line.

use std::fmt;

/// The longest head (start line and header fields), in bytes. Clients' heads are below 3,000.
pub(crate) const MAX_HEAD: usize = 16 * 1024;
/// The longest body, in bytes. The longest message of an operator takes at most a quarter of it,
/// whatever its characters.
pub(crate) const MAX_BODY: usize = 64 * 1024;
const MAX_FIELDS: usize = 128;

/// The header fields that may occur once. If there were two, two readers could use different ones.
const SINGLE: [&str; 10] = [
    "Call-ID",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "CSeq",
    "Event",
    "Expires",
    "From",
    "Max-Forwards",
    "To",
];

/// The short names of header fields (RFC 3261, 7.3.3; RFC 6665, 8.2), and the names used here.
const NAMES: [(&str, &str); 26] = [
    ("c", "Content-Type"),
    ("e", "Content-Encoding"),
    ("f", "From"),
    ("i", "Call-ID"),
    ("k", "Supported"),
    ("l", "Content-Length"),
    ("m", "Contact"),
    ("o", "Event"),
    ("s", "Subject"),
    ("t", "To"),
    ("u", "Allow-Events"),
    ("v", "Via"),
    ("", "Accept"),
    ("", "Authorization"),
    ("", "CSeq"),
    ("", "Expires"),
    ("", "Max-Forwards"),
    ("", "Min-Expires"),
    ("", "Proxy-Authorization"),
    ("", "Record-Route"),
    ("", "Require"),
    ("", "Route"),
    ("", "SIP-ETag"),
    ("", "SIP-If-Match"),
    ("", "Subscription-State"),
    ("", "User-Agent"),
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    Request { method: String, uri: String },
    Response { code: u16, reason: String },
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) start: Start,
    fields: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Why some bytes are not a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Bad {
    /// They are not SIP, or so malformed that no answer is possible.
    NotSip,
    /// The end is missing, such as in a truncated datagram. This is what has arrived.
    Cut(Box<Message>),
}

impl fmt::Debug for Message {
    /// Only the start line: header fields and bodies hold private texts and credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.start {
            Start::Request { method, .. } => write!(f, "Message({method})"),
            Start::Response { code, .. } => write!(f, "Message({code})"),
        }
    }
}

impl Message {
    pub(crate) fn request(method: &str, uri: &str) -> Message {
        let start = Start::Request { method: harmless(method), uri: harmless(uri).replace(' ', "") };
        Message { start, fields: Vec::new(), body: Vec::new() }
    }

    /// An answer to a request (RFC 3261, 8.2.6), with its Via, From, To, Call-ID and CSeq. `tag` is
    /// our tag if the request does not have one.
    pub(crate) fn answer(request: &Message, code: u16, reason: &str, tag: &str) -> Message {
        let start = Start::Response { code, reason: harmless(reason) };
        let mut answer = Message { start, fields: Vec::new(), body: Vec::new() };
        for (name, value) in &request.fields {
            match name.as_str() {
                "Via" | "From" | "Call-ID" | "CSeq" => answer.fields.push((name.clone(), value.clone())),
                "To" if code > 100 && !has_tag(value) => {
                    answer.fields.push((name.clone(), format!("{value};tag={}", harmless(tag))));
                }
                "To" => answer.fields.push((name.clone(), value.clone())),
                _ => {}
            }
        }
        answer
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl AsRef<str>) -> Message {
        self.fields.push((name.to_owned(), harmless(value.as_ref())));
        self
    }

    /// Adds a header field before all others, where readers in a hurry look for it.
    #[must_use]
    pub(crate) fn with_first(mut self, name: &str, value: impl AsRef<str>) -> Message {
        self.fields.insert(0, (name.to_owned(), harmless(value.as_ref())));
        self
    }

    #[must_use]
    pub(crate) fn with_body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Message {
        self.body = body.into();
        self.with("Content-Type", kind)
    }

    pub(crate) fn method(&self) -> Option<&str> {
        match &self.start {
            Start::Request { method, .. } => Some(method),
            Start::Response { .. } => None,
        }
    }

    pub(crate) fn code(&self) -> Option<u16> {
        match self.start {
            Start::Response { code, .. } => Some(code),
            Start::Request { .. } => None,
        }
    }

    /// The first header field of this name.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// All header fields of this name, in order.
    pub(crate) fn fields<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Replaces the value of the first header field of this name.
    pub(crate) fn replace(&mut self, name: &str, value: &str) {
        if let Some((_, own)) = self.fields.iter_mut().find(|(own, _)| own == name) {
            *own = harmless(value);
        }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut text = match &self.start {
            Start::Request { method, uri } => format!("{method} {uri} SIP/2.0\r\n"),
            Start::Response { code, reason } => format!("SIP/2.0 {code} {reason}\r\n"),
        };
        for (name, value) in self.fields.iter().filter(|(name, _)| name != "Content-Length") {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n", self.body.len()));
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Reads a message from one datagram or WebSocket frame. Without a Content-Length, all that
    /// follows is the body. What follows the body is ignored (RFC 3261, 18.3).
    pub(crate) fn of_datagram(bytes: &[u8]) -> Result<Message, Bad> {
        let start = bytes.iter().position(|b| !matches!(b, b'\r' | b'\n')).ok_or(Bad::NotSip)?;
        let bytes = &bytes[start..];
        let end = end_of_head(bytes, 0).ok_or(Bad::NotSip)?;
        let mut message = Message::of_head(&bytes[..end])?;
        let rest = &bytes[end..];
        let length = message.content_length()?.unwrap_or(rest.len());
        if rest.len() > MAX_BODY && length > MAX_BODY {
            return Err(Bad::NotSip);
        }
        message.body = rest.iter().copied().take(length).collect();
        if message.body.len() < length { Err(Bad::Cut(Box::new(message))) } else { Ok(message) }
    }

    /// Reads the lines up to the empty one.
    pub(crate) fn of_head(bytes: &[u8]) -> Result<Message, Bad> {
        if bytes.len() > MAX_HEAD {
            return Err(Bad::NotSip);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Bad::NotSip)?;
        let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        let start = start_of(lines.next().unwrap_or_default()).ok_or(Bad::NotSip)?;
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in lines.take_while(|line| !line.is_empty()) {
            if line.chars().any(|c| c.is_control() && c != '\t') {
                return Err(Bad::NotSip);
            }
            if line.starts_with([' ', '\t']) {
                // A folded line continues the one before (RFC 3261, 7.3.1).
                let (_, value) = fields.last_mut().ok_or(Bad::NotSip)?;
                value.push(' ');
                value.push_str(line.trim());
                continue;
            }
            let (name, value) = line.split_once(':').ok_or(Bad::NotSip)?;
            let name = name.trim_end();
            if fields.len() == MAX_FIELDS || name.is_empty() || !name.bytes().all(is_token) {
                return Err(Bad::NotSip);
            }
            let name = full_name(name);
            if SINGLE.contains(&name.as_str()) && fields.iter().any(|(other, _)| *other == name) {
                return Err(Bad::NotSip);
            }
            fields.push((name, value.trim().to_owned()));
        }
        Ok(Message { start, fields, body: Vec::new() })
    }

    /// The length of the body from its Content-Length.
    pub(crate) fn content_length(&self) -> Result<Option<usize>, Bad> {
        let Some(length) = self.field("Content-Length") else { return Ok(None) };
        if length.is_empty() || length.len() > 6 || !length.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Bad::NotSip);
        }
        length.parse().map(Some).map_err(|_| Bad::NotSip)
    }
}

/// Where the body begins: after the first empty line. `from`: up to where it was searched for
/// before.
pub(crate) fn end_of_head(bytes: &[u8], from: usize) -> Option<usize> {
    let mark = b"\r\n\r\n";
    let from = from.saturating_sub(mark.len() - 1);
    bytes.get(from..)?.windows(mark.len()).position(|four| four == mark).map(|at| from + at + mark.len())
}

/// Characters of methods and names (RFC 3261, 25.1, `token`).
pub(crate) fn is_token(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&b)
}

fn start_of(line: &str) -> Option<Start> {
    if line.chars().any(char::is_control) {
        return None;
    }
    let mut words = line.splitn(3, ' ');
    let (first, second, third) = (words.next()?, words.next()?, words.next().unwrap_or_default());
    if first.eq_ignore_ascii_case("SIP/2.0") {
        let is_code = second.len() == 3 && second.bytes().all(|b| b.is_ascii_digit());
        let code = second.parse().ok().filter(|code| is_code && (100..700).contains(code))?;
        return Some(Start::Response { code, reason: third.to_owned() });
    }
    let is_request = third.eq_ignore_ascii_case("SIP/2.0")
        && !first.is_empty()
        && first.len() <= 32
        && first.bytes().all(is_token)
        && !second.is_empty();
    is_request.then(|| Start::Request { method: first.to_owned(), uri: second.to_owned() })
}

fn full_name(name: &str) -> String {
    let known = NAMES
        .iter()
        .find(|(short, full)| name.eq_ignore_ascii_case(full) || (name.eq_ignore_ascii_case(short)))
        .map(|(_, full)| *full);
    known.unwrap_or(name).to_owned()
}

fn has_tag(value: &str) -> bool {
    let params = value.rsplit_once('>').map_or(value, |(_, params)| params);
    params.split(';').skip(1).any(|param| {
        let name = param.split('=').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case("tag")
    })
}

/// The value without anything that would end its line.
fn harmless(value: &str) -> String {
    value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    const REGISTER: &[u8] = b"REGISTER sip:chat.example SIP/2.0\r\n\
        v: SIP/2.0/UDP 10.0.0.7:5060;branch=z9hG4bK1;rport\r\n\
        Max-Forwards: 70\r\n\
        f: \"Ann\" <sip:ann@chat.example>;tag=a\r\n\
        To: <sip:ann@chat.example>\r\n\
        i: 1@10.0.0.7\r\n\
        CSeq: 1 REGISTER\r\n\
        m: <sip:ann@10.0.0.7>;\r\n\
        \texpires=60\r\n\
        l: 3\r\n\r\nabc";

    #[test]
    fn short_names_and_folded_lines_are_read() {
        let message = Message::of_datagram(REGISTER).unwrap();
        assert_eq!(message.method(), Some("REGISTER"));
        assert_eq!(message.field("from"), Some("\"Ann\" <sip:ann@chat.example>;tag=a"));
        assert_eq!(message.field("Contact"), Some("<sip:ann@10.0.0.7>; expires=60"));
        assert_eq!(message.body, b"abc");
    }

    #[test]
    fn an_answer_goes_back_under_the_same_names() {
        let request = Message::of_datagram(REGISTER).unwrap();
        let answer = Message::answer(&request, 200, "OK", "b").to_bytes();
        let answer = Message::of_datagram(&answer).unwrap();
        assert_eq!(answer.code(), Some(200));
        for name in ["Via", "From", "Call-ID", "CSeq"] {
            assert_eq!(answer.field(name), request.field(name), "{name}");
        }
        assert_eq!(answer.field("To"), Some("<sip:ann@chat.example>;tag=b"));
    }

    #[test]
    fn a_cut_datagram_is_noticed() {
        for cut in 1..=3 {
            let bytes = &REGISTER[..REGISTER.len() - cut];
            assert!(matches!(Message::of_datagram(bytes), Err(Bad::Cut(_))), "{cut}");
        }
        let longer = [REGISTER, b"def"].concat();
        assert_eq!(Message::of_datagram(&longer).unwrap().body, b"abc");
    }

    #[test]
    fn what_two_readers_could_read_in_two_ways_is_refused() {
        let with =
            |line: &str| Message::of_datagram(format!("OPTIONS sip:x SIP/2.0\r\n{line}\r\n\r\n").as_bytes());
        assert!(with("CSeq: 1 OPTIONS").is_ok());
        for line in [
            "Content-Length: 0\r\nl: 5",
            "From: <sip:a@x>\r\nf: <sip:b@x>",
            "Content-Length: +1",
            "Content-Length: 99999999999999999999",
            "Content-Length: ",
            "no colon",
            " folded at once",
            "Sub\u{0}ject: x",
            "Subject: \u{0}",
            "Subject: a\rVia: b",
            ": empty",
        ] {
            assert!(with(line).is_err(), "{line:?}");
        }
        for start in ["OPTIONS sip:x HTTP/1.1", "OPTIONS  SIP/2.0", "SIP/2.0 20 OK", "SIP/2.0 999 X", "x", ""]
        {
            let bytes = format!("{start}\r\nCSeq: 1 OPTIONS\r\n\r\n");
            assert!(Message::of_datagram(bytes.as_bytes()).is_err(), "{start:?}");
        }
        assert!(Message::of_datagram(b"OPTIONS sip:x SIP/2.0\r\nSubject: \xff\r\n\r\n").is_err());
        assert!(Message::of_datagram(b"\r\n\r\n").is_err());
    }

    #[test]
    fn what_is_written_stays_in_its_line() {
        let message = Message::request("MESSAGE", "sip:a@b\r\nX: y")
            .with("From", "\"Eve\r\nContact: <sip:eve@evil>\" <sip:visitor-1@x>")
            .with_body("text/plain", "hello");
        let read = Message::of_datagram(&message.to_bytes()).unwrap();
        assert_eq!((read.field("Contact"), read.field("X")), (None, None));
        assert_eq!(read.body, b"hello");
    }

    #[test]
    fn nothing_that_is_read_can_break_it() {
        let mut chance = Chance::new(1);
        for _ in 0..30_000 {
            let bytes = chance.mutated(REGISTER);
            if let Ok(message) = Message::of_datagram(&bytes) {
                // A message that was read and written reads as the same again.
                assert_eq!(
                    Message::of_datagram(&message.to_bytes()).map(|again| again.body),
                    Ok(message.body)
                );
            }
        }
    }
}
