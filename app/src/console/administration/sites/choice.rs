//! A field that offers a few values.

use leptos::prelude::*;

/// A drop-down of these values with their labels.
pub(in crate::console::administration) fn choice<T, W>(
    label: &'static str,
    all: impl IntoIterator<Item = (T, W)>,
    value: RwSignal<T>,
) -> AnyView
where
    T: Copy + PartialEq + Send + Sync + 'static,
    W: Into<String>,
{
    let all: Vec<(T, String)> = all.into_iter().map(|(one, words)| (one, words.into())).collect();
    let chosen = value.get_untracked();
    let options: Vec<_> = all
        .iter()
        .enumerate()
        .map(|(place, (one, words))| {
            view! {
                <option value=place.to_string() selected={*one == chosen}>
                    {words.clone()}
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
