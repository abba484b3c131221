//! A single-line field whose errors are shown elsewhere.

use leptos::prelude::*;

#[component]
pub(super) fn Line(
    label: &'static str,
    value: Signal<String>,
    /// Called with what is typed.
    set: Callback<String>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] spellcheck: Option<&'static str>,
    /// The id of the `<datalist>`.
    #[prop(optional)]
    list: Option<&'static str>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                type="text"
                autocomplete="off"
                inputmode=inputmode
                spellcheck=spellcheck
                placeholder=hint
                list=list
                prop:value=value
                on:input:target=move |event| set.run(event.target().value())
            />
        </label>
    }
    .into_any()
}

pub(super) fn setter(value: RwSignal<String>) -> Callback<String> {
    Callback::new(move |typed| value.set(typed))
}
