//! The first steps with a new installation.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use wire::guide::{Guide, Step};

use super::fault::Fault;

#[server(name = GetGuide, prefix = "/api", endpoint = "guide", input = PostUrl, output = Postcard)]
pub(crate) async fn guide() -> Result<Result<Guide, Fault>, ServerFnError> {
    use crate::request;

    let guide = request::switchboard()?.guide(&request::who()?).await;
    request::outcome(guide, "reading the first steps")
}

#[server(prefix = "/api", endpoint = "skip_step", input = Postcard, output = Postcard)]
pub(crate) async fn skip_step(step: Step, skips: bool) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let skipped = request::switchboard()?.skip_step(&request::who()?, step, skips).await;
    request::outcome(skipped, "putting a step off")
}

#[server(prefix = "/api", endpoint = "end_guide", input = PostUrl, output = Postcard)]
pub(crate) async fn end_guide() -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let ended = request::switchboard()?.end_guide(&request::who()?).await;
    request::outcome(ended, "putting the guide away")
}

/// Sets the address of the account's own website and its name; without a name, the host is used.
#[server(prefix = "/api", endpoint = "set_own_site", input = Postcard, output = Postcard)]
pub(crate) async fn set_own_site(address: String, name: String) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let set = request::switchboard()?.set_own_site(&request::who()?, &address, &name).await;
    request::outcome(set, "setting the account's own web site")
}
