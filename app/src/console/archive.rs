//! The archive: every chat that the operator may read, also long after it has ended. What is listed
//! is in the address.
//!
//! | module | holds |
//! |---|---|
//! | [`wanted`], [`days`] | what is listed, and its form in the address |
//! | [`desk`] | what the parts of the page share |
//! | [`listed`] | the chats as the server lists them, a page at a time |
//! | [`search`] | the search field, and help for what can be written in it |
//! | [`filters`], [`chips`] | the filters to choose, and those that are active |
//! | [`views`] | saved views |
//! | [`list`], [`row`] | the list |
//! | [`chosen`], [`bar`] | which chats are selected, and what can be done with them |
//! | [`chat`], [`about`] | the open chat, and what is known about it |
//! | [`progress`] | what cannot be searched yet |
//! | [`hits`] | moving from one hit to the next |
//! | [`wording`] | names of filters and chats |

mod about;
mod bar;
mod chat;
mod chips;
mod chosen;
mod days;
mod desk;
mod filters;
mod hits;
mod list;
mod listed;
mod progress;
mod row;
mod search;
mod views;
mod wanted;
mod wording;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use self::list::Whole;
use crate::{
    console::strip::{WaitingStrip, WayBack},
    lazy::{Code, Drawn, lazy},
    texts::tr,
};

/// Loaded on the first visit.
pub(crate) const CODE: Code = Code { name: "archive", load: || Box::pin(load()) };

#[component]
pub(crate) fn Archive() -> impl IntoView {
    view! {
        <WaitingStrip />
        <header class="pane-head" translate="no">
            <WayBack />
            <h1>{tr("Archive")}</h1>
        </header>
        <div class="pane-body archive">{lazy(CODE, || Box::pin(whole()))}</div>
    }
    .into_any()
}

#[wasm_split(archive, preload(load), fallible)]
fn whole() -> Drawn {
    Ok(view! { <Whole /> }.into_any())
}
