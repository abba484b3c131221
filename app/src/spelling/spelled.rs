//! The text that the Spell Checker window goes through, between the composer that has it and the window.

use std::rc::Rc;

use super::review::Review;
use crate::browser_only::BrowserOnly;

/// A cheap handle.
#[derive(Clone, Copy)]
pub(crate) struct Spelled(BrowserOnly<Session>);

struct Session {
    review: Review,
    /// What is done with the text in the end.
    then: Rc<dyn Fn(String)>,
}

impl Spelled {
    pub(crate) fn none() -> Spelled {
        Spelled(BrowserOnly::empty())
    }

    /// Begins with a text.
    pub(crate) fn begin(self, review: Review, then: impl Fn(String) + 'static) {
        self.0.set(Session { review, then: Rc::new(then) });
    }

    /// The text, to be gone through.
    pub(crate) fn take_review(self) -> Option<Review> {
        self.0.with(|session| session.review.clone())
    }

    /// It was gone through.
    pub(crate) fn finish(self, text: &str) {
        // Taken out first: what is done with it may begin anew.
        let then = self.0.with(|session| session.then.clone());
        self.0.clear();
        if let Some(then) = then {
            then(text.to_owned());
        }
    }
}
