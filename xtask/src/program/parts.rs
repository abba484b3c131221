//! Parts of a program that a browser loads on demand: what only functions under
//! `#[wasm_split(PART)]` need, or functions with the names that it generates.

use std::fs;
use std::path::Path;

use anyhow::{Context, anyhow, ensure};
use wasm_split_cli_support::{Options, transform};

/// The script that loads parts. The program imports it under this name, and esbuild bundles it with
/// the glue.
const LOADER: &str = "parts.js";

/// A part as it is in the program's folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The name in the source's attribute, or `chunk_N` for what several parts share.
    pub(super) name: String,
    /// The module's file.
    pub(super) file: String,
}

/// Writes the parts of `module` and their loader into `folder`, and the rest into `main`.
///
/// Splitting comes before the bindings: the splitter reads what the linker recorded about the
/// module ([`browser_programs`](crate::cargo::browser_programs) asks for it), which no longer
/// matches the output of the bindings' generator.
pub(super) fn cut(program: &str, module: &[u8], folder: &Path, main: &Path) -> anyhow::Result<Vec<Part>> {
    let link_name = format!("./{LOADER}");
    let main_module = format!("./{program}.js");
    let mut options = Options::new(module);
    options.output_dir = folder;
    options.main_out_path = main;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let cut = transform(options).map_err(|error| anyhow!("cannot cut the program into parts: {error:#}"))?;
    let parts = cut.split_modules.iter().map(|path| {
        let file = path.file_name().with_context(|| format!("{} is no file", path.display()))?;
        let file = file.to_string_lossy().into_owned();
        Ok(Part { name: name_of(&file).to_owned(), file })
    });
    let parts: Vec<_> = parts.collect::<anyhow::Result<_>>()?;
    match &*parts {
        [only] => fs::write(folder.join(LOADER), loader_of(program, only))?,
        _ => take_what_is_begun(folder)?,
    }
    fs::write(folder.join("fetched.js"), include_str!("fetched.js"))?;
    Ok(parts)
}

/// The loader of a program that has only this part and requests it once. The splitter's own loader
/// tracks what is loaded, what is on its way and what depends on what, and is as large as an eighth
/// of the panel's script.
fn loader_of(program: &str, Part { name, file }: &Part) -> String {
    include_str!("only-part.js").replace("PROGRAM", program).replace("PART", name).replace("FILE", file)
}

/// Makes the loader use what the page has begun to fetch.
fn take_what_is_begun(folder: &Path) -> anyhow::Result<()> {
    const ASK: &str = "fetch(new URL(";
    let path = folder.join(LOADER);
    let loader = fs::read_to_string(&path)?;
    ensure!(loader.contains(ASK), "the loader of parts does not fetch them");
    let loader = loader.replace(ASK, "fetched(new URL(");
    Ok(fs::write(path, format!("import {{ fetched }} from \"./fetched.js\";\n{loader}"))?)
}

/// Makes the loader request a part by its hashed name.
pub(super) fn rename(folder: &Path, file: &str, hashed: &str) -> anyhow::Result<()> {
    let path = folder.join(LOADER);
    let loader = fs::read_to_string(&path)?;
    let (old, new) = (format!("\"./{file}\""), format!("\"./{hashed}\""));
    ensure!(loader.matches(&old).count() == 1, "the loader of parts does not ask for {file} in one place");
    Ok(fs::write(path, loader.replace(&old, &new))?)
}

fn name_of(file: &str) -> &str {
    let stem = file.strip_suffix(".wasm").unwrap_or(file);
    stem.strip_prefix("split_").unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place;

    #[test]
    fn the_loader_asks_for_the_hashed_part() {
        let folder = place::empty();
        let loader = folder.join(LOADER);
        let ask = |name: &str| format!("fetch(new URL(\"./{name}\", import.meta.url))");
        fs::write(&loader, ask("split_messages.wasm")).unwrap();
        rename(&folder, "split_messages.wasm", "app.messages.0123.wasm").unwrap();
        assert_eq!(fs::read_to_string(&loader).unwrap(), ask("app.messages.0123.wasm"));
        // Nothing requests it by its first name any more: the splitter and this file no longer
        // match.
        rename(&folder, "split_messages.wasm", "app.messages.0123.wasm").unwrap_err();
    }

    #[test]
    fn the_loader_takes_what_the_page_has_begun_to_fetch() {
        let folder = place::empty();
        let loader = folder.join(LOADER);
        fs::write(&loader, "fetch(new URL(\"./split_messages.wasm\", import.meta.url))").unwrap();
        take_what_is_begun(&folder).unwrap();
        let expected = "import { fetched } from \"./fetched.js\";\n\
                        fetched(new URL(\"./split_messages.wasm\", import.meta.url))";
        assert_eq!(fs::read_to_string(&loader).unwrap(), expected);
        // The splitter's loader is not what this file knows.
        fs::write(&loader, "import.source(\"./split_messages.wasm\")").unwrap();
        take_what_is_begun(&folder).unwrap_err();
    }

    #[test]
    fn an_only_part_has_a_loader_that_asks_for_it_by_its_hashed_name() {
        let folder = place::empty();
        let part = Part { name: "forms".to_owned(), file: "split_forms.wasm".to_owned() };
        let loader = loader_of("panel", &part);
        assert!(loader.contains("import { initSync } from \"./panel.js\";"), "{loader}");
        assert!(loader.contains("export async function __wasm_split_load_forms("), "{loader}");
        assert!(loader.contains("fetch(body.dataset.forms)"), "{loader}");
        fs::write(folder.join(LOADER), loader).unwrap();
        rename(&folder, &part.file, "panel.forms.0123.wasm").unwrap();
        assert!(fs::read_to_string(folder.join(LOADER)).unwrap().contains("\"./panel.forms.0123.wasm\""));
    }

    #[test]
    fn a_part_has_the_name_that_the_source_gives_it() {
        assert_eq!(name_of("split_off_line_messages.wasm"), "off_line_messages");
        assert_eq!(name_of("chunk_2.wasm"), "chunk_2");
    }

    #[test]
    fn what_the_linker_did_not_prepare_is_refused() {
        let folder = place::empty();
        let empty_module = b"\0asm\x01\0\0\0";
        cut("app", empty_module, &folder, &folder.join("main.wasm")).unwrap_err();
    }
}
