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
