//! The build tools that come as node modules: esbuild and wasm-opt.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

use crate::place;

/// Bundles one script with what it imports into one module for today's browsers.
///
/// A module's unused exports are dropped, so the entry decides how much glue is shipped.
pub(crate) fn bundle_module(entry: &Path, minify: bool) -> anyhow::Result<Vec<u8>> {
    // The bindings' generator names the loader of parts once for each part, which is once too often but the same module.
    let options = ["--format=esm", "--target=es2022", "--log-override:duplicate-object-key=silent"];
    esbuild(entry, &options, minify)
}

/// Bundles one script into a plain one that leaves no names in the page that includes it.
pub(crate) fn bundle_script(entry: &Path, minify: bool) -> anyhow::Result<Vec<u8>> {
    esbuild(entry, &["--format=iife", "--target=es2020"], minify)
}

/// Bundles one style sheet with what it imports.
pub(crate) fn bundle_style(entry: &Path, minify: bool) -> anyhow::Result<Vec<u8>> {
    esbuild(entry, &[], minify)
}

/// Rewrites a module to a smaller one that does the same.
pub(crate) fn wasm_opt(input: &Path, output: &Path) -> anyhow::Result<()> {
    let mut tool = tool("binaryen/bin/wasm-opt")?;
    tool.arg(input).arg("-o").arg(output).args(WASM_OPT);
    succeed(&mut tool, "wasm-opt").map(|_| ())
}

/// The features are those that Rust's compiler emits; wasm-opt has to be told of each. Without `--converge`: measured on the console, it
/// takes more than twice the time for 0.14 % of what travels.
const WASM_OPT: [&str; 12] = [
    "-Oz",
    // Nothing lies below 1,024: the stack comes first and grows down towards it.
    "--low-memory-unused",
    // Moving a large function into its only caller makes the module smaller but what travels larger: the copies of one
    // generic function no longer look alike. Measured on the console: 8 %.
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
