//! Short names for what a module imports from its glue.
//!
//! The bindings' generator gives each import a name with a hash, sixteen digits that do not
//! compress, once in the module and once in the script. Nothing else uses these names.

use anyhow::ensure;
use walrus::Module;

/// Renames a module's imports from `GLUE.js`, in the module and in that script.
pub(super) fn shorten(module: &mut Module, script: &mut String, from: &str) -> anyhow::Result<()> {
    let own = module.imports.iter_mut().filter(|import| import.module == from);
    for (nr, import) in own.enumerate() {
        let (old, new) = (format!(" {}: ", import.name), format!(" {}: ", short(nr)));
        ensure!(script.matches(&old).count() == 1, "the script does not give {} in one place", import.name);
        *script = script.replace(&old, &new);
        import.name = short(nr);
    }
    Ok(())
}

/// `a` to `z`, then `aa` to `zz` and so on: valid names for an object's properties.
fn short(nr: usize) -> String {
    let last = char::from(b'a' + (nr % 26) as u8);
    match nr / 26 {
        0 => last.to_string(),
        rest => short(rest - 1) + &last.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "./panel_bg.js";

    fn module(imports: &[(&str, &str)]) -> Module {
        let mut module = Module::default();
        for (from, name) in imports {
            let plain = module.types.add(&[], &[]);
            module.add_import_func(from, name, plain);
        }
        module
    }

    fn names(module: &Module) -> Vec<&str> {
        module.imports.iter().map(|import| &*import.name).collect()
    }

    #[test]
    fn the_module_and_its_glue_agree_on_the_short_names() {
        let mut module =
            module(&[(GLUE, "__wbg_new_0123"), ("./parts.js", "load"), (GLUE, "__wbg_now_4567")]);
        let mut script = "return {\n __wbg_new_0123: f,\n __wbg_now_4567: g,\n}".to_owned();
        shorten(&mut module, &mut script, GLUE).unwrap();
        assert_eq!(names(&module), ["a", "load", "b"]);
        assert_eq!(script, "return {\n a: f,\n b: g,\n}");
    }

    #[test]
    fn an_import_that_the_script_does_not_give_is_an_error() {
        // The generator now writes its script differently, and this file no longer fits it.
        shorten(&mut module(&[(GLUE, "__wbg_new_0123")]), &mut "__wbg_new_0123(){}".to_owned(), GLUE)
            .unwrap_err();
    }

    #[test]
    fn no_two_short_names_are_equal() {
        let names: Vec<_> = (0..2_000).map(short).collect();
        assert_eq!((&*names[0], &*names[25], &*names[26], &*names[702]), ("a", "z", "aa", "aaa"));
        let different: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
    }
}
