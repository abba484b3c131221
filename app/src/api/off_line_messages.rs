//! Messages that visitors left while no one was available (manual A11).

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::{OffLineMessageId, operator::OffLineMessages};

use super::fault::Fault;

/// The messages, newest first, and whether they can be answered by email.
#[server(name = ListOffLine, prefix = "/api", endpoint = "off_line_messages", input = PostUrl, output = Postcard)]
pub(crate) async fn off_line_messages() -> Result<OffLineMessages, ServerFnError> {
    use crate::request;

    let (switchboard, who) = (request::switchboard()?, request::who()?);
    let read = async {
        Ok::<_, chat::Error>(OffLineMessages {
            messages: switchboard.off_line_messages(&who).await?,
            has_mail: switchboard.has_mail(&who).await?,
        })
    };
    read.await.map_err(|error| {
        tracing::error!(%error, "the off-line messages");
        ServerFnError::new("the off-line messages could not be read")
    })
}

#[server(prefix = "/api", endpoint = "resend_off_line_message", input = Postcard, output = Postcard)]
pub(crate) async fn resend_off_line_message(
    id: OffLineMessageId,
) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let sent = request::switchboard()?.resend_off_line_message(&request::who()?, id).await;
    request::outcome(sent, "sending an off-line message again")
}
