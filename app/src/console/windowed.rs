//! Long lists: only rows near the viewport are in the page; gaps of the same height replace the
//! others.

use std::ops::Range;

use leptos::{html, prelude::*};
use web_sys::{Element, HtmlDivElement};

use super::resized::on_resize;

/// How many rows are drawn above and below the viewport.
const AHEAD: usize = 12;
/// The drawn range moves in steps of this many rows, so that it does not change with every pixel.
const STEP: usize = 8;
/// How many rows are drawn before the viewport's height is known.
const AT_FIRST: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Slot {
    /// Empty space as high as the rows in this range, the end excluded.
    Gap(usize, usize),
    /// The row with this index.
    Row(usize),
}

/// A copyable handle to the position of a list in its scroller. All rows have the same height and
/// carry `data-item`.
#[derive(Clone, Copy)]
pub(crate) struct Windowed {
    scroller: NodeRef<html::Div>,
    /// The first drawn row, and how many are drawn.
    first: RwSignal<usize>,
    count: RwSignal<usize>,
    /// Row height in hundredths of a pixel.
    row: RwSignal<usize>,
    /// Row width in pixels; 0 until measured.
    width: RwSignal<usize>,
}

impl Windowed {
    /// `row` is the height of a row in pixels until one is measured.
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

    /// What to draw of `count` rows. Row `kept` is included wherever the reader is.
    pub(crate) fn slots(self, count: usize, kept: Option<usize>) -> Vec<Slot> {
        let first = self.first.get();
        slots(count, first..first + self.count.get(), kept)
    }

    /// The height of this many rows, for a gap's `style:height`.
    pub(crate) fn height(self, rows: usize) -> String {
        format!("{}px", rows * self.row.get() / 100)
    }

    /// Row width in pixels; 0 until measured.
    pub(crate) fn width(self) -> usize {
        self.width.get()
    }

    /// Called after each change of what is in view.
    pub(crate) fn look(self) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        let row = height_of_a_row(&scroller).unwrap_or(self.row.get_untracked());
        let in_sight = scroller.client_height() as usize * 100 / row + 1;
        let first = scroller.scroll_top() as usize * 100 / row;
        set_if_changed(self.row, row);
        // A hidden element has no width.
        if scroller.client_width() > 0 {
            set_if_changed(self.width, scroller.client_width() as usize);
        }
        set_if_changed(self.first, first.saturating_sub(AHEAD) / STEP * STEP);
        set_if_changed(self.count, in_sight + 2 * AHEAD + STEP);
    }
}

/// In hundredths of a pixel; `None` if no row is in view.
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
