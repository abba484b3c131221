//! The ids of messages from SIP clients.

use sha2::{Digest, Sha256};
use uuid::Builder;
use wire::{MessageId, OperatorId};

use crate::{
    field::{Address, CSeq},
    flow::Flow,
    message::Message,
};

/// The ids of the messages in one request. They are computed from what stays the same when a client
/// repeats the request, so it is stored once even across a restart of this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ids([u8; 32]);

impl Ids {
    pub(crate) fn of(operator: OperatorId, request: &Message, flow: &Flow) -> Ids {
        let mut hash = Sha256::new().chain_update("sip").chain_update(operator.0);
        if flow.is_of_libpurple() {
            // libpurple reuses the tags below after each start. Its Authorization is new then, or
            // the connection is.
            hash =
                hash.chain_update(request.field("Authorization").map_or_else(|| flow.key(), str::to_owned));
        }
        let from = request.field("From").and_then(Address::read);
        let tag = from.as_ref().and_then(Address::tag).unwrap_or_default();
        let cseq = request.field("CSeq").and_then(CSeq::read).map_or(0, |cseq| cseq.number);
        for part in [tag, request.field("Call-ID").unwrap_or_default(), &cseq.to_string()] {
            hash = hash.chain_update(part.len().to_be_bytes()).chain_update(part);
        }
        Ids(hash.chain_update(&request.body).finalize().into())
    }

    /// The id of this piece: a UUIDv8 (RFC 9562, 5.8).
    pub(crate) fn of_piece(&self, piece: usize) -> MessageId {
        let hash = Sha256::new().chain_update(self.0).chain_update(piece.to_be_bytes()).finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        MessageId(Builder::from_custom_bytes(bytes).into_uuid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::Transport;

    fn message() -> Message {
        Message::request("MESSAGE", "sip:visitor-7@chat.example")
            .with("Via", "SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK1")
            .with("From", "<sip:ann@chat.example>;tag=1")
            .with("Call-ID", "c")
            .with("CSeq", "1 MESSAGE")
    }

    #[tokio::test]
    async fn the_same_request_gives_the_same_ids() {
        let ann = OperatorId(uuid::Uuid::nil());
        let flow = Flow::for_test(Transport::Tcp).0;
        let ids = |request: &Message| Ids::of(ann, request, &flow);
        let one = message().with_body("text/plain", "hello");
        assert_eq!(ids(&one).of_piece(0), ids(&one).of_piece(0));
        assert_ne!(ids(&one).of_piece(0), ids(&one).of_piece(1));
        // With another branch it is the same message again; with another number or text it is a new
        // one.
        let mut again = one.clone();
        again.replace("Via", "SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK2");
        assert_eq!(ids(&one), ids(&again));
        let mut next = one.clone();
        next.replace("CSeq", "2 MESSAGE");
        assert_ne!(ids(&one), ids(&next));
        assert_ne!(ids(&one), ids(&message().with_body("text/plain", "hello!")));
        assert_ne!(ids(&one), Ids::of(OperatorId(uuid::Uuid::max()), &one, &flow));
        // A message from libpurple on another connection is a new one.
        let other = Flow::of_stream(2, Transport::Tcp, flow.peer(), "x".into()).0;
        assert_eq!(ids(&one), Ids::of(ann, &one, &other));
        flow.note_agent("Purple/2.14.12");
        other.note_agent("Purple/2.14.12");
        assert_eq!(ids(&one), ids(&again));
        assert_ne!(ids(&one), Ids::of(ann, &one, &other));
        let proved = |by| Ids::of(ann, &one.clone().with("Authorization", by), &flow);
        assert_ne!(proved("Digest nonce=1"), proved("Digest nonce=2"));
    }
}
