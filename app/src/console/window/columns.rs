//! The visitor list's columns and their order (manual B1), stored with the account so that they
//! apply on every machine.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wire::preferences::Column;

use crate::{
    console::{visitor_list::columns::name, window::head::Head},
    drawn::flag,
    icon::{self, icon},
    live::Live,
    texts::{tr, tr_with},
};

/// All columns in the window's order, each with whether it is shown. A column that is unticked
/// keeps its position.
type Choice = Vec<(Column, bool)>;

#[component]
pub(super) fn Columns() -> impl IntoView {
    let live = expect_context::<Live>();
    let choice = RwSignal::new(live.desk.preferences.with_untracked(|mine| choice_of(mine.columns())));
    let keep = move || {
        let columns = chosen(&choice.read_untracked());
        live.own.set_preferences(|mine| mine.columns = columns);
    };
    let reset = move |_| {
        choice.set(choice_of(&Column::ALL));
        keep();
    };
    let rows = move |column: Column| {
        let place = move || choice.read().iter().position(|(one, _)| *one == column).unwrap_or_default();
        let is_shown = move || choice.read().contains(&(column, true));
        // The last column cannot be removed.
        let is_last = move || is_shown() && choice.read().iter().filter(|(_, shown)| *shown).count() == 1;
        let tick = move |on: bool| {
            choice.update(|all| all.iter_mut().filter(|(one, _)| *one == column).for_each(|one| one.1 = on));
            keep();
        };
        let shift = move |by: isize| {
            choice.update(|all| shift(all, column, by));
            keep();
            // A moved row has lost focus; at either end, only the other button can take it.
            request_animation_frame(move || {
                if !focus(&button_id(column, by)) {
                    focus(&button_id(column, -by));
                }
            });
        };
        view! {
            <li>
                <label class="tick">
                    <input
                        type="checkbox"
                        prop:checked=flag(is_shown)
                        disabled=flag(is_last)
                        on:change:target=move |event| tick(event.target().checked())
                    />
                    {name(column)}
                    <span class="field-more">{more(column)}</span>
                </label>
                <button
                    type="button"
                    class="icon-button"
                    id=button_id(column, -1)
                    aria-label=tr_with("Move %1 up", &[&name(column)])
                    disabled=flag(move || place() == 0)
                    on:click=move |_| shift(-1)
                >
                    {icon(icon::UP)}
                </button>
                <button
                    type="button"
                    class="icon-button"
                    id=button_id(column, 1)
                    aria-label=tr_with("Move %1 down", &[&name(column)])
                    disabled=flag(move || place() + 1 == Column::ALL.len())
                    on:click=move |_| shift(1)
                >
                    {icon(icon::DOWN)}
                </button>
            </li>
        }
    };
    view! {
        <Head words=Signal::stored(tr("Columns of the visitor list").to_owned()) />
        <ul class="column-list" aria-label=tr("Columns")>
            <For each=move || choice.get() key=|(column, _)| *column children=move |(column, _)| rows(column) />
        </ul>
        <p>{tr("What does not fit stands in a further line of each row.")}</p>
        <div class="dialog-buttons">
            <button type="button" class="button" on:click=reset>
                {tr("All as usual")}
            </button>
        </div>
    }
    .into_any()
}

/// When the column has a value at all.
fn more(column: Column) -> &'static str {
    match column {
        Column::Site => tr("where there are several"),
        Column::Assigned => tr("while queueing is on"),
        _ => "",
    }
}

fn button_id(column: Column, by: isize) -> String {
    format!("column-{column:?}-{}", if by < 0 { "up" } else { "down" })
}

/// Returns false if the element cannot take focus.
fn focus(id: &str) -> bool {
    let button = document().get_element_by_id(id).and_then(|one| one.dyn_into::<web_sys::HtmlElement>().ok());
    button.is_some_and(|button| !button.matches(":disabled").unwrap_or(false) && button.focus().is_ok())
}

/// The chosen columns in their order, followed by the others.
fn choice_of(columns: &[Column]) -> Choice {
    let others = Column::ALL.into_iter().filter(|column| !columns.contains(column));
    columns.iter().map(|column| (*column, true)).chain(others.map(|column| (column, false))).collect()
}

/// What to store; empty for the default, so that a column added in a later version appears.
fn chosen(choice: &Choice) -> Vec<Column> {
    let chosen: Vec<_> = choice.iter().filter(|(_, shown)| *shown).map(|(column, _)| *column).collect();
    if chosen == Column::ALL { Vec::new() } else { chosen }
}

fn shift(choice: &mut Choice, column: Column, by: isize) {
    let place = choice.iter().position(|(one, _)| *one == column);
    if let Some(place) = place
        && let Some(next) = place.checked_add_signed(by).filter(|next| *next < choice.len())
    {
        choice.swap(place, next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_is_kept_in_its_order_and_the_usual_is_kept_as_nothing() {
        let mut choice = choice_of(&[Column::Page, Column::Visitor]);
        assert_eq!(choice.len(), Column::ALL.len());
        shift(&mut choice, Column::Visitor, -1);
        assert_eq!(chosen(&choice), [Column::Visitor, Column::Page]);
        shift(&mut choice, Column::Visitor, -1);
        assert_eq!(chosen(&choice), [Column::Visitor, Column::Page]);
        let last = choice.last().map(|(column, _)| *column);
        last.into_iter().for_each(|last| shift(&mut choice, last, 1));
        assert_eq!(choice.last().map(|(column, _)| *column), last);
        assert_eq!(chosen(&choice_of(&Column::ALL)), []);
    }
}
