// What operators read in another language, from the program's catalogues.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { textsOn } from "./texts";

/** The languages of the console apart from English. */
export const TRANSLATED = ["de", "fr", "es"] as const;
export type ConsoleTag = (typeof TRANSLATED)[number];

/** A language's texts by the English ones. */
function catalogueOf(tag: ConsoleTag): Map<string, string> {
  const texts = new Map<string, string>();
  for (const line of readFileSync(join(import.meta.dirname, "../../languages/console", `${tag}.toml`), "utf8").split("\n")) {
    const [, english, text] = /^("(?:[^"\\]|\\.)*") = ("(?:[^"\\]|\\.)*")$/.exec(line) ?? [];
    // For these files, a basic string of TOML is one of JSON.
    if (english && text) texts.set(JSON.parse(english) as string, JSON.parse(text) as string);
  }
  return texts;
}

/** Returns the console's texts in this language, with values in their gaps. */
export function translator(tag: ConsoleTag): (english: string, ...values: string[]) => string {
  const catalogue = catalogueOf(tag);
  return (english, ...values) => {
    const text = catalogue.get(english);
    if (text === undefined) throw new Error(`“${english}” is not in languages/console/${tag}.toml`);
    return values.reduce((filled, value, at) => filled.replaceAll(`%${at + 1}`, value), text);
  };
}

/**
 * Nothing that the console says on this page is English, and at least this many of its texts are in
 * this language.
 */
export async function consoleSpeaksOnly(page: Page, tag: ConsoleTag, what: string, least = 10): Promise<void> {
  const catalogue = [...catalogueOf(tag)].map(([english, text]) => [english.trim(), text.trim()] as const);
  const own = new Set(catalogue.map(([, text]) => text));
  const english = catalogue.filter(([english, text]) => english !== text).map(([english]) => english);
  const whole = new Set(english);
  // Names and addresses in gaps are the same in all languages.
  const pieces = english.flatMap((text) => text.split(/%\d/)).map((piece) => piece.trim());
  const sentences = pieces.filter((piece) => piece.includes(" ") && piece.length > 10);
  const said = await textsOn(page.mainFrame());
  const isEnglish = (text: string) => whole.has(text) || sentences.some((sentence) => text.includes(sentence));
  const found = said.filter((text) => !own.has(text) && isEnglish(text));
  expect(found, `${what} in ${tag}`).toEqual([]);
  // Otherwise an empty page would pass.
  expect(said.filter((text) => own.has(text)).length, `${what} in ${tag}`).toBeGreaterThanOrEqual(least);
}
