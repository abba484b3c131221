//! Check boxes: a single one, or a list.

use std::hash::Hash;

use leptos::prelude::*;

use crate::drawn::flag;

pub(super) fn tick(value: RwSignal<bool>) -> AnyView {
    view! {
        <input
            type="checkbox"
            prop:checked=flag(move || value.get())
            on:change:target=move |event| value.set(event.target().checked())
        />
    }
    .into_any()
}

/// A check box for each named item; hidden if there are none.
#[component]
pub(super) fn Ticks<I>(
    legend: &'static str,
    #[prop(default = "choices")] class: &'static str,
    all: Memo<Vec<(I, String)>>,
    chosen: RwSignal<Vec<I>>,
) -> impl IntoView
where
    I: Copy + Eq + Hash + Send + Sync + 'static,
{
    let tick = move |id: I, is_in: bool| {
        chosen.update(|chosen| {
            chosen.retain(|one| *one != id);
            if is_in {
                chosen.push(id);
            }
        });
    };
    view! {
        <fieldset class=class hidden=flag(move || all.read().is_empty())>
            <legend>{legend}</legend>
            <For
                each=move || all.get()
                key=|one| one.clone()
                children=move |(id, name)| {
                    view! {
                        <label class="choice">
                            <input
                                type="checkbox"
                                prop:checked=flag(move || chosen.read().contains(&id))
                                on:change:target=move |event| tick(id, event.target().checked())
                            />
                            {name}
                        </label>
                    }
                }
            />
        </fieldset>
    }
    .into_any()
}
