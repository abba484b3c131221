//! One browser program: from cargo's module to the Wasm and the script that a browser loads.
//!
//! [`parts`] splits off what a browser loads only on demand, [`panics`] silences panics,
//! [`imports`] and [`glue`] shorten names and the output of the bindings' generator.

mod glue;
mod imports;
mod panics;
mod parts;

use std::path::{Path, PathBuf};
use std::{fs, iter};

use anyhow::{Context, anyhow};
use walrus::{Module, ModuleConfig};
use wasm_bindgen_cli_support::Bindgen;

use crate::cache::{Cache, Files, short_hash};
use crate::mode::Mode;
use crate::{node, place};

/// How a program starts once its module is loaded.
#[derive(Clone, Copy)]
pub(crate) enum Start<'a> {
    /// The script calls this export. Functions under `#[wasm_split]`, or with the names that it
    /// generates (`widget/src/forms.rs`), are parts that load when they are called. What the page
    /// has begun to fetch is not fetched again; see `program/fetched.js`.
    Calling(&'static str),
    /// This script loads it as `NAME.wasm` and does the rest.
    By(&'a str),
}

/// The files of one program. The modules have the hash in their names already, because the script
/// asks for them by that name.
pub(crate) struct Program {
    /// `NAME.HASH.wasm`, and `NAME.PART.HASH.wasm` for each part that loads on demand. Only this
    /// script fits them.
    pub(crate) modules: Files,
    pub(crate) script: Vec<u8>,
}

/// Makes the program `name` from the module that cargo built, or takes it from the cache.
pub(crate) fn make(
    name: &str,
    module: &Path,
    start: Start<'_>,
    mode: Mode,
    cache: &Cache,
) -> anyhow::Result<Program> {
    let content = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let step = format!("program {name} {mode:?}");
    let by = if let Start::By(script) = start { script } else { "" };
    let mut modules = cache
        .files(&step, &[&content, by.as_bytes()], || from_module(name, &content, start, mode))
        .with_context(|| format!("making the browser program {name}"))?;
    let script = modules.remove("script").context("the cache lost a script")?;
    Ok(Program { modules, script })
}

fn from_module(name: &str, module: &[u8], start: Start<'_>, mode: Mode) -> anyhow::Result<Files> {
    let release = mode == Mode::Release;
    let folder = place::memory().join("programs").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let main = folder.join("main.wasm");
    let parts = match start {
        Start::By(_) => {
            fs::write(&main, module)?;
            Vec::new()
        }
        Start::Calling(_) => parts::cut(name, module, &folder, &main)?,
    };
    Bindgen::new()
        .input_path(&main)
        .out_name(name)
        .web(true)?
        .typescript(false)
        // The parts use the program's memory, its function table and its stack.
        .keep_lld_exports(!parts.is_empty())
        // The entry below gives the module's hashed name.
        .omit_default_module_path(true)
        // Functions that begin a panic are found by name.
        .demangle(!release)
        .remove_name_section(false)
        .remove_producers_section(release)
        .generate(&folder)?;
    let part_modules: Vec<_> = parts.iter().map(|part| folder.join(&part.file)).collect();
    polish(&folder, name, &part_modules, release)?;

    let mut files = Files::new();
    let bound = folder.join(format!("{name}_bg.wasm"));
    let built = iter::once(bound).chain(part_modules).collect();
    let mut contents = finished(built, release)?.into_iter();
    let wasm = contents.next().context("a program has a module")?;
    let wasm_name = format!("{name}.{}.wasm", short_hash(&wasm));
    for (part, content) in parts.into_iter().zip(contents) {
        let hashed = format!("{name}.{}.{}.wasm", part.name, short_hash(&content));
        parts::rename(&folder, &part.file, &hashed)?;
        files.insert(hashed, content);
    }
    let entry_path = folder.join("entry.js");
    fs::write(&entry_path, entry(name, &wasm_name, start))?;
    files.insert("script".to_owned(), node::bundle_module(&entry_path, release)?);
    files.insert(wasm_name, wasm);
    Ok(files)
}

/// Applies what no other tool does to the module and its glue, given the modules of its parts.
/// Unless it is a release, function names stay for debugging.
fn polish(folder: &Path, name: &str, parts: &[PathBuf], release: bool) -> anyhow::Result<()> {
    let (path, glue) = (folder.join(format!("{name}_bg.wasm")), folder.join(format!("{name}.js")));
    let mut config = ModuleConfig::new();
    config.generate_name_section(!release).generate_producers_section(false);
    let content = fs::read(&path)?;
    let mut module = config.parse(&content).map_err(|error| anyhow!("{}: {error:#}", path.display()))?;
    let mut script = fs::read_to_string(&glue).with_context(|| format!("cannot read {}", glue.display()))?;
    if release {
        panics::silence(&mut module, parts)?;
    }
    without_relocations(&mut module);
    imports::shorten(&mut module, &mut script, &format!("./{name}_bg.js"))?;
    glue::shorten_exports(&mut module, &mut script);
    glue::trim(&mut script)?;
    fs::write(&path, module.emit_wasm())?;
    Ok(fs::write(glue, script)?)
}

/// The linker's records for splitting; they no longer match the module, and are larger than its
/// code.
fn without_relocations(module: &mut Module) {
    let is_one = |name: &str| name == "linking" || name.starts_with("reloc.");
    let ids: Vec<_> =
        module.customs.iter().filter(|(_, section)| is_one(section.name())).map(|(id, _)| id).collect();
    for id in ids {
        module.customs.delete(id);
    }
}

/// Modules as they are served.
fn finished(modules: Vec<PathBuf>, release: bool) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut served = modules.clone();
    if release {
        for module in &mut served {
            module.set_extension("small.wasm");
        }
        let both: Vec<_> = modules.into_iter().zip(served.iter().cloned()).collect();
        node::shrink(&both)?;
    }
    let read =
        |module: PathBuf| fs::read(&module).with_context(|| format!("cannot read {}", module.display()));
    served.into_iter().map(read).collect()
}

/// The script that starts the program, on top of the glue from the bindings' generator.
fn entry(name: &str, wasm_name: &str, start: Start<'_>) -> String {
    match start {
        Start::By(script) => script.replace(&format!("\"{name}.wasm\""), &format!("\"{wasm_name}\"")),
        // Starts at once, and without the generator's own loader, which supports browsers that are
        // long gone.
        Start::Calling(export) => format!(
            "import {{ initSync, {export} }} from \"./{name}.js\";\nimport {{ fetched }} from \"./fetched.js\";\n\
             WebAssembly.compileStreaming(fetched(new URL(\"{wasm_name}\", import.meta.url)))\
             .then((module) => {{\n  initSync({{ module }});\n  {export}();\n}});\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_loads_the_hashed_module() {
        let by = r#"load({ module_or_path: new URL("spell.wasm", import.meta.url) })"#;
        let expected = r#"load({ module_or_path: new URL("spell.0123.wasm", import.meta.url) })"#;
        assert_eq!(entry("spell", "spell.0123.wasm", Start::By(by)), expected);
    }

    #[test]
    fn the_entry_calls_the_export_once_the_module_is_there() {
        let script = entry("app", "app.0123.wasm", Start::Calling("start"));
        let expected = "import { initSync, start } from \"./app.js\";\n\
                        import { fetched } from \"./fetched.js\";\n\
                        WebAssembly.compileStreaming(fetched(new URL(\"app.0123.wasm\", import.meta.url)))\
                        .then((module) => {\n  initSync({ module });\n  start();\n});\n";
        assert_eq!(script, expected);
    }
}
