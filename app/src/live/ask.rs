//! What a window or a form asks the server, and what comes of it there.

use std::{cell::RefCell, collections::BTreeMap};

use wire::operator::{Command, Done, Refusal};

use super::Live;

/// Those who wait for an answer, by the number of their request.
#[derive(Default)]
pub(super) struct Waiting(RefCell<BTreeMap<u32, Then>>);

type Then = Box<dyn FnOnce(Result<Done, Refusal>)>;

impl Live {
    /// Asks, and hands over the answer. Without a connection the operator is told so, and it is false.
    pub(crate) fn ask(self, command: Command, then: impl FnOnce(Result<Done, Refusal>) + 'static) -> bool {
        let Some(nr) = self.send(command) else {
            self.tell_not_connected();
            return false;
        };
        self.waiting.with(|waiting| waiting.0.borrow_mut().insert(nr, Box::new(then)));
        true
    }

    /// The answer to the request of this number.
    pub(super) fn answer(self, nr: u32, result: Result<Done, Refusal>) {
        // Taken out first: what it does may ask again.
        let then = self.waiting.with(|waiting| waiting.0.borrow_mut().remove(&nr)).flatten();
        if let Some(then) = then {
            then(result);
        }
    }

    /// The connection is gone: whoever waits may try again.
    pub(super) fn answer_none(self) {
        let all = self.waiting.with(|waiting| waiting.0.take()).unwrap_or_default();
        for then in all.into_values() {
            then(Err(Refusal::TryAgain));
        }
    }
}
