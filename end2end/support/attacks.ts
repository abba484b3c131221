import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { expect, type Browser, type BrowserContext, type Frame, type Page } from "@playwright/test";
import { hasDrawn } from "./drawn";
import { Operator, Visitor } from "./people";
import type { Server } from "./server";

/**
 * Known ways to make a browser do something unwanted, each a piece of HTML; see `data/README.md`.
 */
export const attacks: string[] = JSON.parse(await readFile(new URL("../data/html-attacks.json", import.meta.url), "utf8"));

/** The same, with one's own site in place of the attacker's. */
export function attacksFrom(away: string): string[] {
  return attacks.map((html) => html.replaceAll("https://away.example", away));
}

export async function meet(browser: Browser, server: Server, options: Parameters<typeof Visitor.comes>[2] = {}) {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse", options);
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks("Vera", "What do you have?");
  await operator.accepts("Vera");
  await expect(visitor.panel.getByText("Support joined the chat")).toBeVisible();
  return { operator, visitor };
}

/** A foreign site, and everything unwanted that happens to a person's browser. */
export async function watch({ page, context }: { page: Page; context: BrowserContext }) {
  const happened: string[] = [];
  const site = createServer((request, response) => {
    // A picture may be requested: an operator's HTML can do that.
    if (request.headers["sec-fetch-dest"] !== "image") happened.push(`asked for ${request.url}`);
    response.end();
  });
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  const address = site.address();
  if (address === null || typeof address === "string") throw new Error("a TCP listener has a port");
  page.on("dialog", (dialog) => {
    happened.push(`a script ran: ${dialog.type()} ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("framenavigated", (frame) => happened.push(`a frame went to ${frame.url()}`));
  page.on("frameattached", () => happened.push("there is a new frame"));
  context.on("page", (opened) => happened.push(`a page was opened: ${opened.url()}`));
  const stop = () => {
    site.close();
    site.closeAllConnections();
  };
  return { happened, away: `http://127.0.0.1:${address.port}`, stop };
}

/** The panel's own document. */
export function panelOf(visitor: Visitor): Frame {
  const frame = visitor.page.frames().find((frame) => frame.url().includes("/panel"));
  if (!frame) throw new Error("there is no panel");
  return frame;
}

/** Approaches each of these elements as a person might who reads and points. */
export async function touchAll(frame: Frame, elements: string): Promise<void> {
  await frame.evaluate((elements) => {
    for (const element of document.querySelectorAll(elements)) {
      for (const type of ["pointerenter", "mouseover", "mousemove", "focus", "blur", "toggle", "animationstart"]) {
        element.dispatchEvent(new Event(type, { bubbles: true }));
      }
      // A link to the web opens in a tab of its own, and the product's buttons do their work: that
      // is what they are for.
      if (element.closest("a[href^=http], button")) continue;
      element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    }
  }, elements);
  // If it was led to another page, waits for that page.
  await picturesAreThere(frame).catch(() => frame.waitForLoadState());
}

/** Waits until each picture has loaded or failed, because handlers run then. */
async function picturesAreThere(frame: Frame): Promise<void> {
  await frame.evaluate(async () => {
    const awaited = [...document.images].filter(({ complete, loading }) => !complete && loading !== "lazy");
    await Promise.all(awaited.map((picture) => new Promise((done) => ["load", "error"].forEach((what) => picture.addEventListener(what, done)))));
  });
  await hasDrawn(frame);
}
