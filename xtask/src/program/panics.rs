//! Makes panics trap silently.
//!
//! In a browser nobody sees a panic's message unless a hook is installed, and none is: the panic
//! ends as `unreachable` either way. The code that prepares messages is a twentieth of the panel,
//! because the standard library is precompiled and the linker cannot know that nobody listens. The
//! functions in which messages begin are therefore made to trap at once, and binaryen removes
//! what only they needed. Two things that it cannot know are here as well: [`formatting`] that only
//! messages reach, and the [`places`] that they give.

mod formatting;
mod places;

use std::path::PathBuf;

use anyhow::ensure;
use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

/// Where the message of every panic begins; this function must exist.
const BEGINNING: &str = "core::panicking::panic_fmt";
/// Other functions that only messages need, but that are reached through tables, so no tool can
/// tell.
const OTHERS: [&str; 4] = [
    "std::panicking::panic_with_hook",
    "std::panicking::panic_handler::{closure#0}",
    "<std::panicking::panic_handler::FormatStringPayload as core::panic::PanicPayload>::take_box",
    "<std::panicking::panic_handler::FormatStringPayload as core::panic::PanicPayload>::get",
];

/// Makes the panics of a module trap, and removes what only their messages need. Its functions must
/// still have their names. `parts` are the modules of its parts, as the splitter wrote them.
///
/// # Errors
///
/// If it has no panics under the names that the current compiler gives them, or a part cannot be
/// read.
pub(super) fn silence(module: &mut Module, parts: &[PathBuf]) -> anyhow::Result<()> {
    trap(module)?;
    formatting::trap(module, parts)?;
    places::clear(module);
    Ok(())
}

fn trap(module: &mut Module) -> anyhow::Result<()> {
    let named = |name: &str| {
        let name = rustc_demangle::demangle(name);
        let name = format!("{name:#}");
        (name == BEGINNING, OTHERS.contains(&name.as_str()))
    };
    let found: Vec<(FunctionId, bool)> = module
        .funcs
        .iter_local()
        .filter_map(|(id, _)| {
            let (begins, belongs) = named(module.funcs.get(id).name.as_deref()?);
            (begins || belongs).then_some((id, begins))
        })
        .collect();
    ensure!(
        found.iter().any(|(_, begins)| *begins),
        "there is no {BEGINNING}: what do panics begin with in this version of Rust?"
    );
    for (id, _) in found {
        trap_at(module, id);
    }
    Ok(())
}

/// Makes one of the module's own functions trap.
fn trap_at(module: &mut Module, id: FunctionId) {
    let function = module.funcs.get(id);
    let kind = module.types.get(function.ty());
    let (parameters, results) = (kind.params().to_vec(), kind.results().to_vec());
    let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
    builder.func_body().unreachable();
    let arguments = parameters.into_iter().map(|kind| module.locals.add(kind)).collect();
    let body = builder.local_func(arguments);
    module.funcs.get_mut(id).kind = FunctionKind::Local(body);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(name: &str) -> (Module, FunctionId) {
        let mut module = Module::default();
        let mut builder = FunctionBuilder::new(&mut module.types, &[walrus::ValType::I32], &[]);
        builder.func_body().i32_const(7).drop();
        let argument = module.locals.add(walrus::ValType::I32);
        let id = builder.finish(vec![argument], &mut module.funcs);
        module.funcs.get_mut(id).name = Some(name.to_owned());
        (module, id)
    }

    fn length(module: &Module, id: FunctionId) -> u64 {
        module.funcs.get(id).kind.unwrap_local().size()
    }

    #[test]
    fn a_panic_is_a_trap_and_nothing_else_is() {
        let (mut panics, id) = module("_ZN4core9panicking9panic_fmt17h0123456789abcdefE");
        trap(&mut panics).unwrap();
        assert_eq!(length(&panics, id), 1, "unreachable");
        let (mut other, id) = module("widget::start");
        assert!(trap(&mut other).unwrap_err().to_string().contains("there is no core::panicking::panic_fmt"));
        assert_eq!(length(&other, id), 2);
    }
}
