//! The page of a list: a header with a button to add items, rows with a gear each, and the windows
//! over them.

use std::hash::Hash;

use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    drawn::flag,
    icon::{self, icon},
    parts::{
        menu::{Item, Menu},
        roving::{self, Roving},
    },
    texts::{tr, tr_with},
};

/// The open window of a page whose items can be added, changed and removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Opened<T> {
    /// `None`: a new item.
    Form(Option<T>),
    Removing(T),
}

#[component]
pub(crate) fn ListPage(
    /// The id for links within the page.
    id: &'static str,
    title: &'static str,
    /// A note beside the title.
    #[prop(into, optional)]
    note: Signal<String>,
    add: Callback<()>,
    /// Content at the end of the header.
    #[prop(optional)]
    end: Option<AnyView>,
    /// From [`windows`](super::dialog::windows).
    windows: AnyView,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="is-wide" aria-labelledby=id>
            <div class="panel-head">
                <h2 id=id>{title}</h2>
                <span class="quiet-note">{note}</span>
                <button type="button" class="button is-main" on:click=move |_| add.run(())>
                    {tr("Add")}
                </button>
                {end}
            </div>
            {children()}
            {windows}
        </section>
    }
    .into_any()
}

/// Filters the list by what is typed.
pub(crate) fn search_field(hint: &'static str, search: RwSignal<String>) -> AnyView {
    view! {
        <input
            type="search"
            class="panel-search"
            aria-label=tr("Search")
            placeholder=hint
            on:input:target=move |event| search.set(event.target().value())
        />
    }
    .into_any()
}

/// The list, with arrow key navigation; shows `none` if it is empty. A row is redrawn when its key
/// changes.
pub(crate) fn rows<T, K>(
    all: Memo<Vec<T>>,
    id: fn(&T) -> Uuid,
    key: fn(&T) -> K,
    none: Signal<String>,
    row: impl Fn(T, Roving) -> AnyView + Clone + Send + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    K: Eq + Hash + 'static,
{
    let roving = Roving::new(move || all.read().iter().map(id).collect());
    let row = move |one| row(one, roving);
    view! {
        <ul class="accounts" on:keydown=roving::on_key>
            <For each=move || all.get() key=key children=row />
        </ul>
        <p class="quiet-note" hidden=flag(move || !all.read().is_empty())>
            {none}
        </p>
    }
    .into_any()
}

#[component]
pub(crate) fn Row(
    id: Uuid,
    name: String,
    roving: Roving,
    open: Callback<()>,
    /// The items of the row's menu.
    items: Callback<(), Vec<Item>>,
    #[prop(default = "account-row is-plain")] class: &'static str,
    /// Content between the row and its gear.
    #[prop(optional)]
    beside: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let menu = expect_context::<Menu>();
    view! {
        <li class="account" on:contextmenu=move |event| menu.open_at(&event, items.run(()))>
            <button
                type="button"
                class=class
                data-item
                tabindex=roving.tabindex(id)
                on:focus=move |_| roving.focused(id)
                on:click=move |_| open.run(())
            >
                {children()}
            </button>
            {beside}
            {gear(tr_with("Actions for %1", &[&name]), move || items.run(()))}
        </li>
    }
    .into_any()
}

/// Opens the menu of the item beside it.
pub(crate) fn gear(label: String, items: impl Fn() -> Vec<Item> + 'static) -> AnyView {
    let menu = expect_context::<Menu>();
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=label
            aria-haspopup="menu"
            on:click=move |event| menu.open_below(&event, items())
        >
            {icon(icon::GEAR)}
        </button>
    }
    .into_any()
}
