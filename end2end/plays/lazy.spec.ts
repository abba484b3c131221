// Parts of the console are loaded when they are needed: not before, and with an explanation if that
// fails.

import { type Page } from "@playwright/test";
import { Operator } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { expect, test } from "../support/test";

/** A part's file is called PROGRAM.PART.HASH.wasm, a program's PROGRAM.HASH.wasm. */
const PART = /\/assets\/app\.\w+\.\w+\.wasm$/;

/**
 * The names of the parts that the page requests from now on, without chunks that several of them
 * share.
 */
function asksFor(page: Page): string[] {
  const parts: string[] = [];
  page.on("request", (request) => {
    const name = PART.test(request.url()) ? new URL(request.url()).pathname.split(".")[1]! : "chunk";
    if (!name.startsWith("chunk")) parts.push(name);
  });
  return parts;
}

/** The page's errors, as its browser reports them. */
function troubleIn(page: Page): string[] {
  const trouble: string[] = [];
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("console", (line) => line.type() === "error" && trouble.push(line.text()));
  return trouble;
}

test("the first load brings no part; a visit, or pointing at the link, does", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  const { page } = operator;
  const parts = asksFor(page);
  const trouble = troubleIn(page);
  await operator.signsIn();
  await page.waitForLoadState("networkidle");
  expect(parts).toEqual([]);

  const link = page.getByRole("link", { name: /Off-line messages/ });
  await link.hover();
  await expect.poll(() => parts).toEqual(["off_line_messages"]);
  await link.click();
  await expect(page.getByRole("heading", { name: "No off-line messages" })).toBeVisible();
  await expect(page).toHaveURL(/\/console\/messages$/);
  await page.goBack();
  await expect(page.getByText("Nobody is on your sites right now")).toBeVisible();
  await link.click();
  await expect(page.getByRole("heading", { name: "No off-line messages" })).toBeVisible();
  expect(parts).toEqual(["off_line_messages"]);
  expect(trouble).toEqual([]);
});

test("whoever comes to the link by keyboard finds the page as well", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "keyboard", server);
  const { page } = operator;
  const parts = asksFor(page);
  await operator.signsIn();
  await page.getByRole("link", { name: /Off-line messages/ }).focus();
  await expect.poll(() => parts).toEqual(["off_line_messages"]);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "No off-line messages" })).toBeVisible();
});

test("its address gives the whole page", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  const { page } = operator;
  await operator.signsIn();
  const parts = asksFor(page);
  const trouble = troubleIn(page);
  await page.goto(`${server.url}/console/messages`);
  await operator.isLive();
  await expect(page.getByRole("heading", { name: "No off-line messages" })).toBeVisible();
  // Once: what the page announced is what the program requested.
  expect(parts).toEqual(["off_line_messages"]);
  expect(trouble).toEqual([]);
  await page.getByRole("link", { name: /Visitors/ }).click();
  await expect(page.getByText("Nobody is on your sites right now")).toBeVisible();
});

test("without a connection it says so, and comes when the connection does", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  const { page } = operator;
  await operator.signsIn();
  await server.kill();
  await expect(page.locator("html[data-live=reconnecting]")).toHaveCount(1);
  await page.getByRole("link", { name: /Off-line messages/ }).click();
  await reads(page.getByRole("alert"), "There is no connection to the server");
  await picture(page, info, "no-connection");
  await server.start();
  await expect(page.getByRole("heading", { name: "No off-line messages" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a part that is gone leads to the page of the new server", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  const { page } = operator;
  await operator.signsIn();
  await page.route(PART, (route) => route.fulfill({ status: 404, body: "There is no such page.\n" }));
  await page.getByRole("link", { name: /Off-line messages/ }).click();
  await reads(page.getByRole("alert"), "The server may have been updated");
  await picture(page, info, "gone");

  await page.unroute(PART);
  const asked: string[] = [];
  await page.route(PART, async (route) => {
    asked.push(route.request().url());
    if (asked.length === 1) await route.fulfill({ status: 404, body: "There is no such page.\n" });
    else await route.continue();
  });
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Try again" }).click()]);
  await operator.isLive();
  await expect(page).toHaveURL(/\/console\/messages$/);
  await expect(page.getByRole("heading", { name: "No off-line messages" })).toBeVisible();
});

test("a page whose part cannot be had says so, and the rest of the console works", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  const { page } = operator;
  await operator.signsIn();
  await page.route(PART, (route) => route.fulfill({ status: 404, body: "There is no such page.\n" }));
  await page.goto(`${server.url}/console/messages`);
  await operator.isLive();
  await reads(page.getByRole("alert"), "The server may have been updated");
  await picture(page, info, "without-its-part");
  await page.getByRole("link", { name: /Visitors/ }).click();
  await expect(page.getByText("Nobody is on your sites right now")).toBeVisible();
  await page.unroute(PART);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "No off-line messages" })).toBeVisible();
});
