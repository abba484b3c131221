//! Tables of figures. Some figures lead to the chats that they count.

use leptos::prelude::*;

use crate::{
    drawn::word,
    texts::{tr, tr_with},
};

/// The cells of a row; the first is its name.
pub(super) type Row = Vec<Shown>;

/// A cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    words: String,
    /// Where the chats that it counts are listed.
    to: Option<String>,
}

impl Shown {
    /// A number of chats that are listed somewhere.
    pub(super) fn count(count: u32, to: Option<String>) -> Shown {
        Shown { words: count.to_string(), to: to.filter(|_| count > 0) }
    }
}

impl From<String> for Shown {
    fn from(words: String) -> Shown {
        Shown { words, to: None }
    }
}

/// A row without links.
pub(super) fn plain(cells: impl IntoIterator<Item = String>) -> Row {
    cells.into_iter().map(Shown::from).collect()
}

pub(super) fn table(caption: &str, head: &[&str], rows: Vec<Row>) -> AnyView {
    table_if(caption, head, rows, Signal::stored(true))
}

/// One that can be seen only sometimes. Then it is also in the order of the Tab key, because it may
/// be wider than its place; and so are its links.
pub(super) fn table_if(caption: &str, head: &[&str], rows: Vec<Row>, is_shown: Signal<bool>) -> AnyView {
    let is_empty = rows.is_empty();
    let heads = head.iter().map(|name| view! { <th scope="col">{(*name).to_owned()}</th> });
    let rows = rows.into_iter().map(|row| {
        let mut cells = row.into_iter();
        let name = cells.next().unwrap_or_default();
        view! {
            <tr>
                <th scope="row">{name.words}</th>
                {cells.map(|cell| view! { <td>{content(cell, is_shown)}</td> }).collect_view()}
            </tr>
        }
    });
    view! {
        <div
            class="report-table"
            tabindex=word(move || is_shown.get().then_some("0"))
            role="group"
            aria-label=caption.to_owned()
        >
            <table>
                <thead>
                    <tr>{heads.collect_view()}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <p class="quiet-note" hidden=!is_empty>
                {tr("There is nothing for these days.")}
            </p>
        </div>
    }
    .into_any()
}

fn content(cell: Shown, is_shown: Signal<bool>) -> AnyView {
    let Shown { words, to } = cell;
    let Some(to) = to else { return words.into_any() };
    let name = tr_with("%1, shown in the archive", &[&words]);
    let tabindex = word(move || Some(if is_shown.get() { "0" } else { "-1" }));
    view! {
        <a href=to tabindex=tabindex aria-label=name>
            {words}
        </a>
    }
    .into_any()
}
