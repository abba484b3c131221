//! What the server renders before anything is live.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wire::operator::{OffLineMessageView, Snapshot};

/// What a console begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FirstView {
    /// What the signed-in operator may see now.
    pub(crate) snapshot: Snapshot,
    /// The off-line messages, if they are what the page shows.
    pub(crate) off_line_messages: Option<Vec<OffLineMessageView>>,
}

/// The first view of the page that is asked for.
#[cfg(feature = "ssr")]
async fn first_view() -> Result<FirstView, ServerFnError> {
    use super::{off_line_messages::off_line_messages, place::Place};
    use crate::request;

    let snapshot = request::switchboard()?.snapshot(&request::who()?).await.map_err(|error| {
        tracing::error!(%error, "the console's first view");
        ServerFnError::new("the console's data could not be read")
    })?;
    let off_line_messages = match Place::of(&request::path()) {
        Place::OffLineMessages => Some(off_line_messages().await?),
        Place::Visitors
        | Place::Chat(_)
        | Place::Preferences(_)
        | Place::Administration(_)
        | Place::Nowhere => None,
    };
    Ok(FirstView { snapshot, off_line_messages })
}

/// Under which name the page's head carries the first view, in the socket's own encoding.
const META: &str = "first-view";

/// Draws the first view; without one (`None`), what went wrong. The page carries it, so that the browser's program draws
/// the same.
#[cfg(feature = "ssr")]
pub(crate) fn drawn(draw: fn(Option<FirstView>) -> AnyView) -> AnyView {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use leptos_meta::Meta;

    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let first = first_view().await.ok();
                let carried = first.as_ref().map(|first| STANDARD.encode(wire::frame::to_postcard(first)));
                let meta = carried.map(|content| view! { <Meta name=META content /> });
                view! {
                    {meta}
                    {draw(first)}
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[cfg(not(feature = "ssr"))]
pub(crate) fn drawn(draw: fn(Option<FirstView>) -> AnyView) -> AnyView {
    draw(carried())
}

/// What the page carries, if the server could read it.
#[cfg(not(feature = "ssr"))]
fn carried() -> Option<FirstView> {
    let meta = document().query_selector(&format!("meta[name={META}]")).ok()??;
    let bytes = window().atob(&meta.get_attribute("content")?).ok()?;
    // `atob` gives a character for each byte.
    let bytes: Vec<u8> = bytes.chars().map(|c| c as u8).collect();
    wire::frame::from_postcard(&bytes).ok()
}

/// Whether the console may be shown; if not, the answer is the way to the sign-in page. In the browser the socket
/// decides: it closes when the session ends.
#[cfg(feature = "ssr")]
pub(crate) fn may_enter() -> bool {
    use crate::{request, sign_in};

    let may = request::signed_in().is_some();
    if !may && request::is_there() {
        leptos_axum::redirect(&sign_in::address_for(&request::path_and_query()));
    }
    may
}

#[cfg(not(feature = "ssr"))]
pub(crate) fn may_enter() -> bool {
    true
}
