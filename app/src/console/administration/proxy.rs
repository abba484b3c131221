//! Warns that all clients seem to share one address, so that per-address limits apply to all of
//! them together.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::installation::unnamed_proxy,
    drawn::{flag, text},
    parts::fault::answer,
    texts::tr_with,
};

#[component]
pub(super) fn UnnamedProxy() -> impl IntoView {
    let proxy = RwSignal::new(None::<String>);
    // A failure to find out must not keep anyone from the page.
    spawn_local(async move {
        if let Ok(found) = answer(unnamed_proxy().await) {
            proxy.try_set(found);
        }
    });
    let words = text(move || {
        let address = proxy.get().unwrap_or_default();
        tr_with(
            "Everybody seems to come from %1: a proxy stands in front of this server and is not named. All visitors and operators \
             share what one address may do, such as how often a password may be wrong. Whoever runs the server sets SWITCHBOARD_TRUST_PROXY.",
            &[&address],
        )
    });
    view! {
        <p class="unnamed-proxy" role="status" hidden=flag(move || proxy.read().is_none())>
            {words}
        </p>
    }
    .into_any()
}
