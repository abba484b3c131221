//! What nobody should send, to the real program: a typed answer or a close with a reason, nothing written, and nobody
//! else disturbed. What a single test of the program can show stands in `server/tests/program/bad_input.rs`; here is
//! what needs a look into the database, several people or a great many frames.
//!
//! | module | holds |
//! |---|---|
//! | `foreign` | chats of other people |
//! | `out_of_turn` | what is right at another moment; invalid UTF-8 |
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
