//! Choices and buttons as several pages draw them.

use leptos::prelude::*;

use crate::icon::{Icon, icon};

/// Something that is on or off, with what that means below its name.
#[component]
pub(crate) fn SwitchRow(
    name: &'static str,
    more: &'static str,
    is_on: Signal<bool>,
    #[prop(optional)] is_disabled: Signal<bool>,
    set: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="switch-row is-switch">
            <span>
                {name} <span class="switch-more">{more}</span>
            </span>
            <input
                type="checkbox"
                role="switch"
                prop:checked=is_on
                disabled=is_disabled
                on:change:target=move |event| set.run(event.target().checked())
            />
        </label>
    }
    .into_any()
}

/// One of a few choices that stand side by side.
#[component]
pub(crate) fn Segment(
    /// Those of one group exclude each other.
    group: &'static str,
    name: &'static str,
    is_chosen: Signal<bool>,
    choose: Callback<()>,
) -> impl IntoView {
    view! {
        <label class="segment">
            <input type="radio" name=group prop:checked=is_chosen on:change=move |_| choose.run(()) />
            <span>{name}</span>
        </label>
    }
    .into_any()
}

/// A picture to be pressed beside what it is about.
#[component]
pub(crate) fn SmallButton(
    picture: Icon,
    #[prop(optional)] title: Option<&'static str>,
    label: String,
    press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button is-small"
            title=title
            aria-label=label
            on:click=move |_| press.run(())
        >
            {icon(picture)}
        </button>
    }
    .into_any()
}
