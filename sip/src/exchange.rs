//! Requests and their responses (RFC 3261, 17): what we have answered, so that a repetition gets the same answer and does
//! nothing again, and what we have asked.

mod answers;
mod asked;

pub(crate) use answers::{Answers, Before};
pub(crate) use asked::{Asked, Outcome};
