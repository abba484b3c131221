// What the visitor reads, from the program's own files.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Frame, type Page } from "@playwright/test";

/** Texts by part and name, such as `forms.greeting`. */
export type Texts = Record<string, string>;

/** The languages of the visitor's side. */
export const TAGS = ["en", "de", "fr", "es", "pt", "pl", "ar", "ja", "zh-Hans"] as const;
export type Tag = (typeof TAGS)[number];

export function textsOf(tag: Tag): Texts {
  const texts: Texts = {};
  let part = "";
  for (const line of readFileSync(join(import.meta.dirname, "../../languages", `${tag}.toml`), "utf8").split("\n")) {
    part = /^\[(\w+)\]$/.exec(line)?.[1] ?? part;
    const [, name, text] = /^([\w-]+) = (".*")$/.exec(line) ?? [];
    // For these files, a basic string of TOML is one of JSON.
    if (name && text) texts[`${part}.${name}`] = JSON.parse(text) as string;
  }
  return texts;
}

/**
 * A page's texts for eyes and for screen readers: its text, and the names and hints of its
 * elements.
 */
export async function textsOn(frame: Frame): Promise<string[]> {
  return frame.evaluate(() => {
    const found = [document.title];
    const look = (root: Document | ShadowRoot | DocumentFragment) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!(node instanceof Element)) {
          if (!node.parentElement?.matches("script, style")) found.push(node.textContent ?? "");
          continue;
        }
        for (const name of ["aria-label", "title", "placeholder", "alt"]) found.push(node.getAttribute(name) ?? "");
        if (node.shadowRoot) look(node.shadowRoot);
      }
    };
    look(document);
    return found.map((text) => text.trim()).filter((text) => text);
  });
}

/** Nothing that the visitor's side says on this page is English where another language is set. */
export async function speaksOnly(page: Page, tag: Tag, what: string): Promise<void> {
  const english = Object.values(textsOf("en"));
  const own = new Set(Object.values(textsOf(tag)));
  const sentences = english.flatMap((text) => text.split("%")).map((piece) => piece.trim()).filter((piece) => piece.includes(" "));
  const panel = page.frames().find((frame) => frame.url().includes("/panel?"));
  if (!panel) throw new Error("there is no panel");
  const said = [...(await textsOn(panel)), ...(await ofLauncher(page))];
  const found = said.filter((text) => {
    const isWhole = english.includes(text) && !own.has(text);
    return isWhole || sentences.some((sentence) => text.includes(sentence) && !own.has(text));
  });
  expect(tag === "en" ? [] : found, `${what} in ${tag}`).toEqual([]);
  // Otherwise an empty page would pass.
  expect(said.filter((text) => own.has(text)).length, `${what} in ${tag}`).toBeGreaterThan(10);
}

/** What the loader's element in the host page says. */
async function ofLauncher(page: Page): Promise<string[]> {
  return page.locator("switchboard-chat").evaluate((host) => {
    const within = [...(host.shadowRoot?.querySelectorAll("*") ?? [])];
    const said = within.flatMap((element) => [element.getAttribute("aria-label"), element.getAttribute("title"), element.children.length ? "" : element.textContent]);
    return said.map((text) => text?.trim() ?? "").filter((text) => text);
  });
}
