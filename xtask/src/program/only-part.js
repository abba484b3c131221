import { fetched } from "./fetched.js";
import { initSync } from "./PROGRAM.js";

// Loads the program's only part, which shares the program's memory, stack and function table, and
// calls the function at this index of the table. It is not requested while it is loaded or on its
// way.
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
