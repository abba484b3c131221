//! Companies on one installation are strictly separate. One company's administrator or visitor
//! makes every call that takes an id with another company's ids. Each gets "not found", as with an
//! id that does not exist; the other company's rows do not change; and no answer contains a word of
//! it. Then the other company makes the same calls itself and gets other answers, which shows that
//! the test can fail. New calls must be added to the tables.
//!
//! | module | holds |
//! |---|---|
//! | [`company`] | a company with one of everything, and its ids |
//! | [`functions`] | the server functions and the routes |
//! | [`commands`] | the commands of an operator's socket, and what consoles receive |
//! | [`frames`] | the frames of a visitor's socket |
//! | [`rows`] | all of a company's rows in the database |

mod commands;
mod company;
mod frames;
mod functions;
mod rows;

use std::collections::BTreeSet;

use serde::{Serialize, de::DeserializeOwned};

use self::company::Company;
use crate::support::Program;

/// Two companies, and the first account, which a fresh installation has.
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

/// Whether a text that one company gets contains a word of the other.
fn is_told_of(company: &Company, told: &str) -> bool {
    let told = told.to_lowercase();
    told.contains(&company.name.to_lowercase())
        || company.ids.all().iter().any(|id| told.contains(&id.to_string()))
}

/// The names of all variants of a protocol enum, from its decoder's error about an unknown one.
fn variants<T: DeserializeOwned + std::fmt::Debug>() -> BTreeSet<String> {
    let error = serde_json::from_str::<T>("\"no such variant\"").unwrap_err().to_string();
    let (_, listed) = error.split_once("expected one of ").unwrap_or_else(|| panic!("{error}"));
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

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
