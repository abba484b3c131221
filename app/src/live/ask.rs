//! Callbacks of windows and forms that wait for the answer to a request.

use std::{cell::RefCell, collections::BTreeMap};

use wire::operator::{Done, Refusal};

/// The callbacks by request number.
#[derive(Default)]
pub(super) struct Waiting(RefCell<BTreeMap<u32, Then>>);

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
