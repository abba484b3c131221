//! Tells the linker what xtask needs to cut the browser's program into parts that load on demand.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let family = std::env::var("CARGO_CFG_TARGET_FAMILY").unwrap_or_default();
    if family.split(',').any(|family| family == "wasm") {
        // Where one function or piece of data names another: without this nobody could tell what belongs to a part.
        println!("cargo::rustc-cdylib-link-arg=--emit-relocs");
    }
}
