// Manual A7: active accounts × price per account is this month's fee, and every past month has a printable statement.

import type { Page } from "@playwright/test";
import { fits, isAccessible } from "../support/accessible";
import { addedLongAgo } from "../support/past";
import { Operator } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { Server } from "../support/server";
import { expect, test as base } from "../support/test";

const PRICE = { SWITCHBOARD_PRICE: "9.00", SWITCHBOARD_CURRENCY: "EUR" };
const now = new Date();
/** The days of this month, and which one is today; in UTC, as fees are counted. */
const days = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0)).getUTCDate();
const today = now.getUTCDate();

/** So many days' part of the price in cents, halves up. */
const part = (count: number, of: number) => Math.floor((2 * 900 * count + of) / (2 * of));
const euros = (cents: number) => `${(cents / 100).toFixed(2)} EUR`;
/** Noon of this day, so many months ago. */
const ago = (months: number, day: number) =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, day, 12));
const monthName = (months: number) =>
  ago(months, 1).toLocaleDateString("en", { month: "long", year: "numeric", timeZone: "UTC" });
const lengthOf = (months: number) => ago(months - 1, 0).getUTCDate();

const test = base.extend<{ charging: Server }>({
  /** An installation with a price, where Anna is since two months ago, and Ben since the middle of the last one. */
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

/** What the panel says with so many accounts, and what the month has cost at its end. */
function line(active: number, expected: number): string {
  const monthly = active * 900;
  const product = `${active} accounts × 9.00 EUR = ${euros(monthly)}`;
  return expected === monthly ? `${product} this month` : `${product} a month; ${euros(expected)} this month, by the day`;
}

test("A7: this month's fee follows the accounts, and past months are on paper, with the mouse and the keys", async ({ browser, charging }, info) => {
  const ann = await Operator.comes(browser, "mouse", charging);
  const keys = ann.with("keyboard");
  await ann.signsIn();
  await ann.administers("Chat Operators");
  await reads(feeLine(ann.page), line(2, 1800));
  await picture(ann.page, info, "panel");

  // Another account costs its days of this month, also when it is gone again.
  await ann.presses(ann.page.getByRole("button", { name: "Add", exact: true }));
  await ann.fills(ann.window.getByLabel("E-mail address"), "zoe@example.org");
  await ann.fills(ann.window.getByLabel("Screen name"), "Zoe");
  await ann.presses(ann.window.getByRole("button", { name: "Add", exact: true }));
  await ann.presses(ann.window.getByRole("button", { name: "Done" }));
  await reads(feeLine(ann.page), line(3, 1800 + part(days - today + 1, days)));
  await picture(ann.page, info, "panel-by-the-day");
  await isAccessible(ann.page, "panel");
  await keys.doesWith("Zoe", "Delete");
  await keys.presses(ann.window.getByRole("button", { name: "Delete" }));
  await reads(feeLine(ann.page), line(2, 1800 + part(1, days)));

  await ann.presses(feeLine(ann.page).getByRole("link", { name: "Statements" }));
  await expect(ann.page.getByRole("heading", { name: "Fees", level: 2 })).toBeVisible();
  await reads(ann.page.locator(".fee-total"), euros(1800 + part(1, days)));
  const statements = ann.page.locator(".statements").getByRole("link");
  const last = 900 + part(lengthOf(1) - 15, lengthOf(1));
  await expect(statements).toHaveText([
    `${monthName(1)}2 accounts${euros(last)}`,
    `${monthName(2)}1 account9.00 EUR`,
  ]);
  for (const scheme of ["light", "dark"] as const) {
    await ann.page.emulateMedia({ colorScheme: scheme });
    await picture(ann.page, info, `fees-${scheme}`);
    await isAccessible(ann.page, `fees, ${scheme}`);
  }

  await ann.presses(statements.first());
  const paper = ann.page.getByRole("article", { name: "Statement" });
  await reads(paper, monthName(1));
  await expect(paper.getByRole("row")).toHaveText([
    "OperatorActiveDaysAmount",
    `Benben@example.org16 – ${lengthOf(1)}${lengthOf(1) - 15}${euros(last - 900)}`,
    `Supportanna@example.org1 – ${lengthOf(1)}${lengthOf(1)}9.00 EUR`,
    `Total of 2 accounts${euros(last)}`,
  ]);
  await picture(ann.page, info, "statement-dark");
  await isAccessible(ann.page, "statement, dark");
  await ann.page.emulateMedia({ colorScheme: "light" });
  await picture(ann.page, info, "statement-light");
  await isAccessible(ann.page, "statement, light");

  // The button opens the browser's own window, in which nothing can be done here.
  await ann.page.evaluate(() => {
    let printed = 0;
    window.print = () => document.documentElement.setAttribute("data-printed", String(++printed));
  });
  const print = ann.page.getByRole("button", { name: "Print" });
  await ann.presses(print);
  await expect(ann.page.locator("html")).toHaveAttribute("data-printed", "1");
  await keys.presses(print);
  await expect(ann.page.locator("html")).toHaveAttribute("data-printed", "2");

  // It has an address of its own, and the way back is where one looks for it.
  await ann.page.reload();
  await reads(paper, euros(last));
  const back = ann.page.getByRole("link", { name: "All statements" });
  await ann.presses(back);
  await keys.presses(statements.last());
  await reads(paper, monthName(2));
  await keys.presses(back);
  await keys.administers("Chat Operators");
  await keys.presses(feeLine(ann.page).getByRole("link", { name: "Statements" }));
  await expect(statements).toHaveCount(2);
  for (const one of await statements.all()) await expect(one).toBeVisible();
});

test("A7: a statement on paper is the statement alone, black on white, on one page", async ({ browser, charging }, info) => {
  const ann = await Operator.comes(browser, "mouse", charging, { colorScheme: "dark" });
  await ann.signsIn();
  await ann.page.goto(`${charging.url}/console/administration/fees?statement=${ago(1, 1).toISOString().slice(0, 7)}`);
  await ann.isLive();
  const paper = ann.page.getByRole("article", { name: "Statement" });
  await reads(paper, "Total of 2 accounts");
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

test("A7: on a phone, and with an address that is none", async ({ browser, charging }, info) => {
  const ann = await Operator.comes(browser, "mouse", charging, { viewport: { width: 390, height: 844 } });
  await ann.signsIn();
  const { page } = ann;
  const at = async (address: string) => {
    await page.goto(`${charging.url}/console/administration/${address}`);
    await ann.isLive();
  };
  await at("operators");
  await reads(feeLine(page), line(2, 1800));
  await picture(page, info, "panel-narrow");
  await fits(page, "panel");
  await at("fees");
  await expect(page.locator(".statements").getByRole("link")).toHaveCount(2);
  await picture(page, info, "fees-narrow");
  await fits(page, "fees");
  await isAccessible(page, "fees");
  await page.locator(".statements").getByRole("link").first().click();
  await reads(page.getByRole("article"), "Total of 2 accounts");
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

test("A3, A7: fees are no business of a normal operator, and where there is no price nobody reads of them", async ({ browser, charging, server }) => {
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

  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await ann.administers("Chat Operators");
  await expect(feeLine(ann.page)).toBeHidden();
  await expect(ann.page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Fees" })).toHaveCount(0);
  await ann.page.goto(`${server.url}/console/administration/fees`);
  await ann.isLive();
  await expect(ann.page.getByText("There are no fees")).toBeVisible();
});
