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
    const passing = [document, ...shadows].flatMap((root) => root.getAnimations()).filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    return Promise.all(passing.map((animation) => animation.finished.catch(() => {}))).then(() => {});
  };
  for (const frame of page.frames()) await frame.evaluate(settles);
}

/** Does something that opens a socket of the page, and waits until the server has told it how things stand and that is drawn. */
export async function isTold(page: Page, does: () => Promise<unknown>): Promise<void> {
  const told = page.waitForEvent("websocket").then((socket) => socket.waitForEvent("framereceived"));
  await Promise.all([told, does()]);
  await hasDrawn(page);
}
