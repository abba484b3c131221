//! How many there are; nothing where there is none.

use leptos::prelude::*;

use crate::{
    drawn::{flag, text},
    texts::tr,
};

/// What a count means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// So many there are.
    Plain,
    /// So many nobody has read.
    News,
    /// So many wait for an answer.
    Open,
    /// So many people wait.
    Waiting,
}

#[component]
pub(crate) fn Badge(count: Signal<usize>, meaning: Count) -> impl IntoView {
    let (class, spoken) = match meaning {
        Count::Plain => ("count", ""),
        Count::News => ("count is-news", tr(" unread")),
        Count::Open => ("count is-news", tr(" open")),
        Count::Waiting => ("count is-waiting", tr(" waiting")),
    };
    view! {
        <span class=class translate="no" hidden=flag(move || count.get() == 0)>
            {text(move || count.get().to_string())}
            <span class="visually-hidden">{spoken}</span>
        </span>
    }
}
