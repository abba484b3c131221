// Manual B13: what an operator sends as HTML is rendered for the visitor, the safe subset of it; what is sent as text is
// shown as it was typed.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Browser } from "@playwright/test";
import AxeBuilder from "@axe-core/playwright";
import { say, sayAll } from "../support/commands";
import { Operator, Visitor } from "../support/people";
import type { Server } from "../support/server";
import { expect, test } from "../support/test";

const attacks: string[] = JSON.parse(await readFile(new URL("../data/html-attacks.json", import.meta.url), "utf8"));
const AWAY = "https://away.example";

async function meet(browser: Browser, server: Server, options: Parameters<typeof Visitor.comes>[2] = {}) {
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

/** A foreign site, and all that happens to a visitor's browser that nobody wanted. */
async function watch(visitor: Visitor) {
  const happened: string[] = [];
  const site = createServer((request, response) => {
    // A picture may be asked for: that is what an operator's HTML can do.
    if (request.headers["sec-fetch-dest"] !== "image") happened.push(`asked for ${request.url}`);
    response.end();
  });
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  const address = site.address();
  if (address === null || typeof address === "string") throw new Error("a TCP listener has a port");
  const { page, context } = visitor;
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
function panelOf(visitor: Visitor) {
  const frame = visitor.page.frames().find((frame) => frame.url().includes("/panel"));
  if (!frame) throw new Error("there is no panel");
  return frame;
}

/** Comes near to each element as a person might who reads and points. */
async function touchAll(visitor: Visitor) {
  await panelOf(visitor).evaluate(() => {
    for (const element of document.querySelectorAll("#thread .text *")) {
      for (const type of ["pointerenter", "mouseover", "mousemove", "focus", "blur", "toggle", "animationstart"]) {
        element.dispatchEvent(new Event(type, { bubbles: true }));
      }
      // A link to the web opens in a tab of its own, which is what it is for.
      if (element.closest("a[href^=http]")) continue;
      element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    }
  });
  await visitor.page.waitForTimeout(500);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`HTML is rendered within its bubble, ${colorScheme}`, async ({ browser, server }, info) => {
    const { operator, visitor } = await meet(browser, server, { colorScheme });
    await say(operator, {
      html: `<h2>Our oak</h2><p>All of it is <b>solid</b>, see <a href="https://example.org/oak">the catalogue</a>.</p>
        <ul><li>boards</li><li>panels<ol><li>raw</li><li>oiled</li></ol></li></ul>`,
    });
    await say(operator, {
      html: `<table><thead><tr><th>Board</th><th>Width</th><th>Price</th></tr></thead><tbody><tr><td>A1</td><td>120 mm</td>
        <td>14.00</td></tr><tr><td>A2</td><td>160 mm</td><td>19.50</td></tr></tbody></table><p>Quote <code>OAK-10</code>:</p>
        <pre>order --article A2 --pieces 12 --oiled --deliver-to "the workshop behind the house"</pre>`,
    });
    await say(operator, {
      html: `<blockquote>Lovely boards.</blockquote><img src="${server.url}/demo/shelf.svg" alt="A shelf" width="3000" height="20">`,
    });
    const html = visitor.panel.locator("[data-form=html]");
    await expect(html).toHaveCount(3);
    await expect(html.getByRole("heading", { name: "Our oak" })).toBeVisible();
    await expect(html.getByRole("listitem")).toHaveCount(4);
    const link = html.getByRole("link", { name: "the catalogue" });
    await expect(link).toHaveAttribute("target", "_blank");
    await expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
    await expect(html.getByRole("img", { name: "A shelf" })).toBeVisible();
    const tooWide = await panelOf(visitor).evaluate(() => {
      const scroll = document.querySelector("#scroll");
      return !scroll || scroll.scrollWidth > scroll.clientWidth;
    });
    expect(tooWide, "nothing pushes the conversation out of the panel").toBe(false);
    await visitor.panel.getByRole("heading", { name: "Our oak" }).scrollIntoViewIfNeeded();
    await visitor.page.screenshot({ path: info.outputPath("01-html.png") });
    await visitor.panel.getByRole("img", { name: "A shelf" }).scrollIntoViewIfNeeded();
    await visitor.page.screenshot({ path: info.outputPath("02-html-below.png") });
    const { violations } = await new AxeBuilder({ page: visitor.page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
  });
}

test("of all known attacks by HTML none does anything in the panel", async ({ browser, server }, info) => {
  const { operator, visitor } = await meet(browser, server);
  const { happened, away, stop } = await watch(visitor);
  const taken = await sayAll(operator, attacks.map((html) => ({ html: html.replaceAll(AWAY, away) })));
  const stored = taken.filter((seq) => seq !== undefined);
  expect(stored.length).toBeGreaterThan(80);
  await expect(visitor.panel.locator("[data-form=html]")).toHaveCount(stored.length);
  await touchAll(visitor);
  await visitor.page.screenshot({ path: info.outputPath("01-what-is-left.png") });
  expect(happened).toEqual([]);

  // Whatever the server might miss, the panel's policy keeps from running: the same texts, not looked at by anybody.
  // (A page may be turned over by its own markup; no policy hinders that, so it is the server alone that keeps it out.)
  const raw = attacks.filter((html) => !/refresh/i.test(html)).map((html) => html.replaceAll(AWAY, away));
  await panelOf(visitor).evaluate((raw) => {
    for (const html of raw) {
      const place = document.createElement("div");
      document.querySelector("#thread .text")?.append(place);
      place.innerHTML = html;
    }
  }, raw);
  await touchAll(visitor);
  expect(happened.filter((what) => what.startsWith("a script ran"))).toEqual([]);
  stop();
});

test("what is sent as text is shown as it was typed", async ({ browser, server }, info) => {
  const { operator, visitor } = await meet(browser, server);
  const { happened, stop } = await watch(visitor);
  // What nobody can see is not kept, nor is white space at the end (wire/src/text.rs).
  const kept = (text: string) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "").trimEnd();
  const shown = () => panelOf(visitor).evaluate(() => [...document.querySelectorAll("#thread .text")].map((text) => text.textContent));
  await sayAll(operator, attacks.map((text) => ({ text })));
  await expect.poll(async () => (await shown()).length).toBe(attacks.length + 1);
  expect((await shown()).slice(1)).toEqual(attacks.map(kept));
  // He types them ten at a time.
  const letters = attacks.flatMap((_, i) => (i % 10 ? [] : [attacks.slice(i, i + 10).join("\n")]));
  for (const letter of letters) await visitor.says(letter);
  await visitor.knowsThatAllIsSent();
  expect((await shown()).slice(attacks.length + 1)).toEqual(letters.map(kept));
  await touchAll(visitor);
  await visitor.page.screenshot({ path: info.outputPath("01-as-it-was-typed.png") });
  expect(happened).toEqual([]);
  stop();
});
