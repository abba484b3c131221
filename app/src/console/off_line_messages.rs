//! What visitors left while nobody was available, as work that gets done (manual A11). Opening one marks it as read, for
//! everybody.
//!
//! | module | holds |
//! |---|---|
//! | [`desk`] | which are shown, and which one is open |
//! | [`list`] | all of them |
//! | [`listed`] | what the list and the open message share |
//! | [`detail`] | the one that is open, and what to do about it |
//! | [`answering`] | where its answer is written |
//! | [`letters`] | what became of e-mails |
//! | [`shown`] | which are listed, in which order, and in which words |

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

/// The list's code is loaded with its first visit.
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
