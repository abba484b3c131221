//! Several companies on one installation are strictly apart: every call that takes an id is made by one company's
//! administrator, or its visitor, with another company's ids. Each gets "not found", the same as with an id that nobody has;
//! the other company's rows are as they were; and no answer has a word of it. Then the other company itself makes the same
//! calls and is answered otherwise, so that this can fail. What is new must be entered in the tables.
//!
//! | module | holds |
//! |---|---|
//! | [`company`] | a company with one of everything, and what it is called by |
//! | [`functions`] | the server functions and the routes |
//! | [`commands`] | the commands of an operator's socket, and what consoles hear |
//! | [`frames`] | the frames of a visitor's socket |
//! | [`rows`] | all that the database holds of a company |

mod commands;
mod company;
mod frames;
mod functions;
mod rows;

use std::collections::BTreeSet;

use serde::{Serialize, de::DeserializeOwned};

use self::company::Company;
use crate::support::Program;

/// Two companies, and the first of all accounts, which a fresh installation has.
struct Scene {
    program: Program,
    acme: Company,
    birch: Company,
}

impl Scene {
    async fn begin() -> Scene {
        let program = Program::start_with(&[
            ("SWITCHBOARD_PRICE", "9.00"),
            ("SWITCHBOARD_CURRENCY", "EUR"),
            ("SWITCHBOARD_SIP_HOST", "chat.example.org"),
        ]);
        let acme = Company::settle(&program, "Acme").await;
        let birch = Company::settle(&program, "Birch").await;
        Scene { program, acme, birch }
    }
}

/// Whether something that one company gets has a word of the other one.
fn is_told_of(company: &Company, told: &str) -> bool {
    let told = told.to_lowercase();
    told.contains(&company.name.to_lowercase())
        || company.ids.all().iter().any(|id| told.contains(&id.to_string()))
}

/// The names of all variants of a protocol's enum, as its own decoder lists them when it meets an unknown one.
fn variants<T: DeserializeOwned + std::fmt::Debug>() -> BTreeSet<String> {
    let error = serde_json::from_str::<T>("\"no such variant\"").unwrap_err().to_string();
    let (_, listed) = error.split_once("expected one of ").unwrap_or_else(|| panic!("{error}"));
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The name of the variant that this is.
fn variant(value: &impl Serialize) -> String {
    match serde_json::to_value(value).unwrap() {
        serde_json::Value::String(name) => name,
        serde_json::Value::Object(fields) => fields.into_iter().next().unwrap().0,
        other => panic!("no variant of an enum: {other}"),
    }
}

#[test]
fn all_variants_are_found() {
    let visitors = variants::<wire::visitor::FromVisitor>();
    assert!(visitors.contains("hello") && visitors.contains("leave_message"), "{visitors:?}");
    let operators = variants::<wire::operator::Command>();
    assert!(operators.contains("accept") && operators.contains("mark_read"), "{operators:?}");
}
