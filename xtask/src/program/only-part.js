import { fetched } from "./fetched.js";
import { initSync } from "./PROGRAM.js";

// Loads the program's only part, which shares the program's memory, stack and function table, and
// the part's page, whose address the document has in `data-PART`; both at once. The page goes to
// the end of the document. Then calls the function at this index of the table. It is not requested
// while it is loaded or on its way; if one of the two fails, both are requested again.
export async function __wasm_split_load_PART(callback, data) {
  const program = initSync();
  const { body } = document;
  let came = false;
  try {
    const [page] = await Promise.all([
      fetch(body.dataset.PART),
      WebAssembly.instantiateStreaming(fetched(new URL("./FILE", import.meta.url)), { __wasm_split: program }),
    ]);
    if (page.ok) {
      body.insertAdjacentHTML("beforeend", await page.text());
      came = true;
    }
  } catch (error) {
    console.error(error);
  }
  program.__indirect_function_table.get(callback)(data, came);
}
