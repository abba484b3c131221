//! What the operator accounts cost (manual A7).

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::fees::{Fees, Month, Statement};

use super::fault::Fault;

#[server(name = GetFees, prefix = "/api", endpoint = "fees", input = PostUrl, output = Postcard)]
pub(crate) async fn fees() -> Result<Result<Fees, Fault>, ServerFnError> {
    use crate::request;

    let fees = request::switchboard()?.fees(&request::who()?).await;
    request::outcome(fees, "reading the fees")
}

#[server(name = GetStatement, prefix = "/api", endpoint = "statement", input = PostUrl, output = Postcard)]
pub(crate) async fn statement(month: Month) -> Result<Result<Statement, Fault>, ServerFnError> {
    use crate::request;

    let statement = request::switchboard()?.statement(&request::who()?, month).await;
    request::outcome(statement, "reading a statement")
}
