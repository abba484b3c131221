// Manual A7: active accounts × price per account is this month's fee, and every past month has a
// printable statement.

import type { Page } from "@playwright/test";
import { fits, isAccessible } from "../support/accessible";
import { addedLongAgo } from "../support/past";
import { Operator, type Hand } from "../support/people";
import { picture } from "../support/picture";
import { Server } from "../support/server";
import { expect, test as base } from "../support/test";

const PRICE = { SWITCHBOARD_PRICE: "9.00", SWITCHBOARD_CURRENCY: "EUR" };
const now = new Date();
/** The days of this month, and today's number, in UTC, as fees are counted. */
const days = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0)).getUTCDate();
const today = now.getUTCDate();

/** The share of the price for this many days, in cents, halves rounded up. */
const part = (count: number, of: number) => Math.floor((2 * 900 * count + of) / (2 * of));
const euros = (cents: number) => `${(cents / 100).toFixed(2)} EUR`;
/** Noon of this day, this many months ago. */
const ago = (months: number, day: number) =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, day, 12));
const monthName = (months: number) =>
  ago(months, 1).toLocaleDateString("en", { month: "long", year: "numeric", timeZone: "UTC" });
const lengthOf = (months: number) => ago(months - 1, 0).getUTCDate();

const test = base.extend<{ charging: Server }>({
  /**
   * An installation with a price, where Anna joined two months ago, and Ben in the middle of last
   * month.
   */
  charging: async ({ browser }, use) => {
    const server = await Server.start(PRICE);
    await server.addOperator("Ben");
    await server.rests();
    await addedLongAgo(server.database, { [server.admin.email]: ago(2, 1), "ben@example.org": ago(1, 16) });
    await server.start(PRICE);
    await use(server);
    for (const context of browser.contexts()) await context.close();
    await server.stop();
  },
});

const feeLine = (page: Page) => page.locator(".fee-line");

/** The panel's line for this many accounts and the expected cost of the month. */
function line(active: number, expected: number): string {
  const monthly = active * 900;
  const product = `${active} accounts × 9.00 EUR = ${euros(monthly)}`;
  return expected === monthly ? `${product} this month` : `${product} a month; ${euros(expected)} this month, by the day`;
}

test("A7: by mouse and by keys: this month's fee follows the accounts, and past months are on paper", async ({ browser, charging }, info) => {
  const ann = await Operator.comes(browser, "mouse", charging);
  await ann.signsIn();
  await ann.administers("Chat Operators");
  await expect(feeLine(ann.page)).toContainText(line(2, 1800));
  await picture(ann.page, info, "panel");
  const operators = ann.page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Chat Operators" });
  const statements = ann.page.locator(".statements").getByRole("link");
  const paper = ann.page.getByRole("article", { name: "Statement" });
  const last = 900 + part(lengthOf(1) - 15, lengthOf(1));
  // The button opens the browser's own dialog, which a test cannot operate.
  await ann.context.addInitScript(() => (window.print = () => document.documentElement.setAttribute("data-printed", "yes")));
  await ann.page.evaluate(() => (window.print = () => document.documentElement.setAttribute("data-printed", "yes")));

  for (const [nr, [hand, name]] of ([["mouse", "Zoe"], ["keyboard", "Yann"]] as [Hand, string][]).entries()) {
    await test.step(`with the ${hand}`, async () => {
      const anna = ann.with(hand);
      const isFirst = nr === 0;
      // A further account costs its days of this month, even after it is removed.
      const gone = nr * part(1, days);
      await anna.presses(ann.page.getByRole("button", { name: "Add", exact: true }));
      await anna.fills(ann.window.getByLabel("E-mail address"), `${name.toLowerCase()}@example.org`);
      await anna.fills(ann.window.getByLabel("Screen name"), name);
      await anna.presses(ann.window.getByRole("button", { name: "Add", exact: true }));
      await anna.presses(ann.window.getByRole("button", { name: "Done" }));
      await expect(feeLine(ann.page)).toContainText(line(3, 1800 + gone + part(days - today + 1, days)));
      if (isFirst) await picture(ann.page, info, "panel-by-the-day");
      if (isFirst) await isAccessible(ann.page, "panel");
      await anna.doesWith(name, "Delete");
      await anna.presses(ann.window.getByRole("button", { name: "Delete" }));
      const now = 1800 + gone + part(1, days);
      await expect(feeLine(ann.page)).toContainText(line(2, now));

      await anna.presses(feeLine(ann.page).getByRole("link", { name: "Statements" }));
      await expect(ann.page.getByRole("heading", { name: "Fees", level: 2 })).toBeVisible();
      await expect(ann.page.locator(".fee-total")).toHaveText(euros(now));
      await expect(statements).toHaveText([
        `${monthName(1)}2 accounts${euros(last)}`,
        `${monthName(2)}1 account9.00 EUR`,
      ]);
      if (isFirst) {
        for (const scheme of ["light", "dark"] as const) {
          await ann.page.emulateMedia({ colorScheme: scheme });
          await picture(ann.page, info, `fees-${scheme}`);
          await isAccessible(ann.page, `fees, ${scheme}`);
        }
      }

      await anna.presses(statements.first());
      await expect(paper).toContainText(monthName(1));
      await expect(paper.getByRole("row")).toHaveText([
        "OperatorActiveDaysAmount",
        `Benben@example.org16 – ${lengthOf(1)}${lengthOf(1) - 15}${euros(last - 900)}`,
        `Supportanna@example.org1 – ${lengthOf(1)}${lengthOf(1)}9.00 EUR`,
        `Total of 2 accounts${euros(last)}`,
      ]);
      if (isFirst) {
        await picture(ann.page, info, "statement-dark");
        await isAccessible(ann.page, "statement, dark");
        await ann.page.emulateMedia({ colorScheme: "light" });
        await picture(ann.page, info, "statement-light");
        await isAccessible(ann.page, "statement, light");
      }
      await anna.presses(ann.page.getByRole("button", { name: "Print" }));
      await expect(ann.page.locator("html")).toHaveAttribute("data-printed", "yes");

      // It has an address of its own, and a visible way back.
      await ann.page.reload();
      await expect(paper).toContainText(euros(last));
      await anna.presses(ann.page.getByRole("link", { name: "All statements" }));
      await expect(statements).toHaveCount(2);
      await operators.click();
    });
  }
});

