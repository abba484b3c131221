//! One browser program: from cargo's module to the Wasm and the script that a browser loads.

use std::fs;
use std::path::Path;

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

use crate::build::Mode;
use crate::cache::{Cache, Files, short_hash};
use crate::{node, place};

/// How a program comes to life once its module is there.
#[derive(Clone, Copy)]
pub(crate) enum Start {
    /// The module runs its own start function.
    ByItself,
    /// The script calls this export.
    Calling(&'static str),
}

/// The files of one program; the module has the hash in its name already, because the script asks for it by that.
pub(crate) struct Program {
    pub(crate) wasm_name: String,
    pub(crate) wasm: Vec<u8>,
    pub(crate) script: Vec<u8>,
}

/// Makes the program `name` of the module that cargo built, or takes it from the cache.
pub(crate) fn make(
    name: &str,
    module: &Path,
    start: Start,
    mode: Mode,
    cache: &Cache,
) -> anyhow::Result<Program> {
    let content = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let step = format!("program {name} {mode:?}");
    let mut files = cache
        .files(&step, &[&content], || from_module(name, module, start, mode))
        .with_context(|| format!("making the browser program {name}"))?;
    let script = files.remove("script").context("the cache lost a script")?;
    let (wasm_name, wasm) = files.pop_first().context("the cache lost a module")?;
    Ok(Program { wasm_name, wasm, script })
}

fn from_module(name: &str, module: &Path, start: Start, mode: Mode) -> anyhow::Result<Files> {
    let release = mode == Mode::Release;
    let folder = place::memory().join("programs").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Bindgen::new()
        .input_path(module)
        .out_name(name)
        .web(true)?
        .typescript(false)
        // The entry below says where the module is, by its hashed name.
        .omit_default_module_path(true)
        .remove_name_section(release)
        .remove_producers_section(release)
        .generate(&folder)?;
    let mut wasm_path = folder.join(format!("{name}_bg.wasm"));
    if release {
        let small = folder.join("small.wasm");
        node::wasm_opt(&wasm_path, &small)?;
        wasm_path = small;
    }
    let wasm = fs::read(wasm_path)?;
    let wasm_name = format!("{name}.{}.wasm", short_hash(&wasm));
    let entry_path = folder.join("entry.js");
    fs::write(&entry_path, entry(name, &wasm_name, start))?;
    let script = node::bundle_module(&entry_path, release)?;
    Ok(Files::from([("script".to_owned(), script), (wasm_name, wasm)]))
}

/// The script that starts the program, over the glue that the bindings' generator wrote.
fn entry(name: &str, wasm_name: &str, start: Start) -> String {
    let load = format!(r#"load({{ module_or_path: new URL("{wasm_name}", import.meta.url) }})"#);
    match start {
        Start::ByItself => format!("import load from \"./{name}.js\";\n{load};\n"),
        Start::Calling(export) => {
            format!("import load, {{ {export} }} from \"./{name}.js\";\n{load}.then(() => {export}());\n")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_loads_the_hashed_module() {
        let script = entry("panel", "panel.0123.wasm", Start::ByItself);
        let expected = "import load from \"./panel.js\";\n\
                        load({ module_or_path: new URL(\"panel.0123.wasm\", import.meta.url) });\n";
        assert_eq!(script, expected);
    }

    #[test]
    fn the_entry_calls_the_export_once_the_module_is_there() {
        let script = entry("app", "app.0123.wasm", Start::Calling("hydrate"));
        let expected = "import load, { hydrate } from \"./app.js\";\n\
                        load({ module_or_path: new URL(\"app.0123.wasm\", import.meta.url) }).then(() => hydrate());\n";
        assert_eq!(script, expected);
    }
}
