//! Modules form layers: the test reads each crate's sources for imports.

mod circles;
mod reader;
mod table;

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use reader::Imports;
use table::{CRATES, Crate};

fn root() -> PathBuf {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    folder.expect("cargo runs it").parent().expect("the clone").to_owned()
}

fn imports_of(name: &str) -> Imports {
    let folder = root().join(name).join("src");
    let start = ["lib.rs", "main.rs"].into_iter().find(|start| folder.join(start).is_file());
    let source = |file: &str| fs::read_to_string(folder.join(file)).ok();
    reader::imports(start.expect("a crate has a root"), &source)
}

fn layer_of(of: &Crate, file: &str) -> usize {
    let module = file.trim_end_matches(".rs");
    let named = of
        .layers
        .iter()
        .enumerate()
        .flat_map(|(at, layer)| layer.modules.iter().map(move |named| (at, *named)));
    let its = named.filter(|(_, named)| Path::new(module).starts_with(named));
    its.max_by_key(|(_, named)| named.len()).map_or(of.layers.len() - 1, |(at, _)| at)
}

#[test]
fn no_circle_is_larger_than_it_may_be() {
    let mut too_large = Vec::new();
    for Crate { name, circle: most, .. } in &CRATES {
        let imports = imports_of(name);
        for circle in circles::circles(&imports).into_iter().filter(|circle| circle.len() > *most) {
            let imports = circles::shown(&imports, &circle);
            too_large.push(format!("{name}: {} files in a circle, {most} at most\n{imports}", circle.len()));
        }
    }
    assert!(too_large.is_empty(), "{}", too_large.join("\n"));
}

#[test]
fn no_layer_imports_a_higher_one() {
    let mut wrong = Vec::new();
    for of in CRATES.iter().filter(|of| !of.layers.is_empty()) {
        for (file, others) in imports_of(of.name) {
            let own = layer_of(of, &file);
            for (other, paths) in others {
                let its = layer_of(of, &other);
                if its > own {
                    let (own, its) = (of.layers[own].name, of.layers[its].name);
                    wrong.push(format!("{}: {file} ({own}) imports {other} ({its}): {paths:?}", of.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_names_every_crate_and_no_module_that_is_gone() {
    let folders = fs::read_dir(root()).expect("the clone").map(|entry| entry.expect("a folder").path());
    let crates = folders.filter(|folder| folder.join("Cargo.toml").is_file());
    let crates: BTreeSet<_> = crates.filter_map(|folder| Some(folder.file_name()?.to_owned())).collect();
    let named: BTreeSet<_> = CRATES.iter().map(|of| OsString::from(of.name)).collect();
    assert_eq!(crates, named);
    for of in &CRATES {
        for module in of.layers.iter().flat_map(|layer| layer.modules) {
            let file = root().join(of.name).join("src").join(format!("{module}.rs"));
            assert!(file.is_file(), "{}: there is no module {module}", of.name);
        }
    }
}

#[test]
fn a_module_is_in_the_layer_that_names_it_most_closely() {
    let of = CRATES.iter().find(|of| of.name == "server").expect("it is in the table");
    let layer = |file| of.layers[layer_of(of, file)].name;
    assert_eq!(layer("assets.rs"), layer("config/sip.rs"));
    assert_eq!(layer("assets/routes.rs"), layer("desk.rs"));
    assert_eq!(layer("serve.rs"), "the program");
    assert_ne!(layer("dictionaries.rs"), layer("dictionaries/route.rs"));
}
