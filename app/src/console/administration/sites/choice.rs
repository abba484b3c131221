//! A field that offers a few values.

use leptos::prelude::*;

/// A drop-down of these values, by their words.
pub(super) fn choice<T: Copy + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    all: &'static [(T, &'static str)],
    value: RwSignal<T>,
) -> AnyView {
    let chosen = value.get_untracked();
    let choose = move |place: String| {
        if let Some((chosen, _)) = place.parse::<usize>().ok().and_then(|place| all.get(place)) {
            value.set(*chosen);
        }
    };
    let options = all.iter().enumerate().map(|(place, (one, words))| {
        view! {
            <option value=place.to_string() selected={*one == chosen}>
                {*words}
            </option>
        }
    });
    view! {
        <label class="field">
            <span>{label}</span>
            <select on:change:target=move |event| choose(event.target().value())>{options.collect_view()}</select>
        </label>
    }
    .into_any()
}
