//! Chats that operators send by email.

use leptos::{prelude::*, server_fn::codec::Postcard};
use wire::ChatId;

use super::fault::Fault;

/// Sends a chat to an address.
#[server(prefix = "/api", endpoint = "send_transcript", input = Postcard, output = Postcard)]
pub(crate) async fn send_transcript(chat: ChatId, email: String) -> Result<Result<(), Fault>, ServerFnError> {
    use super::fault::Field;
    use crate::{request, texts::tr};

    match request::switchboard()?.send_transcript(&request::who()?, chat, &email).await {
        Ok(Err(chat::Refused::TooMany)) => Ok(Err(Fault::new(
            Field::Whole,
            tr("You have sent too many chats within an hour. Send more later."),
        ))),
        sent => request::outcome(sent, "sending a chat"),
    }
}
