//! Removes what the bindings' generator writes for others: browsers that are long gone, and callers
//! that make mistakes.
//!
//! Every visitor would load it. The generator's text is known for the one pinned version. Another
//! version that writes it differently is an error, so that whoever updates it looks at this file.

use anyhow::ensure;
use walrus::Module;

/// The mark of a piece, the piece, and its replacement.
const PIECES: [(&str, &str, &str); 5] = [
    // Each browser that runs these modules has had it for longer than other features they need.
    (
        "if (!('encodeInto' in cachedTextEncoder))",
        "if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function (arg, view) {
        const buf = cachedTextEncoder.encode(arg);
        view.set(buf);
        return {
            read: arg.length,
            written: buf.length
        };
    };
}
",
        "",
    ),
    // Nobody decodes two gigabytes of text in a page.
    (
        "MAX_SAFARI_DECODE_BYTES",
        "const MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(bytes) {
    numBytesDecoded += bytes.length;
    if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
        cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
        cachedTextDecoder.decode();
        numBytesDecoded = bytes.length;
    }
    return cachedTextDecoder.decode(bytes);
}
",
        "function decodeText(bytes) {
    return cachedTextDecoder.decode(bytes);
}
",
    ),
    // A memory that has grown has another buffer; checking that is enough.
    (
        "cachedDataViewMemory0.buffer.detached",
        "    if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || \
         (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)) {
",
        "    if (cachedDataViewMemory0?.buffer !== wasm.memory.buffer) {
",
    ),
    // Our own entry calls it correctly.
    (
        "using deprecated parameters for `initSync()`",
        "        if (Object.getPrototypeOf(module) === Object.prototype) {
            ({module} = module)
        } else {
            console.warn('using deprecated parameters for `initSync()`; pass a single object instead')
        }
",
        "        ({module} = module)
",
    ),
    (
        "const CLOSURE_DTORS = ",
        "(typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(state => wasm.__wbindgen_destroy_closure(state.a, state.b));
",
        "new FinalizationRegistry(state => wasm.__wbindgen_destroy_closure(state.a, state.b));
",
    ),
];

/// Removes those pieces from a program's glue.
///
/// # Errors
///
/// If a piece is there but differs from the known text.
pub(super) fn trim(script: &mut String) -> anyhow::Result<()> {
    for (known_by, piece, instead) in PIECES {
        if script.contains(known_by) {
            ensure!(
                script.matches(piece).count() == 1,
                "the glue has another piece than known at: {known_by}"
            );
            *script = script.replace(piece, instead);
        }
    }
    Ok(())
}

/// Gives short names to exports with mangled ones, in the module and in the glue, which calls
/// closures by them.
pub(super) fn shorten_exports(module: &mut Module, script: &mut String) {
    let mangled = |name: &str| name.starts_with("_ZN") || name.starts_with("_R");
    let exports = module.exports.iter_mut().filter(|export| mangled(&export.name));
    for (nr, export) in exports.enumerate() {
        if script.contains(&format!("wasm.{}(", export.name)) {
            let short = format!("invoke_{nr}");
            *script = with_name(script, &export.name, &short);
            export.name = short;
        }
    }
}

/// The script with one name replaced. Longer names that begin with it (`NAME_17`) are different
/// names.
fn with_name(script: &str, name: &str, other: &str) -> String {
    let goes_on =
        |rest: &str| rest.starts_with(|next: char| next.is_alphanumeric() || matches!(next, '_' | '$'));
    let mut parts = script.split(name);
    let mut renamed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        renamed.push_str(if goes_on(part) { name } else { other });
        renamed.push_str(part);
    }
    renamed
}

#[cfg(test)]
mod tests {
    use walrus::FunctionBuilder;

    use super::*;

    #[test]
    fn what_is_known_is_taken_out_and_the_rest_stays() {
        let mut script = format!("let a;\n{}let b;\n", PIECES[0].1);
        trim(&mut script).unwrap();
        assert_eq!(script, "let a;\nlet b;\n");
        let mut others = "let a;\n".to_owned();
        trim(&mut others).unwrap();
        assert_eq!(others, "let a;\n");
        for (known_by, ..) in PIECES {
            trim(&mut format!("{known_by} and something else")).unwrap_err();
        }
    }

    #[test]
    fn a_mangled_export_that_the_glue_calls_has_a_short_name_in_both() {
        let mut module = Module::default();
        let function = FunctionBuilder::new(&mut module.types, &[], &[]).finish(vec![], &mut module.funcs);
        // The generator numbers exports of the same name.
        for name in ["start", "_ZN6invoke17h0123E", "_ZN4core17h4567E", "_ZN6invoke17h0123E_17"] {
            module.exports.add(name, function);
        }
        let mut script =
            "function _ZN6invoke17h0123E() { wasm._ZN6invoke17h0123E(); wasm._ZN6invoke17h0123E_17(); }"
                .to_owned();
        shorten_exports(&mut module, &mut script);
        let names: Vec<_> = module.exports.iter().map(|export| &*export.name).collect();
        assert_eq!(names, ["start", "invoke_0", "_ZN4core17h4567E", "invoke_2"]);
        assert_eq!(script, "function invoke_0() { wasm.invoke_0(); wasm.invoke_2(); }");
    }
}
