//! Draws the suggestions: a list, with a search field above it when opened as a drop-down.

use leptos::{ev::KeyboardEvent, prelude::*};

use super::{field::Field, picker::Choice};
use crate::{
    console::{local_time, snoozing},
    drawn::{flag, part, text, word},
    parts::focus,
    place::Chapter,
    texts::{tr, tr_with},
};

/// The list of suggestions, with a search field above it when opened as a drop-down. Focus stays in
/// the field that is typed into, which names the chosen suggestion as its active descendant.
#[component]
pub(crate) fn PickerView(
    field: Field,
    /// Called for each key in the search field.
    on_key: Callback<KeyboardEvent>,
) -> impl IntoView {
    let Field { choices, chosen, search, is_search, .. } = field;
    // Focus does not move, so the browser does not scroll to the chosen suggestion.
    Effect::new(move |_| {
        choices.track();
        if let Some(row) = document().get_element_by_id(&row_id(chosen.get())) {
            focus::show(&row);
        }
    });
    let rows = part(move || {
        let has_groups = is_search.get();
        let mut group = None;
        let all = choices.get().into_iter().enumerate();
        all.map(|(nr, choice)| {
            let begins =
                choice.group().filter(|begins| has_groups && group.replace(*begins) != Some(*begins));
            (begins.map(heading), row(nr, choice, field))
        })
        .collect_view()
        .into_any()
    });
    let is_empty = Memo::new(move |_| choices.read().is_empty());
    let active = text(move || if is_empty.get() { String::new() } else { row_id(chosen.get()) });
    view! {
        <div class="picker" hidden=flag(move || is_empty.get() && !is_search.get())>
            <input
                node_ref=search
                type="search"
                role="combobox"
                aria-label=tr("Search in canned responses")
                placeholder=tr("Search")
                autocomplete="off"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls="picker"
                aria-activedescendant=active
                hidden=flag(move || !is_search.get())
                on:input:target=move |event| field.search_for(&event.target().value())
                on:keydown=move |event| on_key.run(event)
                on:blur=move |_| field.close_search()
            />
            <ul id="picker" role="listbox" aria-label=tr("Responses and commands")>
                {rows}
            </ul>
            <p class="quiet-note" hidden=flag(move || !is_empty.get())>
                {tr_with(
                    "No matches. Preferences → %1 and %2 is where you add some.",
                    &[&Chapter::CannedMessages.name(), &Chapter::CannedUrls.name()],
                )}
            </p>
        </div>
    }
    .into_any()
}

fn heading(group: &'static str) -> AnyView {
    view! {
        <li role="presentation" class="picker-group">
            {tr(group)}
        </li>
    }
    .into_any()
}

pub(super) fn row_id(nr: usize) -> String {
    format!("picker-{nr}")
}

fn row(nr: usize, choice: Choice, field: Field) -> AnyView {
    let chosen = field.chosen;
    let (key, name, more) = match &choice {
        Choice::Canned(canned) => {
            let key =
                if canned.shortcut.is_empty() { String::new() } else { format!("/{}", canned.shortcut) };
            (key, canned.name.clone(), canned.text.chars().take(80).collect())
        }
        Choice::Command(spec) => {
            (format!("/{} {}", spec.word, tr(spec.wants)), tr(spec.does).to_owned(), String::new())
        }
        Choice::Colleague(colleague) => {
            (String::new(), colleague.name.clone(), colleague.departments.join(", "))
        }
        Choice::Tag(tag) => (String::new(), tag.name.clone(), String::new()),
        Choice::Time(time) => {
            let at = snoozing::at(time.when, field.live.clock.read());
            (time.typed.clone(), time.words.to_owned(), at.map(local_time::date_and_time).unwrap_or_default())
        }
    };
    let is_chosen = word(move || Some(if chosen.get() == nr { "true" } else { "false" }));
    view! {
        <li
            id=row_id(nr)
            role="option"
            aria-selected=is_chosen
            // Focus stays in the field.
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| field.pick(&choice)
        >
            <span class="picker-name">{name}</span>
            <span class="picker-more">{more}</span>
            <kbd hidden=key.is_empty()>{key.trim().to_owned()}</kbd>
        </li>
    }
    .into_any()
}
