//! Passes the text for the Spell Checker window from the composer to the window and back.

use std::rc::Rc;

use super::review::Review;
use crate::browser_only::BrowserOnly;

#[derive(Clone, Copy)]
pub(crate) struct Spelled(BrowserOnly<Session>);

struct Session {
    review: Review,
    then: Rc<dyn Fn(String)>,
}

impl Spelled {
    pub(crate) fn none() -> Spelled {
        Spelled(BrowserOnly::empty())
    }

    pub(crate) fn begin(self, review: Review, then: impl Fn(String) + 'static) {
        self.0.set(Session { review, then: Rc::new(then) });
    }

    pub(crate) fn take_review(self) -> Option<Review> {
        self.0.with(|session| session.review.clone())
    }

    pub(crate) fn finish(self, text: &str) {
        // Taken out first: the callback may begin another.
        let then = self.0.with(|session| session.then.clone());
        self.0.clear();
        if let Some(then) = then {
            then(text.to_owned());
        }
    }
}
