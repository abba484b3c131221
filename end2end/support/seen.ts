// What a person sees. What is in the page may be outside of the window, cut off, or beneath something else.

import { expect, type Locator } from "@playwright/test";

/** Each of them stands whole inside the window as it is now, nothing of its text is cut off, and nothing lies over it. */
export async function inSight(...things: Locator[]): Promise<void> {
  for (const thing of things) {
    await expect(thing).toBeVisible();
    await expect(thing).toBeInViewport({ ratio: 1 });
    // What lies within a line has no width of its own.
    const isWhole = thing.evaluate((node) => node.clientWidth === 0 || node.scrollWidth <= node.clientWidth);
    expect(await isWhole, `${thing} is cut off`).toBe(true);
    // All that a click looks at, without one: what is met there is the thing itself.
    await thing.click({ trial: true, timeout: 5_000 });
  }
}

/** A person reads these texts there: neither what is hidden counts, nor what is for screen readers alone. */
export async function reads(thing: Locator, ...texts: (string | RegExp)[]): Promise<void> {
  await expect(thing).toBeVisible();
  for (const text of texts) {
    const wanted = typeof text === "string" ? text.replace(/\s+/g, " ").trim() : text;
    await expect.poll(() => thing.evaluate(drawn), { message: `${thing} reads ${text}`, intervals: [50, 100, 250] }).toMatch(wanted);
  }
}

/** The text of it that is drawn. */
function drawn(thing: Element): string {
  const isDrawn = (element: Element | null) => element?.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ?? false;
  // What is for screen readers is drawn in a pixel of which nothing is left.
  const isCutAway = (element: Element | null): boolean =>
    !!element && (getComputedStyle(element).clipPath === "inset(50%)" || isCutAway(element.parentElement));
  const texts = document.createTreeWalker(thing, NodeFilter.SHOW_TEXT);
  let text = "";
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (isDrawn(node.parentElement) && !isCutAway(node.parentElement)) text += node.textContent;
  }
  return text.replace(/\s+/g, " ").trim();
}
