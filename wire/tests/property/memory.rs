//! A frame costs no more memory than it has bytes, whatever lengths it claims.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use proptest::prelude::*;
use wire::{
    frame::{MAX_FRAME, from_postcard, to_postcard},
    operator::Request,
    visitor::{FromVisitor, Page},
};

use crate::values;

/// The system's allocator, which counts what the present thread asks for.
struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is handed to the system's allocator as it came; counting neither allocates nor touches memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // A thread that ends may allocate when its counter is gone.
        let _ = ASKED.try_with(|asked| asked.set(asked.get() + layout.size()));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// What decoding asks for in all, in bytes.
fn cost_of(bytes: &[u8]) -> usize {
    let before = ASKED.get();
    let visitor = from_postcard::<FromVisitor>(bytes);
    let operator = from_postcard::<Request>(bytes);
    let cost = ASKED.get() - before;
    drop((visitor, operator));
    cost
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_frame_costs_what_it_weighs(
        value in values::from_visitor(), at in any::<prop::sample::Index>(), claim in 0x80u8..
    ) {
        let mut bytes = to_postcard(&value);
        prop_assert!(cost_of(&bytes) <= 2 * bytes.len());
        // A length that grows by one byte, or by many: the text it promises is not there.
        let at = at.index(bytes.len());
        bytes.splice(at..at, [claim, 0xff, 0xff, 0xff]);
        prop_assert!(cost_of(&bytes) <= 2 * bytes.len());
    }

    #[test]
    fn any_bytes_cost_what_they_weigh(bytes in values::soup()) {
        prop_assert!(cost_of(&bytes) <= 2 * bytes.len());
    }
}

#[test]
fn the_largest_frame_is_counted_and_costs_its_own_size() {
    let page = Page { url: "x".repeat(MAX_FRAME - 16), ..Page::default() };
    let bytes = to_postcard(&FromVisitor::Page(page));
    assert!(bytes.len() <= MAX_FRAME);
    let cost = cost_of(&bytes);
    assert!((MAX_FRAME - 16..=MAX_FRAME).contains(&cost), "{cost}");
}
