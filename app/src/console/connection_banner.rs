//! What the operator sees of the connection when it is not as it should be.

use leptos::prelude::*;

use crate::{
    icon::{self, icon},
    live::{Connection, Live},
};

/// A short break is nobody's business; in milliseconds.
const SHORT: i64 = 1_000;

impl Connection {
    /// As `data-live` on the document's root says it.
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
        Connection::Lost(since) if live.clock.now().millis_since(since) >= SHORT => {
            Some("Reconnecting… What you write is kept and sent when the connection is back.")
        }
        Connection::OtherVersion => Some("The server was updated. Load this page again to go on."),
        _ => None,
    });
    view! {
        <div class="banner-place" role="status">
            {move || {
                sentence
                    .get()
                    .map(|sentence| view! { <p class="banner">{icon(icon::OFF_LINE)} <span>{sentence}</span></p> })
            }}
        </div>
    }
}
