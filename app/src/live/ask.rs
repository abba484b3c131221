//! Who waits for the answer of a request: a window or a form.

use std::{cell::RefCell, collections::BTreeMap};

use wire::operator::{Done, Refusal};

/// Those who wait, by the number of their request.
#[derive(Default)]
pub(super) struct Waiting(RefCell<BTreeMap<u32, Then>>);

/// What is done with the answer.
pub(super) type Then = Box<dyn FnOnce(Result<Done, Refusal>)>;

impl Waiting {
    pub(super) fn add(&self, nr: u32, then: Then) {
        self.0.borrow_mut().insert(nr, then);
    }

    pub(super) fn take(&self, nr: u32) -> Option<Then> {
        self.0.borrow_mut().remove(&nr)
    }

    pub(super) fn take_all(&self) -> BTreeMap<u32, Then> {
        self.0.take()
    }
}
