//! Reports of the account's chats.

use leptos::{prelude::*, server_fn::codec::Postcard};
use wire::report::{Report, ReportFilter};

use super::fault::Fault;

#[server(name = GetReport, prefix = "/api", endpoint = "report", input = Postcard, output = Postcard)]
pub(crate) async fn report(filter: ReportFilter) -> Result<Result<Report, Fault>, ServerFnError> {
    use crate::request;

    let report = request::switchboard()?.report(&request::who()?, &filter).await;
    request::outcome(report, "computing a report")
}
