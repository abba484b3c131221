// The two pictures in the README.

import { join } from "node:path";
import { Operator, Visitor } from "../support/people";
import { expect, test } from "../support/test";

const IMAGES = join(import.meta.dirname, "../../docs/images");

const TALK = [
  ["visitor", "Do you have the soup bowl in blue? I need six of them."],
  ["operator", "We do, seven are on the shelf. Shall I put six aside for you?"],
  ["visitor", "Yes please, until Saturday. Does postage cost extra?"],
  ["operator", "Done, they wait under your name. Postage is free from three pieces on."],
] as const;

test("the pictures in the README", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server, { viewport: { width: 1360, height: 780 }, deviceScaleFactor: 2 });
  await operator.signsIn();
  await operator.wantsNoPopups();
  const browsing = await Visitor.comes(browser, "mouse");
  await browsing.opens(`${server.url}/demo/pricing`);
  const visitor = await Visitor.comes(browser, "mouse", { viewport: { width: 1100, height: 780 }, deviceScaleFactor: 2 });
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  const [[, question], ...rest] = TALK;
  await visitor.asks("Vera Lindqvist", question);
  await operator.accepts("Vera Lindqvist");
  let count = 1;
  for (const [who, text] of rest) {
    await (who === "visitor" ? visitor.says(text) : operator.says("Vera Lindqvist", text));
    count++;
    await expect.poll(async () => (await operator.sees()).length).toBe(count);
    await expect.poll(async () => (await visitor.sees()).length).toBe(count);
  }
  await visitor.knowsThatAllIsSent();
  const waiting = await Visitor.comes(browser, "mouse");
  await waiting.opens(`${server.url}/demo`);
  await waiting.opensPanel();
  await waiting.asks("Tom", "My jug arrived with a chip.");
  await expect(operator.page.getByText("My jug arrived with a chip.").or(operator.page.getByText("Tom")).first()).toBeVisible();
  await operator.page.mouse.move(700, 400);
  await operator.page.screenshot({ path: join(IMAGES, "console.png") });
  await visitor.page.screenshot({ path: join(IMAGES, "panel.png") });
});
