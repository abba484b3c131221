//! Long lists: only the rows near what is in sight are in the page, and gaps as high as the others stand for them.

use std::ops::Range;

use leptos::{html, prelude::*};
use web_sys::{Element, HtmlDivElement};

use super::resized::on_resize;

/// How many rows are drawn above and below what is in sight.
const AHEAD: usize = 12;
/// What is drawn moves by so many rows at a time, so that it does not change with each pixel.
const STEP: usize = 8;
/// What is drawn before it is known how high the screen is.
const AT_FIRST: usize = 64;

/// What a list consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Slot {
    /// Nothing, as high as the rows from this number to below that one.
    Gap(usize, usize),
    /// The row of this number.
    Row(usize),
}

/// A cheap handle to one list's place in its scroller. Its rows are all of one height and carry `data-item`.
#[derive(Clone, Copy)]
pub(crate) struct Windowed {
    scroller: NodeRef<html::Div>,
    /// The first row that is drawn, and how many are.
    first: RwSignal<usize>,
    count: RwSignal<usize>,
    /// How high a row is, in hundredths of a pixel.
    row: RwSignal<usize>,
    /// How wide the rows are, in pixels; 0 as long as that was not measured.
    width: RwSignal<usize>,
}

impl Windowed {
    /// `row` is how high one is, in pixels, as long as none was measured.
    pub(crate) fn new(scroller: NodeRef<html::Div>, row: usize) -> Windowed {
        let (first, count) = (RwSignal::new(0), RwSignal::new(AT_FIRST));
        let list =
            Windowed { scroller, first, count, row: RwSignal::new(row * 100), width: RwSignal::new(0) };
        Effect::new(move |_| {
            if let Some(scroller) = scroller.get() {
                on_resize(&scroller, Box::new(move || list.look()));
            }
        });
        list
    }

    /// What is to be drawn of so many rows; the row of the number `kept` is among it, wherever the reader is.
    pub(crate) fn slots(self, count: usize, kept: Option<usize>) -> Vec<Slot> {
        let first = self.first.get();
        slots(count, first..first + self.count.get(), kept)
    }

    /// How high so many rows are, for a gap's `style:height`.
    pub(crate) fn height(self, rows: usize) -> String {
        format!("{}px", rows * self.row.get() / 100)
    }

    /// How wide the rows are, in pixels; 0 as long as that was not measured.
    pub(crate) fn width(self) -> usize {
        self.width.get()
    }

    /// After each change of what is in sight.
    pub(crate) fn look(self) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        let row = height_of_a_row(&scroller).unwrap_or(self.row.get_untracked());
        let in_sight = scroller.client_height() as usize * 100 / row + 1;
        let first = scroller.scroll_top() as usize * 100 / row;
        set_if_changed(self.row, row);
        // What is hidden has no width.
        if scroller.client_width() > 0 {
            set_if_changed(self.width, scroller.client_width() as usize);
        }
        set_if_changed(self.first, first.saturating_sub(AHEAD) / STEP * STEP);
        set_if_changed(self.count, in_sight + 2 * AHEAD + STEP);
    }
}

/// In hundredths of a pixel; none if no row is in sight.
fn height_of_a_row(scroller: &HtmlDivElement) -> Option<usize> {
    let row: Element = scroller.query_selector("[data-item]").ok()??;
    let height = (row.get_bounding_client_rect().height() * 100.0).round() as usize;
    (height > 0).then_some(height)
}

fn set_if_changed(signal: RwSignal<usize>, value: usize) {
    if signal.get_untracked() != value {
        signal.set(value);
    }
}

fn slots(count: usize, drawn: Range<usize>, kept: Option<usize>) -> Vec<Slot> {
    let end = drawn.end.min(count);
    let first = drawn.start.min(end);
    let kept = kept.filter(|kept| *kept < count);
    let before = kept.filter(|kept| *kept < first);
    let after = kept.filter(|kept| *kept >= end);
    let mut slots = Vec::with_capacity(end - first + 5);
    let mut next = 0;
    for row in before.into_iter().chain(first..end).chain(after) {
        if row > next {
            slots.push(Slot::Gap(next, row));
        }
        slots.push(Slot::Row(row));
        next = row + 1;
    }
    if next < count {
        slots.push(Slot::Gap(next, count));
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::{
        Slot::{Gap, Row},
        slots,
    };

    #[test]
    fn gaps_stand_for_what_is_not_drawn() {
        assert_eq!(slots(0, 0..64, None), []);
        assert_eq!(slots(2, 0..64, None), [Row(0), Row(1)]);
        assert_eq!(slots(10, 0..2, None), [Row(0), Row(1), Gap(2, 10)]);
        assert_eq!(slots(10, 4..6, None), [Gap(0, 4), Row(4), Row(5), Gap(6, 10)]);
        assert_eq!(slots(3, 8..9, None), [Gap(0, 3)]);
    }

    #[test]
    fn the_row_that_has_the_focus_stays() {
        assert_eq!(slots(10, 4..5, Some(1)), [Gap(0, 1), Row(1), Gap(2, 4), Row(4), Gap(5, 10)]);
        assert_eq!(slots(10, 4..5, Some(4)), [Gap(0, 4), Row(4), Gap(5, 10)]);
        assert_eq!(slots(10, 4..5, Some(9)), [Gap(0, 4), Row(4), Gap(5, 9), Row(9)]);
        assert_eq!(slots(10, 0..1, Some(12)), [Row(0), Gap(1, 10)]);
    }
}
