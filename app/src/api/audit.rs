//! Who changed what.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::{AuditId, administration::AuditEntry};

use super::fault::Fault;

/// Entries that have these words in them, from before this one on; and whether there are more.
#[server(name = GetAuditLog, prefix = "/api", endpoint = "audit_log", input = PostUrl, output = Postcard)]
pub(crate) async fn audit_log(
    search: String,
    #[server(default)] before: Option<AuditId>,
) -> Result<Result<(Vec<AuditEntry>, bool), Fault>, ServerFnError> {
    use crate::request;

    let page = request::switchboard()?.audit_log(&request::who()?, &search, before).await;
    request::outcome(page, "reading the audit log")
}
