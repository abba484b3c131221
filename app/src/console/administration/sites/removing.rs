//! A web site is taken away.

use leptos::{prelude::*, server_fn::codec::Postcard};
use wire::{SiteId, site::SiteDetails};

use super::known::Sites;
use crate::console::{
    Desktop,
    administration::{
        dialog::Shut,
        fault::Fault,
        form::{Confirm, Form},
    },
};

/// Removes a web site.
#[server(prefix = "/api", endpoint = "remove_site", input = Postcard, output = Postcard)]
async fn remove_site(id: SiteId) -> Result<Result<(), Fault>, ServerFnError> {
    use crate::request;

    let removed = request::switchboard()?.remove_site(&request::who()?, id).await;
    request::outcome(removed, "removing a web site")
}

#[component]
pub(super) fn Removing(site: SiteDetails, sites: Sites) -> impl IntoView {
    let voice = expect_context::<Desktop>().voice;
    let shut = expect_context::<Shut>();
    let form = Form::new();
    let SiteDetails { id, name, .. } = site;
    let act = Callback::new(move |()| {
        let told = format!("{name} is removed.");
        form.send(remove_site(id), move |()| {
            shut.shut();
            voice.show(told);
            sites.again();
        });
    });
    view! {
        <Confirm does="Remove" form act>
            "Its pages lose the chat at once, and its visitors leave the list. Chats and messages that it had stay readable, under its name."
        </Confirm>
    }
    .into_any()
}
