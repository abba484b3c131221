// The catalogue of the page's language: an object that maps English texts to translations. The page
// has already started fetching it.

/**
 * A list that alternates English and translated texts, each terminated by NUL; undefined if they
 * cannot be loaded.
 */
export async function textsAt(address) {
  try {
    const response = await (globalThis.begun?.[address] ?? fetch(address));
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return Object.entries(await response.json()).flat().map((text) => `${text}\0`).join("");
  } catch (error) {
    console.error("The console is in English, because its texts could not be loaded.", error);
    return undefined;
  }
}
