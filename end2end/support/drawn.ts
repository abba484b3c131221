// When a page is so far that what is missing will not come.

import type { Frame, Page } from "@playwright/test";

/** What the page knows is on the screen: a second frame begins after the first has been drawn. */
export async function hasDrawn(page: Page | Frame): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Appearing and disappearing elements have finished. */
export async function hasSettled(page: Page): Promise<void> {
  const settles = () => {
    const shadows = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
    // Animations of what is not rendered, such as a closed <details>, never end.
    const isSeen = ({ effect }: Animation) => !(effect instanceof KeyframeEffect) || effect.target?.checkVisibility() !== false;
    const ends = ({ effect }: Animation) => effect?.getComputedTiming().endTime !== Infinity;
    const passing = [document, ...shadows].flatMap((root) => root.getAnimations()).filter((animation) => isSeen(animation) && ends(animation));
    return Promise.all(passing.map((animation) => animation.finished.catch(() => {}))).then(() => {});
  };
  for (const frame of page.frames()) await frame.evaluate(settles);
}

/** Does something that opens a socket of the page, and waits until the server's answer is drawn. */
export async function isTold(page: Page, does: () => Promise<unknown>): Promise<void> {
  // The frame may follow the socket at once: a later listener would miss it.
  const told = new Promise<void>((done) => page.once("websocket", (socket) => socket.once("framereceived", () => done())));
  await Promise.all([told, does()]);
  await hasDrawn(page);
}
