//! Invalid input to the real program: it gets a typed answer or a close with a reason, writes
//! nothing, and disturbs nobody else. What a single test of the program can show is in
//! `server/tests/program/bad_input.rs`; here is what needs the database, several people or very
//! many frames.
//!
//! | module | holds |
//! |---|---|
//! | `foreign` | chats of other people |
//! | `out_of_turn` | frames that are valid at another moment; invalid UTF-8 |
//! | `flood` | 10,000 messages in a second |
//! | `fuzz` | any frames in any order |
//! | `functions` | any calls of server functions in any order |
//! | `people` | who takes part |

mod flood;
mod foreign;
mod functions;
mod fuzz;
mod out_of_turn;
mod people;
