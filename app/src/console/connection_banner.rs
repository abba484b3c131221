//! Tells the operator about connection problems.

use leptos::prelude::*;

use crate::{
    drawn::{flag, text},
    icon::{self, icon},
    live::{Connection, Live, is_on_line},
    texts::tr,
};

/// Shorter interruptions are not shown; in milliseconds.
const SHORT: i64 = 1_000;

impl Connection {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Connection::Connecting => "connecting",
            Connection::Connected => "connected",
            Connection::Lost(_) => "reconnecting",
            Connection::SignedOut | Connection::Leaving => "signed-out",
            Connection::OtherVersion => "other-version",
        }
    }
}

#[component]
pub(crate) fn ConnectionBanner() -> impl IntoView {
    let live = expect_context::<Live>();
    let sentence = Memo::new(move |_| match live.connection.get() {
        Connection::Lost(since) if live.clock.now().millis_since(since) >= SHORT => match is_on_line() {
            true => tr("Reconnecting… What you write is kept and sent when the connection is back."),
            false => tr("You are off line. What you write is kept and sent when the connection is back."),
        },
        Connection::OtherVersion => tr("The server was updated. Load this page again to go on."),
        _ => "",
    });
    view! {
        <div role="status" translate="no">
            <p class="banner" hidden=flag(move || sentence.get().is_empty())>
                {icon(icon::OFF_LINE)}
                <span>{text(move || sentence.get().into())}</span>
            </p>
        </div>
    }
    .into_any()
}
