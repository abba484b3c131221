// The web worker in which the spell checker runs. xtask bundles it with the program's glue.
//
// Each request has a number, and its answer carries it. Languages are those of DICTIONARIES; places are counted in UTF-16.
//
//   { nr, ask: "load", language }         → { nr, ready: true, bytes }: the memory that it uses
//   { nr, ask: "check", text, personal }  → { nr, unknown }: a Uint32Array, from and to of each unknown word;
//                                           with `html: true` of the text between the tags
//   { nr, ask: "suggest", word, most }    → { nr, words }: the likeliest first
//   { nr, ask: "add", word }              → { nr, ready: true }: right from now on, until another language is loaded
//
// What cannot be done is answered { nr, failed }, a sentence for the browser's console. "load" may then be asked again.
// Requests are answered in their order. Text is looked at and forgotten: nothing is logged, kept or sent.

import load, { Checker } from "./spell.js";

const DICTIONARIES = {
  en: ["{{dictionary-en.aff}}", "{{dictionary-en.dic}}"],
  fr: ["{{dictionary-fr.aff}}", "{{dictionary-fr.dic}}"],
};

const works = {
  async load({ language }) {
    const files = DICTIONARIES[language];
    if (!files) throw new Error(`there is no dictionary of ${language}`);
    // At the same time: the program is there before the dictionary is.
    const [{ memory }, affixes, words] = await Promise.all([program(), ...files.map(text)]);
    checker?.free();
    checker = undefined;
    checker = new Checker(affixes, words);
    return { ready: true, bytes: memory.buffer.byteLength };
  },
  check: ({ text, personal, html = false }) => ({ unknown: loaded().check(text, personal, html) }),
  suggest: ({ word, most }) => ({ words: loaded().suggest(word, most) }),
  add({ word }) {
    loaded().add(word);
    return { ready: true };
  },
};

let checker;
let last = Promise.resolve();

// A message that comes while the program is still loading waits for its turn.
onmessage = ({ data }) => {
  last = last.then(async () => {
    try {
      postMessage({ nr: data.nr, ...(await works[data.ask](data)) });
    } catch (error) {
      postMessage({ nr: data.nr, failed: String(error) });
    }
  });
};

function loaded() {
  if (!checker) throw new Error("no language is loaded");
  return checker;
}

// Once there it is there; after a failure it is asked for again.
function program() {
  return load({ module_or_path: new URL("spell.wasm", import.meta.url) });
}

async function text(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.text();
}
