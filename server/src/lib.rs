//! The server: routes, sockets, sessions, configuration. The program `switchboard` is this with the site inside it (`main.rs`).
//!
//! | module | holds |
//! |---|---|
//! | [`config`] | every flag and variable, once |
//! | [`state`] | what every route can ask for |
//! | [`serve`] | from the configuration to a running server, and its orderly end |
//! | [`manage`] | what is done at the terminal, beside the running server |
//! | [`connections`] | how many connections there may be, and how long they may be silent |
//! | [`routes`] | every address that the server answers, on one page |
//! | [`visitor_socket`], [`operator_socket`] | the two live protocols, over [`socket`] |
//! | [`sip_socket`] | SIP clients in browsers; the gateway for all SIP clients is the crate `sip` |
//! | [`mail`] | e-mail goes out |
//! | [`desk`] | what an operator's browser loads and sends beside the socket |
//! | [`dictionaries`] | what was added for the spell checker |
//! | [`pictures`] | the pictures of operators, the logos of sites |
//! | [`caller`] | where a request came from, and who is signed in |
//! | [`guard`] | what is refused before it reaches anything, and the headers that every answer carries |
//! | [`error_page`] | what went wrong, for whoever reads pages |
//! | [`console`] | the Leptos app as routes |
//! | [`embedded`] | what host pages and visitors load: loader, panel, demo pages |
//! | [`assets`] | the files inside the binary |
//! | [`log`] | what the person who runs it reads |

mod assets;
mod caller;
mod config;
mod connections;
mod console;
mod desk;
mod dictionaries;
mod embedded;
mod error_page;
mod guard;
mod log;
mod mail;
mod manage;
mod operator_socket;
mod pictures;
mod rate;
mod routes;
mod serve;
mod sip_socket;
mod socket;
mod state;
mod visitor_socket;

use std::process::ExitCode;

use clap::Parser;

use config::{AccountCommand, Command, OperatorCommand};

pub use assets::Files;

/// Does what the command line asks for, until it is done. `files` gives out the site that the build has made.
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
