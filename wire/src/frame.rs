//! How a protocol value becomes a WebSocket frame.
//!
//! The client names the encoding and the version as a subprotocol (RFC 6455, 1.9): [`POSTCARD`] for our own two browser
//! programs (binary frames), [`JSON`] for the loader and integrators (text frames). A client of another version gets its
//! subprotocol confirmed and the connection closed with [`close::OTHER_VERSION`]: no frame of a version that one end
//! does not know is ever decoded, and the client reloads itself.

use serde::{Serialize, de::DeserializeOwned};

/// The version of both protocols. Any change to a type that postcard encodes raises it.
pub const VERSION: u32 = 9;
/// What every subprotocol of ours begins with, whatever its version.
pub const PREFIX: &str = "switchboard.";
/// Postcard in binary frames.
pub const POSTCARD: &str = "switchboard.9.postcard";
/// JSON in text frames.
pub const JSON: &str = "switchboard.9.json";
/// The largest frame that the server reads, in bytes: the longest message in the widest encoding, with room to spare.
pub const MAX_FRAME: usize = 64 * 1024;

/// Why a socket was closed (RFC 6455, 7.4.2: 4000–4999 are an application's own).
pub mod close {
    /// The session ended: sign in again. The operator's socket only.
    pub const SIGNED_OUT: u16 = 4001;
    /// The two ends speak different versions: reload the page.
    pub const OTHER_VERSION: u16 = 4002;
    /// A frame could not be decoded, or came out of turn. The reason says which.
    pub const MALFORMED: u16 = 4003;
    /// `Hello` was refused; trying again will not help. The reason says why.
    pub const REFUSED: u16 = 4004;
    /// This client did not read fast enough. Connect again and catch up.
    pub const BEHIND: u16 = 4005;
    /// Too many frames in too short a time. Connect again later.
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

/// One of the two encodings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// [`POSTCARD`]
    Postcard,
    /// [`JSON`]
    #[cfg(feature = "json")]
    Json,
}

/// The frame is not a value of the type that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl Encoding {
    /// The encoding that a subprotocol of this version names.
    pub fn of(subprotocol: &str) -> Option<Encoding> {
        match subprotocol {
            POSTCARD => Some(Encoding::Postcard),
            #[cfg(feature = "json")]
            JSON => Some(Encoding::Json),
            _ => None,
        }
    }

    /// Encodes a value; the protocol types cannot fail to be encoded.
    pub fn encode(self, value: &impl Serialize) -> Frame {
        match self {
            Encoding::Postcard => Frame::Binary(to_postcard(value)),
            #[cfg(feature = "json")]
            Encoding::Json => {
                Frame::Text(serde_json::to_string(value).expect("protocol types have string keys only"))
            }
        }
    }

    /// Decodes a value that fills the frame exactly.
    pub fn decode<T: DeserializeOwned>(self, frame: &Frame) -> Result<T, Malformed> {
        match (self, frame) {
            (Encoding::Postcard, Frame::Binary(bytes)) => from_postcard(bytes),
            #[cfg(feature = "json")]
            (Encoding::Json, Frame::Text(text)) => serde_json::from_str(text).map_err(|_| Malformed),
            _ => Err(Malformed),
        }
    }
}

/// A value as postcard.
pub fn to_postcard(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).expect("protocol types have known lengths")
}

/// A value from postcard that fills `bytes` exactly.
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
