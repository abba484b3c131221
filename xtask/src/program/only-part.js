import { fetched } from "./fetched.js";
import { initSync } from "./PROGRAM.js";

// Brings the program's only part, which has the program's memory, stack and table of functions, and calls the function at
// this place of the table. Nobody asks for it while it is there or on its way.
export async function __wasm_split_load_PART(callback, data) {
  const program = initSync();
  let came = false;
  try {
    await WebAssembly.instantiateStreaming(fetched(new URL("./FILE", import.meta.url)), { __wasm_split: program });
    came = true;
  } catch (error) {
    console.error(error);
  }
  program.__indirect_function_table.get(callback)(data, came);
}
