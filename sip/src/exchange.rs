//! Transactions (RFC 3261, 17): the answers we have sent, so that a repeated request gets the same
//! answer and has no further effect, and the requests we have sent.

mod answers;
mod asked;

pub(crate) use answers::{Answers, Before};
pub(crate) use asked::{Asked, Outcome};
