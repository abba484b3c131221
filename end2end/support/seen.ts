// What a person sees. An element in the page may be outside the window, cut off, or covered.

import { expect, type Locator } from "@playwright/test";

/**
 * Each of them is entirely inside the current window, no part of its text is cut off, and nothing
 * covers it.
 */
export async function inSight(...things: Locator[]): Promise<void> {
  for (const thing of things) {
    await expect(thing).toBeVisible();
    await expect(thing).toBeInViewport({ ratio: 1 });
    // Inline content has no width of its own.
    const isWhole = thing.evaluate((node) => node.clientWidth === 0 || node.scrollWidth <= node.clientWidth);
    expect(await isWhole, `${thing} is cut off`).toBe(true);
    // All checks of a click without the click: what is hit there is the element itself.
    await thing.click({ trial: true, timeout: 5_000 });
  }
}

/** A person can read these texts there: hidden text and text for screen readers does not count. */
export async function reads(thing: Locator, ...texts: (string | RegExp)[]): Promise<void> {
  await expect(thing).toBeVisible();
  for (const text of texts) {
    const wanted = typeof text === "string" ? text.replace(/\s+/g, " ").trim() : text;
    await expect.poll(() => thing.evaluate(drawn), { message: `${thing} reads ${text}`, intervals: [50, 100, 250] }).toMatch(wanted);
  }
}

/** Its drawn text. */
function drawn(thing: Element): string {
  const isDrawn = (element: Element | null) => element?.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ?? false;
  // Text for screen readers is drawn in a pixel that is clipped away.
  const isCutAway = (element: Element | null): boolean =>
    !!element && (getComputedStyle(element).clipPath === "inset(50%)" || isCutAway(element.parentElement));
  const texts = document.createTreeWalker(thing, NodeFilter.SHOW_TEXT);
  let text = "";
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (isDrawn(node.parentElement) && !isCutAway(node.parentElement)) text += node.textContent;
  }
  return text.replace(/\s+/g, " ").trim();
}
