//! The build tools that come as node modules: esbuild and binaryen.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
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

/// The script that has binaryen rewrite modules, in the clone.
pub(crate) const SHRINK: &str = "xtask/src/shrink.mjs";

/// Rewrites modules into smaller equivalents, each into the file beside it.
pub(crate) fn shrink(modules: &[(PathBuf, PathBuf)]) -> anyhow::Result<()> {
    let library = place::root().join("xtask/node_modules/binaryen/index.js");
    ensure!(library.is_file(), "{} is missing; run `script/setup build`", library.display());
    let mut tool = Command::new("node");
    tool.arg(place::root().join(SHRINK)).args(modules.iter().flat_map(|(from, to)| [from, to]));
    succeed(&mut tool, "binaryen").map(|_| ())
}

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
