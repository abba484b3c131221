//! The columns of the visitor list (manual B1) and their layout. Columns that do not fit side by
//! side move to a further line of the row.

use leptos::prelude::*;
use wire::preferences::Column;

use crate::{live::Live, texts::tr};

/// The assumed width of the list until it is measured, in pixels.
const AT_FIRST: usize = 700;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) column: Column,
    /// Whether it is in a further line of the row, which has room for one line of text.
    pub(super) is_below: bool,
}

pub(crate) fn name(column: Column) -> &'static str {
    match column {
        Column::Visitor => tr("Visitor"),
        Column::Status => tr("Status"),
        Column::Page => tr("Current page"),
        Column::OnLine => tr("On line"),
        Column::Address => tr("Address"),
        Column::Site => tr("Site"),
        Column::Assigned => tr("Assigned to"),
    }
}

pub(super) fn class(place: Place) -> &'static str {
    match (place.column, place.is_below) {
        (Column::Visitor, false) => "column-visitor",
        (Column::Status, false) => "column-status",
        (Column::Page, false) => "column-page",
        (Column::OnLine, false) => "column-on-line",
        (Column::Address, false) => "column-address",
        (Column::Site, false) => "column-site",
        (Column::Assigned, false) => "column-assigned",
        (Column::Visitor, true) => "column-visitor is-below",
        (Column::Status, true) => "column-status is-below",
        (Column::Page, true) => "column-page is-below",
        (Column::OnLine, true) => "column-on-line is-below",
        (Column::Address, true) => "column-address is-below",
        (Column::Site, true) => "column-site is-below",
        (Column::Assigned, true) => "column-assigned is-below",
    }
}

/// The columns that the operator has chosen, except those that would be empty here.
pub(super) fn chosen(live: Live) -> Vec<Column> {
    let says_something = |column: &Column| match column {
        Column::Site => live.desk.has_several_sites(),
        Column::Assigned => live.desk.is_queueing.get(),
        _ => true,
    };
    live.desk.preferences.read().columns().iter().copied().filter(says_something).collect()
}

/// A column's minimum width in pixels, and its share of the remaining width.
fn needs(column: Column) -> (usize, usize) {
    match column {
        Column::Visitor => (120, 1),
        Column::Status => (156, 1),
        Column::Page => (150, 3),
        Column::OnLine => (72, 0),
        Column::Address => (140, 1),
        Column::Site | Column::Assigned => (104, 1),
    }
}

/// The columns line by line, with their widths in hundredths of a percent.
pub(super) fn lines(columns: &[Column], width: usize) -> Vec<Vec<(Column, usize)>> {
    let width = if width == 0 { AT_FIRST } else { width };
    let mut lines: Vec<Vec<Column>> = Vec::new();
    let mut room = 0;
    for column in columns {
        let (least, _) = needs(*column);
        match lines.last_mut().filter(|_| least <= room) {
            Some(line) => line.push(*column),
            None => {
                lines.push(vec![*column]);
                room = width;
            }
        }
        room = room.saturating_sub(least);
    }
    lines.into_iter().map(|line| with_widths(&line, width)).collect()
}

fn with_widths(line: &[Column], width: usize) -> Vec<(Column, usize)> {
    let sum = |of: fn((usize, usize)) -> usize| line.iter().map(|column| of(needs(*column))).sum::<usize>();
    let (least, shares) = (sum(|(least, _)| least), sum(|(_, share)| share).max(1));
    let left = width.saturating_sub(least);
    let whole = width.max(least);
    let of = |column: &Column| {
        let (least, share) = needs(*column);
        (*column, (least + left * share / shares) * 10_000 / whole)
    };
    line.iter().map(of).collect()
}

pub(super) fn places(lines: &[Vec<(Column, usize)>]) -> Vec<Place> {
    let of = |(nr, line): (usize, &Vec<(Column, usize)>)| {
        line.iter().map(|(column, _)| Place { column: *column, is_below: nr > 0 }).collect::<Vec<_>>()
    };
    lines.iter().enumerate().flat_map(of).collect()
}

/// The custom properties for the widths in the style sheet, with their values.
pub(super) fn widths(lines: &[Vec<(Column, usize)>]) -> Vec<(String, String)> {
    let of = |(column, width): &(Column, usize)| {
        let class = class(Place { column: *column, is_below: false });
        (format!("--{class}"), format!("{}.{:02}%", width / 100, width % 100))
    };
    lines.iter().flatten().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(columns: &[Column], width: usize) -> Vec<Vec<Column>> {
        let lines = lines(columns, width);
        lines.iter().map(|line| line.iter().map(|(column, _)| *column).collect()).collect()
    }

    #[test]
    fn what_does_not_fit_stands_in_the_next_line() {
        use Column::{Address, Assigned, OnLine, Page, Site, Status, Visitor};
        let all = Column::ALL;
        assert_eq!(drawn(&all, 1_200), [all.to_vec()]);
        // The middle pane of windows 1366 and 1280 pixels wide with the details open, and of a
        // phone.
        assert_eq!(drawn(&all, 754), [vec![Visitor, Status, Page, OnLine, Address, Site], vec![Assigned]]);
        assert_eq!(drawn(&all, 668), [vec![Visitor, Status, Page, OnLine, Address], vec![Site, Assigned]]);
        assert_eq!(
            drawn(&all, 390),
            [vec![Visitor, Status], vec![Page, OnLine, Address], vec![Site, Assigned]]
        );
        assert_eq!(drawn(&[Page, Visitor], 200), [[Page], [Visitor]]);
        assert_eq!(drawn(&[Page], 40), [[Page]]);
    }

    #[test]
    fn a_line_is_as_wide_as_its_row_and_no_wider() {
        for width in [40, 390, 507, 668, 764, 1_111, 2_400] {
            for line in lines(&Column::ALL, width) {
                let sum: usize = line.iter().map(|(_, width)| width).sum();
                let is_alone = line.iter().all(|(column, _)| *column == Column::OnLine);
                assert!(sum <= 10_000, "{line:?} in {width}");
                assert!(sum > 9_700 || is_alone, "{line:?} in {width}");
            }
        }
    }

    #[test]
    fn the_page_has_most_of_what_is_left() {
        let lines = lines(&Column::ALL, 1_600);
        let of =
            |wanted| lines.iter().flatten().find(|(column, _)| *column == wanted).map(|(_, width)| *width);
        assert!(of(Column::Page) > of(Column::Status));
        assert_eq!(
            widths(&[vec![(Column::OnLine, 905)]]),
            [("--column-on-line".to_owned(), "9.05%".to_owned())]
        );
    }
}
