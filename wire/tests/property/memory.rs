//! Decoding a frame takes no more memory than its bytes and its longest lists need, whatever
//! lengths it claims.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use proptest::prelude::*;
use serde::de::DeserializeOwned;
use wire::{
    OffLineMessageId,
    frame::{MAX_FRAME, Malformed, from_postcard, to_postcard},
    operator::{Command, Request},
    preferences::{MAX_KEYS, Occasion, Preferences},
    visitor::{FromVisitor, OffLineForm, Page},
    welcome_screen::MAX_ANSWERS,
};

use crate::values;

/// The system's allocator, counting what the current thread requests.
struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is passed on to the system's allocator; counting neither allocates nor touches
// memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // A thread that is ending may allocate when its counter is gone.
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

/// What decoding requests in total, in bytes.
fn cost_of<T: DeserializeOwned>(bytes: &[u8]) -> usize {
    let before = ASKED.get();
    let value = from_postcard::<T>(bytes);
    let cost = ASKED.get() - before;
    drop(value);
    cost
}

/// Texts cost their length; a list costs the longest one: [`MAX_ANSWERS`] and [`MAX_KEYS`] pairs of
/// texts.
fn costs_what_it_weighs(bytes: &[u8]) -> Result<(), TestCaseError> {
    const PAIR: usize = size_of::<(String, String)>();
    let most = |pairs: usize| bytes.len() + pairs * PAIR;
    prop_assert!(cost_of::<FromVisitor>(bytes) <= most(MAX_ANSWERS));
    prop_assert!(cost_of::<Request>(bytes) <= most(MAX_KEYS + Occasion::ALL.len()));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_frame_costs_what_it_weighs(
        value in values::from_visitor(), at in any::<prop::sample::Index>(), claim in 0x80u8..
    ) {
        let mut bytes = to_postcard(&value);
        costs_what_it_weighs(&bytes)?;
        // A claimed length that is too large by one byte or by many.
        let at = at.index(bytes.len());
        bytes.splice(at..at, [claim, 0xff, 0xff, 0xff]);
        costs_what_it_weighs(&bytes)?;
    }

    #[test]
    fn any_bytes_cost_what_they_weigh(bytes in values::soup()) {
        costs_what_it_weighs(&bytes)?;
    }
}

#[test]
fn the_largest_frame_is_counted_and_costs_its_own_size() {
    let page = Page { url: "x".repeat(MAX_FRAME - 16), ..Page::default() };
    let bytes = to_postcard(&FromVisitor::Page(page));
    assert!(bytes.len() <= MAX_FRAME);
    let cost = cost_of::<FromVisitor>(&bytes);
    assert!((MAX_FRAME - 16..=MAX_FRAME).contains(&cost), "{cost}");
}

#[test]
fn a_frame_full_of_empty_answers_is_refused_before_it_costs_anything() {
    let frame = |count| {
        let answers = vec![(String::new(), String::new()); count];
        let form = OffLineForm { answers, ..form() };
        to_postcard(&FromVisitor::LeaveMessage(form))
    };
    assert!(from_postcard::<FromVisitor>(&frame(MAX_ANSWERS)).is_ok());
    for count in [MAX_ANSWERS + 1, MAX_FRAME / 2 - 32] {
        let bytes = frame(count);
        assert!(bytes.len() <= MAX_FRAME);
        assert_eq!(from_postcard::<FromVisitor>(&bytes), Err(Malformed));
        costs_what_it_weighs(&bytes).unwrap();
    }
}

#[test]
fn a_frame_full_of_keys_is_refused_before_it_costs_anything() {
    let frame = |count| {
        let keys = vec![(String::new(), String::new()); count];
        let command = Command::SetPreferences(Preferences { keys, ..Preferences::default() });
        to_postcard(&Request { nr: 1, command })
    };
    assert!(from_postcard::<Request>(&frame(MAX_KEYS)).is_ok());
    for count in [MAX_KEYS + 1, MAX_FRAME / 2 - 32] {
        let bytes = frame(count);
        assert_eq!(from_postcard::<Request>(&bytes), Err(Malformed));
        costs_what_it_weighs(&bytes).unwrap();
    }
}

fn form() -> OffLineForm {
    OffLineForm {
        id: OffLineMessageId::v7(1, &[0; 10]),
        name: String::new(),
        email: String::new(),
        department: None,
        text: String::new(),
        answers: Vec::new(),
    }
}
