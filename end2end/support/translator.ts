// Acts like the translators in Chrome and Edge: the texts that it may touch become other elements.

import type { Page } from "@playwright/test";

/** Where people's words are in the console. */
const PEOPLES = ".bubble, .preview, .row-text, .page-title, .fact-title, .answers, .note-text, .known-notes > p, .history";

/** Translates the page into capitals. Returns what it found besides people's words. */
export async function translate(page: Page): Promise<string[]> {
  return page.evaluate((peoples) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const isOpen = !node.parentElement?.closest("[translate=no], font, script, style, textarea");
      if (isOpen && node.nodeValue?.trim()) texts.push(node as Text);
    }
    const others = texts.filter((text) => !text.parentElement?.closest(peoples)).map((text) => text.data);
    for (const text of texts) {
      const outer = document.createElement("font");
      outer.appendChild(document.createElement("font")).textContent = text.data.toUpperCase();
      text.replaceWith(outer);
    }
    return others;
  }, PEOPLES);
}
