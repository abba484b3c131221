//! What the lists of the administration are framed by: a head, what can be added, and a gear beside each row.

use leptos::prelude::*;

use crate::{
    icon::{self, icon},
    parts::menu::{Item, Menu},
    texts::tr,
};

/// A list with its head.
#[component]
pub(crate) fn Panel(
    /// What links within the page call it.
    id: &'static str,
    title: &'static str,
    /// Said beside the title.
    #[prop(into)]
    note: Signal<String>,
    /// Another one is wanted.
    add: Callback<()>,
    /// What stands at the head's end.
    #[prop(optional)]
    end: Option<AnyView>,
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
        </section>
    }
    .into_any()
}

/// Opens the menu of what stands beside it.
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
