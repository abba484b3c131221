// axe finds nothing on any page and state that there is, light and dark, wide and narrow.

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { Operator, Visitor } from "../support/people";
import { expect, test } from "../support/test";

async function isAccessible(page: Page, what: string) {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  const found = violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map((node) => node.html).join(" | ")}`);
  expect(found).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const [width, height] of [
    [1440, 900],
    [390, 800],
  ] as const) {
    test(`everything is accessible, ${colorScheme}, ${width} pixels wide`, async ({ browser, server }, info) => {
      const look = { colorScheme, viewport: { width, height } };
      const shown = async (page: Page, name: string) => {
        await page.screenshot({ path: info.outputPath(`${name}.png`) });
        await isAccessible(page, name);
        const overhang = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overhang, `${name}: nothing stands beyond the edge`).toBe(0);
      };
      const operator = await Operator.comes(browser, "mouse", server, look);
      await operator.page.goto(`${server.url}/sign-in`);
      await shown(operator.page, "sign-in");

      const visitor = await Visitor.comes(browser, "mouse", look);
      await visitor.opens(`${server.url}/demo`);
      await shown(visitor.page, "demo");
      await visitor.opensPanel();
      await expect(visitor.panel.getByText("Leave us a message")).toBeVisible();
      await shown(visitor.page, "panel-off-line");

      await operator.signsIn();
      await expect(operator.row("/demo")).toBeVisible();
      await shown(operator.page, "console-visitors");
      await visitor.asks("Vera", "Is the blue one in stock? See https://example.org/blue");
      await shown(visitor.page, "panel-waiting");
      await expect(operator.row("Vera")).toContainText("Requesting");
      await shown(operator.page, "console-request");
      await operator.accepts("Vera");
      await operator.says("Vera", "It is. Shall I put one aside for you?");
      await expect.poll(async () => (await visitor.sees()).length).toBe(2);
      await shown(visitor.page, "panel-conversation");
      await shown(operator.page, "console-conversation");
      await operator.page.goto(`${server.url}/console/messages`);
      await operator.isLive();
      await shown(operator.page, "console-off-line-messages");
      for (const page of ["preferences", "preferences/canned-messages", "preferences/keys", "administration/queueing"]) {
        await operator.page.goto(`${server.url}/console/${page}`);
        await operator.isLive();
        await expect(operator.page.locator(".preferences :is(h2, button, input):visible").first()).toBeVisible();
        await shown(operator.page, page.replace("/", "-"));
      }
    });
  }
}
