//! What is redacted in texts before they are stored.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::redaction::Redaction;

use super::fault::Fault;

#[server(name = GetRedaction, prefix = "/api", endpoint = "redaction", input = PostUrl, output = Postcard)]
pub(crate) async fn redaction() -> Result<Result<Redaction, Fault>, ServerFnError> {
    use crate::request;

    let redaction = request::switchboard()?.redaction(&request::who()?).await;
    request::outcome(redaction, "reading what is redacted")
}

#[server(prefix = "/api", endpoint = "set_redaction", input = Postcard, output = Postcard)]
pub(crate) async fn set_redaction(redaction: Redaction) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let set = request::switchboard()?.set_redaction(&request::who()?, redaction).await;
    request::outcome(set, "changing what is redacted")
}

/// A sample as it would be stored with these settings.
#[server(prefix = "/api", endpoint = "try_redaction", input = Postcard, output = Postcard)]
pub(crate) async fn try_redaction(
    redaction: Redaction,
    sample: String,
) -> Result<Result<String, Fault>, ServerFnError> {
    use crate::request;

    let shown = request::switchboard()?.try_redaction(&request::who()?, redaction, &sample);
    request::outcome(Ok(shown), "trying what is redacted")
}
