// Rewrites modules into smaller equivalents: `node shrink.mjs FROM TO FROM TO …`. It does what
// wasm-opt does, for all modules in one process: binaryen takes longer to start than most of them
// take to be rewritten, and the console is cut into some ninety.

import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";

// Those that the Rust compiler emits; binaryen needs each of them named.
const { BulkMemory, BulkMemoryOpt, Multivalue, MutableGlobals, NontrappingFPToInt, ReferenceTypes, SignExt } = binaryen.Features;
const FEATURES = BulkMemory | BulkMemoryOpt | Multivalue | MutableGlobals | NontrappingFPToInt | ReferenceTypes | SignExt;

// What `-Oz` stands for. Without `--converge`: measured on the console, it more than doubles the
// time for 0.14 % of the download.
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
binaryen.setGenerateStackIR(true);
binaryen.setOptimizeStackIR(true);
binaryen.setDebugInfo(false);
// Nothing lies below 1,024: the stack comes first and grows down towards it.
binaryen.setLowMemoryUnused(true);
// Moving a large function into its only caller makes the module smaller but the download larger,
// because the copies of one generic function no longer look alike. Measured on the console: 8 %.
binaryen.setOneCallerInlineMaxSize(0);

const paths = process.argv.slice(2);
for (let nr = 0; nr < paths.length; nr += 2) {
  const module = binaryen.readBinary(readFileSync(paths[nr]));
  module.setFeatures(FEATURES);
  module.optimize();
  module.runPasses(["strip-debug", "strip-producers", "strip-target-features"]);
  writeFileSync(paths[nr + 1], module.emitBinary());
  module.dispose();
}
