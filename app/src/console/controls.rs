//! Choices and buttons that several pages share.

use leptos::prelude::*;

use crate::icon::{Icon, icon};

/// A switch with an explanation below its name.
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

/// A segmented control: a few choices side by side.
#[component]
pub(crate) fn Segment(
    /// Segments with the same group exclude each other.
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

/// A small icon button beside the thing it acts on.
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
