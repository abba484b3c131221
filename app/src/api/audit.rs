//! The audit log: who changed what, and who signed in.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::{
    AuditId,
    administration::{AuditEntry, AuditPart},
};

use super::fault::Fault;

/// The entries in one part of the log that contain the given words and precede the given entry; and
/// whether there are more.
#[server(name = GetAuditLog, prefix = "/api", endpoint = "audit_log", input = PostUrl, output = Postcard)]
pub(crate) async fn audit_log(
    #[server(default)] part: AuditPart,
    search: String,
    #[server(default)] before: Option<AuditId>,
) -> Result<Result<(Vec<AuditEntry>, bool), Fault>, ServerFnError> {
    use crate::request;

    let page = request::switchboard()?.audit_log(&request::who()?, part, &search, before).await;
    request::outcome(page, "reading the audit log")
}