test("A3, A7: a statement on paper, fees on a phone, and who reads of none", async ({ browser, charging, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", charging, { colorScheme: "dark" });
  await ann.signsIn();
  const { page } = ann;

  await test.step("a statement on paper is the statement alone, black on white, on one page", async () => {
    await ann.page.goto(`${charging.url}/console/administration/fees?statement=${ago(1, 1).toISOString().slice(0, 7)}`);
    await ann.isLive();
    const paper = ann.page.getByRole("article", { name: "Statement" });
    await expect(paper).toContainText("Total of 2 accounts");
    await ann.page.emulateMedia({ media: "print", colorScheme: "dark" });
    for (const gone of [ann.page.getByRole("navigation"), ann.page.getByRole("button"), ann.page.locator(".rail")]) {
      await expect(gone.filter({ visible: true })).toHaveCount(0);
    }
    const colours = await paper.evaluate((node) => {
      const page = [node, node.closest(".console"), document.body, document.documentElement] as Element[];
      return [getComputedStyle(node).color, ...page.map((one) => getComputedStyle(one).backgroundColor)];
    });
    expect(colours[0]).toBe("rgb(0, 0, 0)");
    for (const ground of colours.slice(1)) expect(["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"]).toContain(ground);
    await ann.page.setViewportSize({ width: 680, height: 960 });
    await picture(ann.page, info, "print");
    await ann.page.emulateMedia({ media: null });
    for (const format of ["A4", "Letter"] as const) {
      const pdf = await ann.page.pdf({ format, preferCSSPageSize: true, path: info.outputPath(`statement-${format}.pdf`) });
      expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g), format).toHaveLength(1);
    }
  });

  await test.step("on a phone, and with an address that is none", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ media: null, colorScheme: "light" });
    const at = async (address: string) => {
      await page.goto(`${charging.url}/console/administration/${address}`);
      await ann.isLive();
    };
    await at("operators");
    await expect(feeLine(page)).toContainText(line(2, 1800));
    await picture(page, info, "panel-narrow");
    await fits(page, "panel");
    await at("fees");
    await expect(page.locator(".statements").getByRole("link")).toHaveCount(2);
    await picture(page, info, "fees-narrow");
    await fits(page, "fees");
    await isAccessible(page, "fees");
    await page.locator(".statements").getByRole("link").first().click();
    await expect(page.getByRole("article")).toContainText("Total of 2 accounts");
    await picture(page, info, "statement-narrow");
    await fits(page, "statement");
    await isAccessible(page, "statement");
    await at("fees?statement=1999-01");
    await expect(page.getByText("This statement cannot be shown")).toBeVisible();
    await at("fees?statement=tomorrow");
    await expect(page.getByText("There is no such statement")).toBeVisible();
    await at("fees?statement=2026-99");
    await expect(page.getByText("There is no such statement")).toBeVisible();
  });

  await test.step("fees are no business of a normal operator", async () => {
    const ben = await Operator.comes(browser, "mouse", charging);
    await ben.signsIn({ email: "ben@example.org", password: charging.admin.password });
    const month = ago(1, 1).getUTCFullYear() * 12 + ago(1, 1).getUTCMonth();
    for (const [path, form] of [["/api/fees", {}], ["/api/statement", { month: String(month) }]] as const) {
      const asked = await ben.page.request.post(charging.url + path, { form, headers: { origin: charging.url } });
      expect(asked.status(), path).toBe(403);
    }
    await ben.page.goto(`${charging.url}/console/administration/fees`);
    await ben.isLive();
    await expect(ben.page.getByText("Only administrators may change this")).toBeVisible();
    await expect(ben.page.getByText("EUR")).toHaveCount(0);
  });

  await test.step("where there is no price nobody reads of them", async () => {
    const other = await Operator.comes(browser, "mouse", server);
    await other.signsIn();
    await other.administers("Chat Operators");
    await expect(feeLine(other.page)).toBeHidden();
    await expect(other.page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Fees" })).toHaveCount(0);
    await other.page.goto(`${server.url}/console/administration/fees`);
    await other.isLive();
    await expect(other.page.getByText("There are no fees")).toBeVisible();
  });
});
