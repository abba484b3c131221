//! Message bodies: a text, a typing notification, a receipt.

mod cpim;
mod xml;

pub(crate) use xml::values_of;

use crate::message::Message;

/// The supported content types, for the Accept field of a 415.
pub(crate) const ACCEPT: &str =
    "text/plain, text/html, message/cpim, application/im-iscomposing+xml, message/imdn+xml";

/// Typing notifications (RFC 3994).
pub(crate) const COMPOSING: &str = "application/im-iscomposing+xml";

/// What an operator's client sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Text(String),
    /// The operator started (true) or stopped typing.
    Typing(bool),
    /// A receipt or an empty body: it is accepted and ignored.
    Nothing,
}

/// Why a body is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// The content type is not supported.
    Kind,
    /// The encoding is not supported.
    Encoding,
    /// The content does not match its type.
    Broken,
}

pub(crate) fn read(message: &Message) -> Result<Body, Unread> {
    let kind = message.field("Content-Type").unwrap_or("text/plain");
    // Linphone compresses its receipts; there is no need to decode them.
    if essence(kind) == "message/imdn+xml" {
        return Ok(Body::Nothing);
    }
    let encoding = message.field("Content-Encoding").map(str::trim).unwrap_or_default();
    if !matches!(encoding.to_ascii_lowercase().as_str(), "" | "identity") {
        return Err(Unread::Encoding);
    }
    match essence(kind).as_str() {
        "message/cpim" => {
            let (kind, body) = cpim::unwrapped(&message.body).ok_or(Unread::Broken)?;
            plain(&kind, body)
        }
        _ => plain(kind, &message.body),
    }
}

/// A document that says whether the other side is typing.
pub(crate) fn composing(on: bool) -> String {
    let state = if on { "active" } else { "idle" };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<isComposing xmlns=\"urn:ietf:params:xml:ns:im-iscomposing\">\
         <state>{state}</state><contenttype>text/plain</contenttype>{}</isComposing>",
        if on { "<refresh>60</refresh>" } else { "" }
    )
}

fn plain(kind: &str, body: &[u8]) -> Result<Body, Unread> {
    match essence(kind).as_str() {
        "text/plain" => Ok(said(text_of(kind, body)?)),
        "text/html" => Ok(said(chat::plain_of_html(&text_of(kind, body)?))),
        COMPOSING => {
            let states = values_of(&text_of(kind, body)?, "state").ok_or(Unread::Broken)?;
            let state = states.first().ok_or(Unread::Broken)?;
            Ok(Body::Typing(state.eq_ignore_ascii_case("active")))
        }
        "message/imdn+xml" => Ok(Body::Nothing),
        _ => Err(Unread::Kind),
    }
}

fn said(text: String) -> Body {
    if text.trim().is_empty() { Body::Nothing } else { Body::Text(text.replace("\r\n", "\n")) }
}

/// The text: UTF-8 unless the type names another charset, which is rare.
fn text_of(kind: &str, body: &[u8]) -> Result<String, Unread> {
    let params = crate::field::Params::read(kind, ';');
    match params.get("charset").unwrap_or("utf-8").to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" | "" => String::from_utf8(body.to_vec()).map_err(|_| Unread::Broken),
        "iso-8859-1" => Ok(body.iter().copied().map(char::from).collect()),
        _ => Err(Unread::Encoding),
    }
}

/// The type without its parameters.
fn essence(kind: &str) -> String {
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    fn of(kind: &str, body: impl Into<Vec<u8>>) -> Result<Body, Unread> {
        read(&Message::request("MESSAGE", "sip:visitor-1@x").with_body(kind, body))
    }

    fn text(text: &str) -> Result<Body, Unread> {
        Ok(Body::Text(text.to_owned()))
    }

    #[test]
    fn text_is_read_in_its_characters() {
        assert_eq!(of("text/plain", "hallo ä"), text("hallo ä"));
        assert_eq!(of("Text/Plain; charset=\"UTF-8\"", "a\r\nb"), text("a\nb"));
        assert_eq!(of("text/plain;charset=iso-8859-1", vec![b'h', 0xe4]), text("hä"));
        assert_eq!(of("text/plain", vec![0xff]), Err(Unread::Broken));
        assert_eq!(of("text/plain;charset=koi8-r", "x"), Err(Unread::Encoding));
        assert_eq!(of("text/plain", " \r\n"), Ok(Body::Nothing));
        assert_eq!(read(&Message::request("MESSAGE", "sip:x")), Ok(Body::Nothing));
    }

    #[test]
    fn html_becomes_its_words() {
        assert_eq!(of("text/html", "<body><b>one</b> &lt;two&gt;<br>three</body>"), text("one <two>\nthree"));
        assert_eq!(of("text/html", "<script>x()</script>"), Ok(Body::Nothing));
    }

    #[test]
    fn typing_goes_both_ways() {
        for on in [true, false] {
            assert_eq!(of(COMPOSING, composing(on)), Ok(Body::Typing(on)));
        }
        let linphone = "<?xml version=\"1.0\"?><p:isComposing xmlns:p=\"urn:ietf:params:xml:ns:im-iscomposing\">\
            <p:state>active</p:state></p:isComposing>";
        assert_eq!(of(COMPOSING, linphone), Ok(Body::Typing(true)));
        for bad in ["", "<a><b></a>", "x", "<!DOCTYPE a [<!ENTITY e \"active\">]><state>&e;</state>"] {
            assert_eq!(of(COMPOSING, bad), Err(Unread::Broken), "{bad}");
        }
    }

    #[test]
    fn receipts_are_taken_packed_or_not() {
        assert_eq!(of("message/imdn+xml", "<imdn/>"), Ok(Body::Nothing));
        let packed = Message::request("MESSAGE", "sip:x")
            .with("Content-Encoding", "deflate")
            .with_body("message/imdn+xml", vec![0x78, 0x9c]);
        assert_eq!(read(&packed), Ok(Body::Nothing));
        let packed_text = Message::request("MESSAGE", "sip:x")
            .with("Content-Encoding", "gzip")
            .with_body("text/plain", "x");
        assert_eq!(read(&packed_text), Err(Unread::Encoding));
    }

    #[test]
    fn other_kinds_are_not_understood() {
        for kind in [
            "application/sdp",
            "image/png",
            "multipart/mixed;boundary=x",
            "application/vnd.gsma.rcs-ft-http+xml",
        ] {
            assert_eq!(of(kind, "x"), Err(Unread::Kind), "{kind}");
        }
    }

    #[test]
    fn whatever_a_client_sends_is_read_or_refused() {
        let mut chance = Chance::new(7);
        let wrapped = "From: <sip:a@x>\r\nTo: <sip:b@x>\r\n\r\nContent-Type: text/html\r\n\r\n<p>hello &amp; <b>you</b>";
        for _ in 0..3_000 {
            for (kind, body) in
                [("message/cpim", wrapped), (COMPOSING, &composing(true)), ("text/html", "<p>a<br>b&lt;")]
            {
                let _ = of(kind, chance.mutated(body.as_bytes()));
            }
        }
    }
}
