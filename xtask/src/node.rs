//! The build tools that come as node modules: esbuild and wasm-opt.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

use crate::place;

/// Bundles a script and its imports into one module for current browsers.
///
/// Unused exports are dropped, so the entry decides how much glue is shipped.
pub(crate) fn bundle_module(entry: &Path, minify: bool) -> anyhow::Result<Vec<u8>> {
    // The bindings' generator imports the loader of parts once per part; the repetitions name the
    // same module.
    let options = ["--format=esm", "--target=es2022", "--log-override:duplicate-object-key=silent"];
    esbuild(entry, &options, minify)
}

/// Bundles a script into a classic one that leaves no names in the page.
pub(crate) fn bundle_script(entry: &Path, minify: bool) -> anyhow::Result<Vec<u8>> {
    esbuild(entry, &["--format=iife", "--target=es2020"], minify)
}

pub(crate) fn bundle_style(entry: &Path, minify: bool) -> anyhow::Result<Vec<u8>> {
    esbuild(entry, &[], minify)
}

/// Rewrites a module into a smaller equivalent.
pub(crate) fn wasm_opt(input: &Path, output: &Path) -> anyhow::Result<()> {
    let mut tool = tool("binaryen/bin/wasm-opt")?;
    tool.arg(input).arg("-o").arg(output).args(WASM_OPT);
    succeed(&mut tool, "wasm-opt").map(|_| ())
}

/// The features are those that the Rust compiler emits; wasm-opt needs each of them named. Without
/// `--converge`: measured on the console, it more than doubles the time for 0.14 % of the download.
const WASM_OPT: [&str; 12] = [
    "-Oz",
    // Nothing lies below 1,024: the stack comes first and grows down towards it.
    "--low-memory-unused",
    // Moving a large function into its only caller makes the module smaller but the download
    // larger, because the copies of one generic function no longer look alike. Measured on the
    // console: 8 %.
    "--one-caller-inline-max-function-size=0",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

fn esbuild(entry: &Path, options: &[&str], minify: bool) -> anyhow::Result<Vec<u8>> {
    ensure!(entry.is_file(), "{} is missing", entry.display());
    let mut tool = tool("esbuild/bin/esbuild")?;
    tool.arg(entry).args(["--bundle", "--charset=utf8", "--legal-comments=none", "--log-level=warning"]);
    tool.args(options);
    if minify {
        tool.arg("--minify");
    }
    succeed(&mut tool, "esbuild")
}

fn tool(script: impl AsRef<OsStr>) -> anyhow::Result<Command> {
    let script = place::root().join("xtask/node_modules").join(Path::new(script.as_ref()));
    ensure!(script.is_file(), "{} is missing; run `script/setup build`", script.display());
    let mut tool = Command::new("node");
    tool.arg(script);
    Ok(tool)
}

fn succeed(tool: &mut Command, name: &str) -> anyhow::Result<Vec<u8>> {
    let answer = tool.stderr(Stdio::inherit()).output().with_context(|| format!("{name} does not start"))?;
    ensure!(answer.status.success(), "{name} failed, see above");
    Ok(answer.stdout)
}
