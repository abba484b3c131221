//! A field that offers a few values.

use leptos::prelude::*;

/// A drop-down of these values, by their words.
pub(super) fn choice<T: Copy + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    all: impl Into<Vec<(T, &'static str)>>,
    value: RwSignal<T>,
) -> AnyView {
    let all = all.into();
    let chosen = value.get_untracked();
    let options: Vec<_> = all
        .iter()
        .enumerate()
        .map(|(place, (one, words))| {
            view! {
                <option value=place.to_string() selected={*one == chosen}>
                    {*words}
                </option>
            }
        })
        .collect();
    let choose = move |place: String| {
        if let Some((chosen, _)) = place.parse::<usize>().ok().and_then(|place| all.get(place)) {
            value.set(*chosen);
        }
    };
    view! {
        <label class="field">
            <span>{label}</span>
            <select on:change:target=move |event| choose(event.target().value())>{options}</select>
        </label>
    }
    .into_any()
}
