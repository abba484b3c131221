//! Makes what formats values trap, in a program that formats nothing but messages of panics.
//!
//! Messages, and those of decoding errors, are prepared by functions that are reached through the
//! function table, so no tool can tell that nobody calls them: it takes the names. A program whose
//! own code formats something calls one of them directly, or one of its parts does; then all stay.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use anyhow::anyhow;
use walrus::ir::{Visitor, dfs_in_order};
use walrus::passes::gc;
use walrus::{ExportItem, FunctionId, Module, ModuleConfig};

use super::trap_at;

/// How the splitter names the functions of a part that stand for one of the program.
const STANDS_FOR: &str = " indirect_call_shim";

/// Makes a module's formatting trap. Its panics must trap already, and its functions and those of
/// its parts must still have their names.
///
/// # Errors
///
/// If a part cannot be read.
pub(super) fn trap(module: &mut Module, parts: &[PathBuf]) -> anyhow::Result<()> {
    // What only messages called is gone then, except for what is in the table.
    gc::run(module);
    let own = module.funcs.iter_local().map(|(id, _)| id);
    let is_formatting = |id: &FunctionId| module.funcs.get(*id).name.as_deref().is_some_and(formats);
    let formatting: Vec<FunctionId> = own.filter(is_formatting).collect();
    if is_called(module, &formatting) {
        return Ok(());
    }
    for part in parts {
        let parsed = ModuleConfig::new().parse(&fs::read(part)?);
        let parsed = parsed.map_err(|error| anyhow!("{}: {error:#}", part.display()))?;
        let names = parsed.funcs.iter().filter_map(|function| function.name.as_deref());
        if names.filter_map(|name| name.strip_suffix(STANDS_FOR)).any(formats) {
            return Ok(());
        }
    }
    for id in formatting {
        trap_at(module, id);
    }
    Ok(())
}

/// Whether one of these functions is exported, or called by another one.
fn is_called(module: &Module, functions: &[FunctionId]) -> bool {
    let mut called = Called::default();
    for (id, function) in module.funcs.iter_local() {
        if !functions.contains(&id) {
            dfs_in_order(&mut called, function, function.entry_block());
        }
    }
    for export in module.exports.iter() {
        if let ExportItem::Function(id) = export.item {
            called.functions.insert(id);
        }
    }
    functions.iter().any(|id| called.functions.contains(id))
}

#[derive(Default)]
struct Called {
    functions: HashSet<FunctionId>,
}

impl Visitor<'_> for Called {
    fn visit_function_id(&mut self, id: &FunctionId) {
        self.functions.insert(*id);
    }
}

/// Whether the function with this name is one of the standard library's for formatting, implements
/// one of their traits, or says for an error what serde expected.
fn formats(name: &str) -> bool {
    let name = format!("{:#}", rustc_demangle::demangle(name));
    let implements = |of: &str| name.starts_with('<') && name.contains(of);
    name.starts_with("core::fmt::")
        || implements(" as core::fmt::")
        || implements("::de::Expected>::")
        || implements("::de::Visitor>::expecting")
}

#[cfg(test)]
mod tests {
    use walrus::FunctionBuilder;

    use super::*;
    use crate::place;

    const DISPLAY: &str = "<str as core::fmt::Display>::fmt";

    /// A module with a function of this name in its table, and another one, exported, that calls
    /// it if wanted.
    fn module(name: &str, is_called: bool) -> (Module, FunctionId) {
        let mut module = Module::default();
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        builder.func_body().i32_const(7).drop();
        let id = builder.finish(vec![], &mut module.funcs);
        module.funcs.get_mut(id).name = Some(name.to_owned());
        let table = module.tables.add_local(false, 1, Some(1), walrus::RefType::FUNCREF);
        let kind = walrus::ElementKind::Active {
            table,
            offset: walrus::ConstExpr::Value(walrus::ir::Value::I32(0)),
        };
        let element = module.elements.add(kind, walrus::ElementItems::Functions(vec![id]));
        module.tables.get_mut(table).elem_segments.insert(element);
        module.exports.add("table", table);
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        if is_called {
            builder.func_body().call(id);
        }
        let start = builder.finish(vec![], &mut module.funcs);
        module.exports.add("start", start);
        (module, id)
    }

    fn is_trap(module: &Module, id: FunctionId) -> bool {
        module.funcs.get(id).kind.unwrap_local().size() == 1
    }

    #[test]
    fn what_only_messages_reach_is_a_trap() {
        let (mut silent, id) = module(DISPLAY, false);
        trap(&mut silent, &[]).unwrap();
        assert!(is_trap(&silent, id));
        let (mut other, id) = module("<widget::View as client::Draw>::draw", false);
        trap(&mut other, &[]).unwrap();
        assert!(!is_trap(&other, id));
    }

    #[test]
    fn what_formats_is_known_by_its_name() {
        for name in [
            "core::fmt::Formatter::pad",
            "core::fmt::num::imp::<impl core::fmt::Display for u32>::fmt",
            "<postcard::error::Error as core::fmt::Debug>::fmt",
            "<&str as serde_core::de::Expected>::fmt",
            "<wire::visitor::Page as serde::de::Visitor>::expecting",
            "_ZN4core3fmt9Formatter3pad17h0123456789abcdefE",
        ] {
            assert!(formats(name), "{name}");
        }
        for name in ["uuid::fmt::Hyphenated::encode_lower", "<wire::Page as serde::de::Visitor>::visit_seq"] {
            assert!(!formats(name), "{name}");
        }
    }

    #[test]
    fn a_program_that_formats_keeps_all_of_it() {
        let (mut speaks, id) = module(DISPLAY, true);
        trap(&mut speaks, &[]).unwrap();
        assert!(!is_trap(&speaks, id));
    }

    #[test]
    fn so_does_a_program_whose_part_formats() {
        let file = place::empty().join("part.wasm");
        let parts = [file.clone()];
        for (name, stays) in [("widget::draw", false), (DISPLAY, true)] {
            let (mut part, _) = module(&format!("{name}{STANDS_FOR}"), false);
            fs::write(&file, part.emit_wasm()).unwrap();
            let (mut program, id) = module(DISPLAY, false);
            trap(&mut program, &parts).unwrap();
            assert_eq!(is_trap(&program, id), !stays, "{name}");
        }
    }
}
