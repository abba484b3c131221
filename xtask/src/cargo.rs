//! The calls to cargo: one for each browser program, one for the server.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

use crate::mode::Mode;
use crate::place;

const BROWSER: &str = "wasm32-unknown-unknown";

/// The modules that cargo makes for the browser.
pub(crate) struct BrowserPrograms {
    pub(crate) app: PathBuf,
    pub(crate) panel: PathBuf,
    pub(crate) spell: PathBuf,
}

/// Compiles the console, the spell checker and the panel.
pub(crate) fn browser_programs(mode: Mode) -> anyhow::Result<BrowserPrograms> {
    ensure_browser_target()?;
    let profile = if mode == Mode::Release { "browser" } else { "dev" };
    Ok(BrowserPrograms {
        // As a library too: generic code then stays in place instead of moving into its only
        // caller, and the download is 8 % smaller.
        app: module("app", "cdylib,rlib", profile, &["--features", "csr"])?,
        spell: module("spell", "cdylib", profile, &[])?,
        // Not a profile of its own, because what runs at compile time would be compiled again.
        panel: module("widget", "cdylib", profile, &["--config", r#"profile.browser.lto="fat""#])?,
    })
}

/// Compiles a package as a module for the browser, and returns its path.
///
/// The package's own manifest does not ask for a module: such a file has no hash in its name, so
/// the server and its tests would overwrite it in turn.
fn module(package: &str, kinds: &str, profile: &str, options: &[&str]) -> anyhow::Result<PathBuf> {
    let mut cargo = cargo();
    cargo.args(["rustc", "--package", package, "--lib", "--crate-type", kinds]);
    cargo.args(["--profile", profile, "--target", BROWSER]).args(options);
    // Relocations: without them nobody could tell what belongs to a part of a program.
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "-Clink-arg=--emit-relocs");
    // Flags for everything would replace these; whoever sets them means this machine, not browsers.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    succeed(cargo)?;
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(place::target().join(BROWSER).join(folder).join(package).with_extension("wasm"))
}

/// Compiles all of the server that does not need the site.
pub(crate) fn server_without_site(mode: Mode) -> anyhow::Result<()> {
    build_server(mode, &["--lib"])
}

/// Compiles the server, which embeds the site, and returns its path.
pub(crate) fn server(mode: Mode) -> anyhow::Result<PathBuf> {
    build_server(mode, &["--bin", "switchboard"])?;
    Ok(server_path(mode))
}

/// Never with `--workspace`, which would give `app` the features of the browser and of the server
/// at once.
fn build_server(mode: Mode, what: &[&str]) -> anyhow::Result<()> {
    let mut cargo = cargo();
    cargo.args(["build", "--package", "server"]).args(what);
    if mode == Mode::Release {
        cargo.arg("--release");
    }
    succeed(cargo)
}

/// Where cargo puts the server.
pub(crate) fn server_path(mode: Mode) -> PathBuf {
    place::target().join(match mode {
        Mode::Release => "release/switchboard",
        Mode::Debug => "debug/switchboard",
    })
}

/// Cargo's own message for a missing target is right only if rustup can download.
fn ensure_browser_target() -> anyhow::Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let answer = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", BROWSER])
        .output()
        .context("rustc does not start")?;
    let folder = String::from_utf8_lossy(&answer.stdout);
    ensure!(
        Path::new(folder.trim()).is_dir(),
        "this compiler cannot build for the browser; `make` picks one that can: run `make build`, \
         or `script/setup build` and then `script/with cargo xtask ...`"
    );
    Ok(())
}

/// Cargo as if called by hand. `cargo xtask` puts this tool's package into the environment. ring's
/// build script takes that for a change, so everything built on ring would be compiled again in
/// each clone and after each other way of calling.
fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(place::root());
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(is_of_own_package) {
            cargo.env_remove(name);
        }
    }
    cargo
}

fn is_of_own_package(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|kind| name.starts_with(kind)) || name == "OUT_DIR"
}

fn succeed(mut command: Command) -> anyhow::Result<()> {
    let status = command.status().context("cargo does not start")?;
    ensure!(status.success(), "cargo failed, see above");
    Ok(())
}
