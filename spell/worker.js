// The web worker in which the spell checker runs. xtask bundles it with the program's glue.
//
// Each request has a number, which its answer repeats. Languages are those of DICTIONARIES; places
// are in UTF-16 units.
//
//   { nr, ask: "load", language, added }  → { nr, ready: true, bytes }: the memory in use
//   { nr, ask: "check", text, personal }  → { nr, unknown }: a Uint32Array, start and end of each
//                                           word; with `html: true`, of the text between tags
//   { nr, ask: "suggest", word, most }    → { nr, words }: most likely first
//   { nr, ask: "add", word }              → { nr, ready: true }: accepted while the language stays
//
// `added` means that the dictionary was installed by whoever runs the server; its language is
// unknown here. A request that fails is answered { nr, failed }, a sentence for the browser's
// console. "load" may then be requested again; if the dictionary itself cannot be parsed, the
// answer has { unreadable: true } as well. Requests are answered in order. Text is checked and
// forgotten: nothing is logged, stored or sent.

import load, { Checker } from "./spell.js";

const DICTIONARIES = {
  en: ["{{dictionary-en.aff.gz}}", "{{dictionary-en.dic.gz}}"],
  "en-GB": ["{{dictionary-en-GB.aff.gz}}", "{{dictionary-en-GB.dic.gz}}"],
  es: ["{{dictionary-es.aff.gz}}", "{{dictionary-es.dic.gz}}"],
  fr: ["{{dictionary-fr.aff.gz}}", "{{dictionary-fr.dic.gz}}"],
  pl: ["{{dictionary-pl.aff.gz}}", "{{dictionary-pl.dic.gz}}"],
  pt: ["{{dictionary-pt.aff.gz}}", "{{dictionary-pt.dic.gz}}"],
  "pt-PT": ["{{dictionary-pt-PT.aff.gz}}", "{{dictionary-pt-PT.dic.gz}}"],
};

const works = {
  async load({ language, added }) {
    const files = added ? ["aff", "dic"].map((kind) => `/operator/dictionary/${language}/${kind}`) : DICTIONARIES[language];
    if (!files) throw new Error(`there is no dictionary of ${language}`);
    // In parallel: the program arrives before the dictionary.
    const [{ memory }, ...packed] = await Promise.all([program(), ...files.map(bytes)]);
    checker?.free();
    checker = undefined;
    try {
      checker = new Checker(...texts(packed));
    } catch (error) {
      return { failed: String(error), unreadable: true };
    }
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

// A message that arrives while the program is loading waits for its turn.
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

// A loaded program stays; after a failure it is requested again.
function program() {
  return load({ module_or_path: new URL("spell.wasm", import.meta.url) });
}

// The shipped dictionaries are compressed, because the program carries each once; nearly all
// browsers can decompress them.
async function bytes(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  if (!address.endsWith(".gz")) return answer.arrayBuffer();
  return new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

// The first file names the encoding of both; older dictionaries use their language's.
function texts([affixes, words]) {
  const [, name] = /^SET\s+(\S+)/m.exec(new TextDecoder("latin1").decode(affixes)) ?? [, "latin1"];
  const decoder = new TextDecoder(name.replace(/^microsoft-/i, ""));
  return [decoder.decode(affixes), decoder.decode(words)];
}
