//! Builds Switchboard, the same way for a person, the tests and a release.
//!
//! The browser programs become Wasm, glue and style sheets in `target/site/`; the server then
//! embeds that folder.
//!
//! | module | subject |
//! |---|---|
//! | [`place`] | the folders of the clone |
//! | [`mode`] | for users or for developers |
//! | [`cargo`] | the calls to cargo |
//! | [`program`] | one browser program: parts, bindings, binaryen, glue |
//! | [`node`] | the build tools that come as node modules |
//! | [`site`] | every file that the server serves |
//! | [`panel`], [`texts`] | the panel's page in each language; the console's catalogues |
//! | [`compress`] | `.br` and `.gz` beside a file |
//! | [`cache`] | results already made from the same inputs |
//! | [`build`] | the steps in order |
//! | [`size`] | the size budget |
//! | [`dev`] | rebuild on change |
//! | [`progress`] | messages about each wait |

mod build;
mod cache;
mod cargo;
mod compress;
mod dev;
mod mode;
mod node;
mod panel;
mod place;
mod program;
mod progress;
mod site;
mod size;
mod texts;

use std::process::ExitCode;

const HELP: &str = "\
usage: cargo xtask COMMAND

  build            the browser programs and the server, as a release: target/release/switchboard
  build --debug    the same without optimisation, to work on it: target/debug/switchboard
  size             the size of what a browser loads; fails when it is over budget
  dev              build --debug, start the server, and do so again on each change
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["build"] => build::run(mode::Mode::Release).map(|_| ()),
        ["build", "--debug"] => build::run(mode::Mode::Debug).map(|_| ()),
        ["size"] => size::run(),
        ["dev"] => dev::run(),
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
