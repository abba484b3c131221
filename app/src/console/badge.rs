//! A count; nothing is drawn for zero.

use leptos::prelude::*;

use crate::{
    drawn::{flag, text},
    texts::tr,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    Plain,
    /// Unread items.
    News,
    /// Items waiting for an answer.
    Open,
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
