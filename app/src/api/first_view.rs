//! The console's initial state. The page carries it, so that the first render is already complete.

use serde::{Deserialize, Serialize};
use wire::operator::{OffLineMessages, Snapshot};

/// The name of the `<meta>` tag that holds the state, in base64 of the socket's encoding.
pub(crate) const META: &str = "first-view";

/// What the signed-in operator may see now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FirstView {
    pub(crate) snapshot: Snapshot,
    pub(crate) off_line_messages: Option<OffLineMessages>,
}

/// Reads the first view of this page for the signed-in operator.
#[cfg(feature = "ssr")]
pub(crate) async fn read(place: crate::place::Place) -> Result<FirstView, leptos::prelude::ServerFnError> {
    use leptos::prelude::ServerFnError;

    use super::off_line_messages::off_line_messages;
    use crate::{place::Place, request};

    let snapshot = request::switchboard()?.snapshot(&request::who()?).await.map_err(|error| {
        tracing::error!(%error, "the console's first view");
        ServerFnError::new("the console's data could not be read")
    })?;
    let off_line_messages = match place {
        Place::OffLineMessages => Some(off_line_messages().await?),
        Place::Visitors
        | Place::Chat(_)
        | Place::Archive(_)
        | Place::Reports
        | Place::Board
        | Place::Preferences(_)
        | Place::Administration(_)
        | Place::Nowhere => None,
    };
    Ok(FirstView { snapshot, off_line_messages })
}

/// Encodes the first view for the page's head.
#[cfg(feature = "ssr")]
pub(crate) fn packed(first: &FirstView) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};

    STANDARD.encode(wire::frame::to_postcard(first))
}

/// Reads the first view from the page; `None` if this is not the console's page.
#[cfg(any(feature = "csr", test))]
pub(crate) fn carried() -> Option<FirstView> {
    use leptos::prelude::{document, window};

    let meta = document().query_selector(&format!("meta[name={META}]")).ok()??;
    let bytes = window().atob(&meta.get_attribute("content")?).ok()?;
    // `atob` returns one character per byte.
    let bytes: Vec<u8> = bytes.chars().map(|c| c as u8).collect();
    wire::frame::from_postcard(&bytes).ok()
}
