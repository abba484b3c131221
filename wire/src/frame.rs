//! Encoding of protocol values as WebSocket frames.
//!
//! The client names the encoding and the version as a subprotocol (RFC 6455, 1.9): [`POSTCARD`] for
//! our two browser clients (binary frames), [`JSON`] for the loader and integrators (text frames).
//! For a client of another version, the server confirms the subprotocol and closes the connection
//! with [`close::OTHER_VERSION`]. So neither end ever decodes a frame of a version it does not
//! know, and the client reloads.

use serde::{Serialize, de::DeserializeOwned};

/// The version of both protocols. Raise it with any change to a type that postcard encodes.
pub const VERSION: u32 = 9;
/// The prefix of all our subprotocols, whatever their version.
pub const PREFIX: &str = "switchboard.";
/// Postcard in binary frames.
pub const POSTCARD: &str = "switchboard.9.postcard";
/// JSON in text frames.
pub const JSON: &str = "switchboard.9.json";
/// The largest frame the server reads, in bytes: room for the longest message in the widest
/// encoding.
pub const MAX_FRAME: usize = 64 * 1024;

/// Close codes (RFC 6455, 7.4.2: 4000–4999 are for applications).
pub mod close {
    /// The session ended: sign in again. Only on the operator's socket.
    pub const SIGNED_OUT: u16 = 4001;
    /// The two ends speak different versions: reload the page.
    pub const OTHER_VERSION: u16 = 4002;
    /// A frame could not be decoded, or was out of order. The reason says which.
    pub const MALFORMED: u16 = 4003;
    /// `Hello` was refused, and retrying does not help. The reason says why.
    pub const REFUSED: u16 = 4004;
    /// The client did not read fast enough: connect again and catch up.
    pub const BEHIND: u16 = 4005;
    /// Too many frames in too short a time: connect again later.
    pub const TOO_FAST: u16 = 4006;
}

/// A frame's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// JSON.
    Text(String),
    /// Postcard.
    Binary(Vec<u8>),
}

/// An encoding of protocol values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// [`POSTCARD`]
    Postcard,
    /// [`JSON`]
    #[cfg(feature = "json")]
    Json,
}

/// A frame that does not hold a value of the expected type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl Encoding {
    /// The encoding that a subprotocol of the current version names.
    pub fn of(subprotocol: &str) -> Option<Encoding> {
        match subprotocol {
            POSTCARD => Some(Encoding::Postcard),
            #[cfg(feature = "json")]
            JSON => Some(Encoding::Json),
            _ => None,
        }
    }

    /// Encodes a value. Encoding a protocol type never fails.
    pub fn encode(self, value: &impl Serialize) -> Frame {
        match self {
            Encoding::Postcard => Frame::Binary(to_postcard(value)),
            #[cfg(feature = "json")]
            Encoding::Json => {
                Frame::Text(serde_json::to_string(value).expect("protocol types have string keys only"))
            }
        }
    }

    /// Decodes a value that must fill the frame exactly.
    pub fn decode<T: DeserializeOwned>(self, frame: &Frame) -> Result<T, Malformed> {
        match (self, frame) {
            (Encoding::Postcard, Frame::Binary(bytes)) => from_postcard(bytes),
            #[cfg(feature = "json")]
            (Encoding::Json, Frame::Text(text)) => serde_json::from_str(text).map_err(|_| Malformed),
            _ => Err(Malformed),
        }
    }
}

/// Encodes a value as postcard.
pub fn to_postcard(value: &impl Serialize) -> Vec<u8> {
    // Not `expect`, which would bring the names of all of postcard's errors into the panel.
    let Ok(bytes) = postcard::to_allocvec(value) else { unreachable!("protocol types have known lengths") };
    bytes
}

/// Decodes a postcard value that must fill `bytes` exactly.
pub fn from_postcard<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Malformed> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        _ => Err(Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ChatId, MessageId, Seq, Span,
        visitor::{FromVisitor, Say},
    };

    #[test]
    fn the_version_is_part_of_both_subprotocols() {
        for name in [POSTCARD, JSON] {
            assert!(name.starts_with(&format!("{PREFIX}{VERSION}.")), "{name}");
        }
    }

    #[test]
    fn a_frame_with_something_behind_its_value_is_malformed() {
        let mut bytes =
            to_postcard(&FromVisitor::CatchUp { chat: ChatId::v7(1, &[2; 10]), span: Span::After(Seq(3)) });
        assert!(from_postcard::<FromVisitor>(&bytes).is_ok());
        bytes.push(0);
        assert_eq!(from_postcard::<FromVisitor>(&bytes), Err(Malformed));
        assert_eq!(from_postcard::<FromVisitor>(&bytes[..5]), Err(Malformed));
    }

    #[test]
    fn the_json_form_is_what_the_protocol_page_shows() {
        let id = "01890000-0000-7000-8000-000000000000";
        let say = FromVisitor::Say(Say {
            chat: ChatId(id.parse().unwrap()),
            id: MessageId(id.parse().unwrap()),
            text: "Hi".into(),
        });
        assert_eq!(
            serde_json::to_string(&say).unwrap(),
            format!(r#"{{"say":{{"chat":"{id}","id":"{id}","text":"Hi"}}}}"#)
        );
    }
}
