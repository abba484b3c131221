//! The inbox of messages that visitors left while no one was available (manual A11). Opening one
//! marks it as read for everyone.
//!
//! | module | holds |
//! |---|---|
//! | [`desk`] | which messages are shown, and which one is open |
//! | [`list`] | the list |
//! | [`listed`] | what the list and the open message share |
//! | [`detail`] | the open message, and what can be done about it |
//! | [`answering`] | the form for its answer |
//! | [`letters`] | the delivery of emails |
//! | [`shown`] | filter, order and wording of the list |

pub(crate) mod desk;

mod answering;
mod detail;
mod letters;
mod list;
mod listed;
mod shown;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use self::list::List;
use crate::{
    console::strip::{WaitingStrip, WayBack},
    drawn::text,
    lazy::{Code, Drawn, lazy},
    live::Live,
    texts::{tr, tr_with},
};

/// Loaded on the first visit.
pub(crate) const CODE: Code = Code { name: "off_line_messages", load: || Box::pin(load()) };

#[component]
pub(crate) fn OffLineMessages() -> impl IntoView {
    let live = expect_context::<Live>();
    let open = text(move || match live.desk.open_off_line_messages.get() {
        0 => tr("None open").into(),
        n => tr_with("%1 open", &[&n]),
    });
    view! {
        <WaitingStrip />
        <header class="pane-head" translate="no">
            <WayBack />
            <h1>{tr("Off-line messages")}</h1>
            <p class="pane-sub">{open}</p>
        </header>
        <div class="pane-body off-line">{lazy(CODE, || Box::pin(list()))}</div>
    }
    .into_any()
}

#[wasm_split(off_line_messages, preload(load), fallible)]
fn list() -> Drawn {
    Ok(view! { <List /> }.into_any())
}
