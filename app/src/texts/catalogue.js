// The catalogue of the page's language: an object from the English texts to its own, which the page has begun to fetch.

/** All texts by turns in English and in the other language, each ended by a NUL; undefined if they cannot be had. */
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
