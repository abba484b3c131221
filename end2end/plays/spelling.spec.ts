// The spell checker in its worker, as the console uses it: see spell/worker.js.

import { gzipSync } from "node:zlib";
import { type Page } from "@playwright/test";
import { Operator } from "../support/people";
import { ALONE, expect, test } from "../support/test";

const MB = 1024 * 1024;

interface Answer {
  nr: number;
  ready?: boolean;
  bytes?: number;
  unknown?: number[];
  words?: string[];
  failed?: string;
  unreadable?: boolean;
  /** From the request to its answer, in milliseconds; for the first one from the worker's start. */
  took: number;
}

/** Starts a worker in the page, sends it one request after the other, and ends it. */
async function ask(page: Page, requests: Record<string, unknown>[]): Promise<Answer[]> {
  return page.evaluate(async (requests) => {
    let start = performance.now();
    const worker = new Worker(document.querySelector<HTMLMetaElement>("meta[name=spell-checker]")!.content, {
      type: "module",
    });
    const answers = [];
    for (const [nr, request] of requests.entries()) {
      const answer = new Promise<Record<string, unknown>>((done, fail) => {
        worker.onmessage = ({ data }) => done(data);
        worker.onerror = () => fail(new Error("the worker does not start"));
      });
      worker.postMessage({ nr, ...request });
      const data = await answer;
      const unknown = data.unknown && Array.from(data.unknown as Uint32Array);
      answers.push({ ...data, unknown, took: performance.now() - start });
      start = performance.now();
    }
    worker.terminate();
    return answers as never;
  }, requests);
}

test("the spell checker is loaded when it is asked for, and answers", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  const { page } = operator;
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(request.url()));
  await operator.signsIn();
  expect(loaded.filter((url) => /spell|dictionary/.test(url))).toEqual([]);

  const text = "Helo 😀 wrld, see /clse https://exmple.org or Zork";
  const answers = await ask(page, [
    { ask: "check", text, personal: [] },
    { ask: "load", language: "xx" },
    { ask: "load", language: "en" },
    { ask: "check", text, personal: ["zork"] },
    { ask: "suggest", word: "wrld", most: 5 },
    { ask: "add", word: "Helo" },
    { ask: "check", text, personal: [] },
    { ask: "load", language: "fr" },
    { ask: "check", text: "un cheveau", personal: [] },
    { ask: "suggest", word: "francais", most: 3 },
  ]);
  expect(answers.map((answer) => answer.nr)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const [early, unknown, , inEnglish, words, , added, , inFrench, mots] = answers;
  expect(early!.failed).toContain("no language is loaded");
  expect(unknown!.failed).toContain("there is no dictionary of xx");
  const marked = (answer: Answer) => {
    const places = answer.unknown!;
    return places.flatMap((from, at) => (at % 2 ? [] : [text.slice(from, places[at + 1])]));
  };
  expect(marked(inEnglish!)).toEqual(["Helo", "wrld"]);
  expect(words!.words).toContain("world");
  expect(marked(added!)).toEqual(["wrld", "Zork"]);
  expect(inFrench!.unknown).toEqual([3, 10]);
  expect(mots!.words).toContain("français");
});

test("a dictionary that could not be loaded may be asked for again, one that could not be read is told", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  const { page } = operator;
  await operator.signsIn();
  let asked = 0;
  await operator.context.route(/dictionary-en\.\w+\.dic\.gz$/, async (route) => {
    if (asked++ === 0) await route.fulfill({ status: 503, body: "" });
    else await route.continue();
  });
  const broken = gzipSync("SET UTF-8\nSFX S Y many\n");
  await operator.context.route(/dictionary-fr\.\w+\.aff\.gz$/, (route) => route.fulfill({ body: broken }));
  const load = { ask: "load", language: "en" };
  const [first, second, third, fourth] = await ask(page, [load, load, { ask: "load", language: "fr" }, load]);
  expect(first!.failed).toContain("503");
  expect(second!.ready).toBe(true);
  expect(third!.failed).toContain("could not be read");
  expect([first!.unreadable, third!.unreadable]).toEqual([undefined, true]);
  expect(fourth!.ready).toBe(true);
});

test("it is ready in 300 ms, suggests in 50 and takes 8 MB at most", ALONE, async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  const { page } = operator;
  await operator.signsIn();
  const misspelled = {
    en: ["recieve", "definately", "seperate", "occured", "untill", "tommorow", "wich", "adress", "beleive", "acommodate"],
    fr: ["maisson", "francais", "bonjur", "livrason", "adrese", "paiment", "acceuil", "magazin", "plusieur", "attendr"],
  };
  for (const [language, typed] of Object.entries(misspelled)) {
    const suggest = typed.map((word) => ({ ask: "suggest", word, most: 5 }));
    // The best of five: other load on the machine can only add time.
    const ready: number[] = [];
    const suggested: number[] = [];
    let bytes = 0;
    for (let time = 0; time < 5; time++) {
      const load = { ask: "load", language };
      const answers = await ask(page, [load, ...suggest, load]);
      ready.push(answers[0]!.took);
      suggested.push(median(answers.slice(1, -1).map((answer) => answer.took)));
      // Loaded again, after suggestions: its peak memory.
      bytes = answers.at(-1)!.bytes!;
    }
    const [load, suggestion] = [Math.min(...ready), Math.min(...suggested)];
    console.log(
      `${language}: ready in ${load.toFixed(0)} ms, a suggestion in ${suggestion.toFixed(1)} ms, ${(bytes / MB).toFixed(1)} MB`,
    );
    expect(bytes).toBeLessThanOrEqual(8 * MB);
    // French has twice as many words, with seventy times the rules: there the figures are only
    // reported.
    if (language !== "en") continue;
    expect(load).toBeLessThanOrEqual(300);
    expect(suggestion).toBeLessThanOrEqual(50);
  }
  // The two largest, in sequence, as when the language is changed.
  const [polish, brazilian] = await ask(page, [
    { ask: "load", language: "pl" },
    { ask: "load", language: "pt" },
  ]);
  for (const { took, bytes, failed } of [polish!, brazilian!]) {
    expect(failed).toBeUndefined();
    console.log(`a large one: ready in ${took.toFixed(0)} ms, ${(bytes! / MB).toFixed(1)} MB`);
    expect(bytes).toBeLessThanOrEqual(64 * MB);
  }
});

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}
