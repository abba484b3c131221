//! Where requests go: by department, by URL, or to everyone; never two at once (manual A10, A12,
//! A13).

use crate::api::routing::set_routing;
use leptos::prelude::*;
use wire::{Routing, administration::RoutingSettings};

use super::settings::Settings;
use crate::{
    console::controls::SwitchRow,
    drawn::{flag, text},
    parts::voice::Voice,
    texts::tr,
};

/// Turns one kind of routing on. If the other kind is on, explains why both cannot be, and offers
/// to switch (manual A13).
#[component]
pub(super) fn RoutingSwitch(
    mine: Routing,
    now: Signal<RoutingSettings>,
    settings: Settings,
) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let set = move |routing: Routing, replace: bool| {
        settings.change(Box::pin(set_routing(routing, replace)), voice);
    };
    let switch_on = Callback::new(move |on: bool| set(if on { mine } else { Routing::Everybody }, false));
    let is_on = flag(move || now.read().routing == mine);
    let other = move || ![mine, Routing::Everybody].contains(&now.read().routing);
    let (name, more, switch) = match mine {
        Routing::Departments => (
            tr("Visitors choose a department"),
            tr("A request goes to the operators of the department that was chosen"),
            tr("Route by departments instead"),
        ),
        _ => (
            tr("Requests go by the page they come from"),
            tr("The first rule that fits says to whom; where none fits, to everybody"),
            tr("Route by URL instead"),
        ),
    };
    let told = text(move || match now.read().routing {
        Routing::Urls => {
            tr("URL routing is on. A request has one way to its operators, so both cannot be on.").into()
        }
        Routing::Departments => {
            tr("Departments are on. A request has one way to its operators, so both cannot be on.").into()
        }
        Routing::Everybody => String::new(),
    });
    view! {
        <SwitchRow name more is_on is_disabled=flag(other) set=switch_on />
        <div class="other-routing" hidden=flag(move || !other())>
            <p>{told}</p>
            <button type="button" class="button" on:click=move |_| set(mine, true)>
                {switch}
            </button>
        </div>
    }
    .into_any()
}
