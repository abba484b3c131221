// When a page has come so far that what is not there will not come.

import type { Frame, Page } from "@playwright/test";

/** What the page knows is on the screen: a second frame begins when the first has been drawn. */
export async function hasDrawn(page: Page | Frame): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** What appears has appeared, and what goes has gone. */
export async function hasSettled(page: Page): Promise<void> {
  const settles = () => {
    const shadows = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
    // What is not rendered, such as what a closed <details> holds, does not come to an end.
    const isSeen = ({ effect }: Animation) => !(effect instanceof KeyframeEffect) || effect.target?.checkVisibility() !== false;
    const ends = ({ effect }: Animation) => effect?.getComputedTiming().endTime !== Infinity;
    const passing = [document, ...shadows].flatMap((root) => root.getAnimations()).filter((animation) => isSeen(animation) && ends(animation));
    return Promise.all(passing.map((animation) => animation.finished.catch(() => {}))).then(() => {});
  };
  for (const frame of page.frames()) await frame.evaluate(settles);
}

/** Does something that opens a socket of the page, and waits until the server has told it how things stand and that is drawn. */
export async function isTold(page: Page, does: () => Promise<unknown>): Promise<void> {
  // The frame may come right behind the socket: nobody would hear it who listened a little later.
  const told = new Promise<void>((done) => page.once("websocket", (socket) => socket.once("framereceived", () => done())));
  await Promise.all([told, does()]);
  await hasDrawn(page);
}
