//! Above the visitor list: the search, the button for the columns, and the headings that sort.

use leptos::{ev::KeyboardEvent, prelude::*};
use wire::preferences::Column;

use super::columns::{self, Place};
use crate::{
    console::window::open::{OpenWindow, Window},
    drawn::{text, word},
    icon::{self, icon},
    live::desk::arranged::Sorting,
    texts::tr,
};

#[component]
pub(super) fn Tools(
    searched: RwSignal<String>,
    /// Moves focus into the list.
    go_on: Callback<()>,
) -> impl IntoView {
    let window = expect_context::<OpenWindow>();
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" => searched.set(String::new()),
        "ArrowDown" => {
            event.prevent_default();
            go_on.run(());
        }
        _ => {}
    };
    view! {
        <div class="list-tools">
            <input
                type="search"
                aria-label=tr("Search visitors")
                placeholder=tr("Search visitors")
                prop:value=text(move || searched.get())
                on:input:target=move |event| searched.set(event.target().value())
                on:keydown=on_key
            />
            <button
                type="button"
                class="button"
                aria-haspopup="dialog"
                on:click=move |_| window.set(Some(Window::Columns))
            >
                {icon(icon::SLIDERS)}
                {tr("Columns…")}
            </button>
        </div>
    }
    .into_any()
}

pub(super) fn heading(place: Place, sorting: RwSignal<Option<Sorting>>) -> AnyView {
    let column = place.column;
    let sorted = word(move || Some(direction(sorting.get(), column)));
    view! {
        <th role="columnheader" scope="col" class=columns::class(place) aria-sort=sorted>
            <button type="button" class="sort" on:click=move |_| sorting.update(|sorting| {
                *sorting = Sorting::after(*sorting, column);
            })>{columns::name(column)}</button>
        </th>
    }
    .into_any()
}

fn direction(sorting: Option<Sorting>, column: Column) -> &'static str {
    match sorting.filter(|sorting| sorting.by == column) {
        Some(Sorting { is_descending: false, .. }) => "ascending",
        Some(Sorting { is_descending: true, .. }) => "descending",
        None => "none",
    }
}
