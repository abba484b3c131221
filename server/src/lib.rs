//! The server: routes, sockets, sessions, configuration. The program `switchboard` adds the site
//! (`main.rs`).
//!
//! | module | holds |
//! |---|---|
//! | [`config`] | all flags and variables |
//! | [`state`] | the shared state of the routes |
//! | [`serve`] | starts the server from its configuration, and stops it in order |
//! | [`manage`] | the commands for the terminal, also while the server runs |
//! | [`connections`] | limits on the number and the silence of connections |
//! | [`routes`] | all addresses of the server, in one place |
//! | [`visitor_socket`], [`operator_socket`] | the two live protocols, over [`socket`] |
//! | [`sip_socket`] | SIP clients in browsers; the gateway for all SIP clients is the crate `sip` |
//! | [`mail`] | sends email |
//! | [`desk`] | what an operator's browser loads and sends over HTTP |
//! | [`download`] | what routes that answer with a file share |
//! | [`dictionaries`] | additional dictionaries for the spell checker |
//! | [`pictures`] | operators' pictures and sites' logos |
//! | [`caller`] | the client address and the session of a request |
//! | [`guard`] | checks before a request reaches its route, and the headers of every response |
//! | [`error_page`] | errors as pages |
//! | [`console`] | the Leptos app as routes |
//! | [`embedded`] | what host pages and visitors load: loader, panel, demo pages |
//! | [`assets`] | the files in the program |
//! | [`log`] | the log |

mod assets;
mod caller;
mod config;
mod connections;
mod console;
mod desk;
mod dictionaries;
mod download;
mod embedded;
mod error_page;
mod guard;
mod log;
mod mail;
mod manage;
mod operator_socket;
mod pictures;
mod rate;
mod reports;
mod routes;
mod serve;
mod sip_socket;
mod socket;
mod state;
mod visitor_socket;

use std::process::ExitCode;

use clap::Parser;

use config::{AccountCommand, Command, IndexCommand, OperatorCommand};

pub use assets::Files;

/// Runs the command line. `files` returns the files of the site that the build made.
pub fn run(files: Files) -> ExitCode {
    let program = config::Program::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(format_args!("the threads could not be started: {error}")),
    };
    let done = match program.command {
        Command::Serve(config) => {
            runtime.block_on(serve::serve(*config, files)).map_err(|error| error.to_string())
        }
        Command::Operator(OperatorCommand::Add(add)) => runtime.block_on(manage::add_operator(add)),
        Command::Operator(OperatorCommand::Password(set)) => runtime.block_on(manage::set_password(set)),
        Command::Operator(OperatorCommand::SipPassword(make)) => {
            runtime.block_on(manage::make_sip_password(make))
        }
        Command::Operator(OperatorCommand::List(beside)) => runtime.block_on(manage::list_operators(beside)),
        Command::Account(AccountCommand::Add(add)) => runtime.block_on(manage::add_account(add)),
        Command::Account(AccountCommand::List(beside)) => runtime.block_on(manage::list_accounts(beside)),
        Command::Index(IndexCommand::Rebuild(beside)) => runtime.block_on(manage::rebuild_index(beside)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(format_args!("{error}")),
    }
}

#[expect(clippy::print_stderr, reason = "the last word to the person who started it")]
fn fail(message: std::fmt::Arguments<'_>) -> ExitCode {
    eprintln!("switchboard: {message}");
    ExitCode::FAILURE
}
