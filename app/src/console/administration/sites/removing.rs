//! A web site is taken away.

use crate::api::sites::remove_site;
use leptos::prelude::*;
use wire::site::SiteDetails;

use super::known::Sites;
use crate::{
    parts::{
        dialog::Shut,
        form::{Confirm, Form},
        voice::Voice,
    },
    texts::{tr, tr_with},
};

#[component]
pub(super) fn Removing(site: SiteDetails, sites: Sites) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let shut = expect_context::<Shut>();
    let form = Form::new();
    let SiteDetails { id, name, .. } = site;
    let act = Callback::new(move |()| {
        let told = tr_with("%1 is removed.", &[&name]);
        form.send(remove_site(id), move |()| {
            shut.shut();
            voice.show(told);
            sites.again();
        });
    });
    view! {
        <Confirm does=tr("Remove") form act>
            {tr("Its pages lose the chat at once, and its visitors leave the list. Chats and messages that it had stay readable, under its name.")}
        </Confirm>
    }
    .into_any()
}
