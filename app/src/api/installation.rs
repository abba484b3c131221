//! What administrators should know about the installation that hosts their account.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};

use super::fault::Fault;

/// The address of a proxy that forwards requests but is not configured as one; `None` if there is
/// no such proxy.
#[server(name = GetUnnamedProxy, prefix = "/api", endpoint = "unnamed_proxy", input = PostUrl, output = Postcard)]
pub(crate) async fn unnamed_proxy() -> Result<Result<Option<String>, Fault>, ServerFnError> {
    use crate::request;

    let is_administrator = request::who()?.role == wire::Role::Administrator;
    let proxy = use_context::<request::UnnamedProxy>().and_then(|proxy| proxy.address());
    let told = if is_administrator { Ok(proxy) } else { Err(chat::Refused::NotAllowed) };
    request::outcome(Ok(told.map(|proxy| proxy.map(|proxy| proxy.to_string()))), "looking for a proxy")
}
