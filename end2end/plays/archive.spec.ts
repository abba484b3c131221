// The archive: an operator finds a chat that has ended, shares what they see, and saves it as a view.

import { isAccessible } from "../support/accessible";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import type { Server } from "../support/server";
import { expect, test } from "../support/test";

/** A chat that has ended, and one that goes on. */
async function talk(browser: Parameters<typeof Visitor.comes>[0], server: Server, operator: Operator): Promise<void> {
  const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
  await operator.hasChatWith(vera, "Vera", "Where is my parcel?");
  await operator.says("Vera", "It arrives tomorrow.");
  await operator.ends();
  await vera.page.close();
  await olga.opens(`${server.url}/demo`);
  await olga.opensPanel();
  await olga.asks("Olga", "Do you sell tea?");
  await operator.accepts("Olga");
}

test("an operator finds an ended chat by a filter, reads it with the keys, and shares the address", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "keyboard", server);
  await ann.signsIn();
  await talk(browser, server, ann.with("mouse"));
  const { page } = ann;
  const rows = page.getByRole("list", { name: "Chats", exact: true }).getByRole("link");

  await page.keyboard.press("Alt+s");
  await expect(page).toHaveURL(/\/console\/archive$/);
  await expect(rows).toHaveCount(2);
  await ann.presses(page.getByRole("button", { name: "Filters" }));
  await ann.selects(page.getByRole("combobox", { name: "State" }), "Ended");
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/[?&]state=ended/);
  await expect(page.getByRole("button", { name: "Remove the filter State: Ended" })).toBeVisible();
  await ann.presses(page.getByRole("button", { name: "Filters" }));
  await ann.opensIn(rows, rows.filter({ hasText: "Vera" }));
  await expect(page.getByRole("heading", { name: "Vera", level: 2 }).first()).toBeFocused();
  await expect.poll(() => ann.sees()).toEqual(["Where is my parcel?", "It arrives tomorrow."]);
  await picture(page, info, "archive");
  await isAccessible(page, "archive");

  // The address says all of it: in another browser, and after a reload.
  const other = await Operator.comes(browser, "mouse", server);
  await other.signsIn();
  await other.page.goto(page.url());
  await expect.poll(() => other.sees()).toEqual(["Where is my parcel?", "It arrives tomorrow."]);
  await expect(other.page.getByRole("button", { name: "Remove the filter State: Ended" })).toBeVisible();

  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/console\/archive\?state=ended$/);
  await page.goBack();
  await expect.poll(() => ann.sees()).toEqual(["Where is my parcel?", "It arrives tomorrow."]);
  await ann.presses(page.getByRole("button", { name: "Clear all" }));
  await expect(rows).toHaveCount(2);
});

test("a saved view is there in another browser, and tells what to do when nothing fits", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await talk(browser, server, ann);
  const { page } = ann;
  await page.goto(`${server.url}/console/archive?state=missed`);
  await expect(page.getByRole("heading", { name: "No chats match" })).toBeVisible();
  await page.goto(`${server.url}/console/archive?state=ended&when=today`);
  await expect(page.getByRole("button", { name: "Remove the filter Today" })).toBeVisible();
  await ann.presses(page.getByRole("button", { name: "Views", exact: true }));
  await ann.presses(page.getByRole("button", { name: "Save this view…" }));
  await ann.fills(ann.window.getByLabel("Name"), "Ended today");
  await ann.window.getByRole("switch", { name: /Share with everyone/ }).check();
  await picture(page, info, "saving");
  await ann.presses(ann.window.getByRole("button", { name: "Save", exact: true }));
  await reads(ann.told, "The view Ended today is saved");

  const ben = await Operator.comes(browser, "keyboard", server);
  await ben.signsIn(await server.addOperator("Ben"));
  await ben.page.keyboard.press("Alt+s");
  await ben.presses(ben.page.getByRole("button", { name: "Views", exact: true }));
  await ben.presses(ben.page.getByRole("link", { name: "Ended today" }));
  await expect(ben.page.getByRole("button", { name: "Remove the filter State: Ended" })).toBeVisible();
  // They took part in none of them.
  await expect(ben.page.getByRole("heading", { name: "No chats match" })).toBeVisible();
});

test("two chats are selected by keys, tagged, exported, and the open one is ended", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "keyboard", server);
  await ann.signsIn();
  await talk(browser, server, ann.with("mouse"));
  const { page } = ann;
  const list = page.getByRole("region", { name: "Chats", exact: true });
  const rows = list.getByRole("link");
  await page.keyboard.press("Alt+y");
  await expect(page.getByRole("combobox", { name: "Find a tag" })).toBeFocused();
  await page.keyboard.type("Late delivery");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("option", { name: "Late delivery", selected: true })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.keyboard.press("Alt+s");
  await expect(rows).toHaveCount(2);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search in chats" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press("Space");
  await expect(list.getByText("1 chat selected", { exact: true })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+Space");
  await expect(list.getByText("2 chats selected", { exact: true })).toBeVisible();
  await picture(page, info, "selected");
  await isAccessible(page, "selected");

  await ann.presses(list.getByRole("button", { name: "Tag…", exact: true }));
  await ann.selects(ann.window.getByRole("combobox", { name: "Tag" }), "Late delivery");
  await ann.presses(ann.window.getByRole("button", { name: "Tag", exact: true }));
  await reads(ann.told, "2 chats have the tag now.");
  await expect(rows.locator(".tag")).toHaveText(["Late delivery", "Late delivery"]);

  await ann.presses(list.getByRole("button", { name: "Export", exact: true }));
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Save as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("chats.csv");

  await ann.presses(list.getByRole("button", { name: "End…", exact: true }));
  await expect(ann.window).toContainText("This ends 1 open chat.");
  await ann.presses(ann.window.getByRole("button", { name: "End", exact: true }));
  await reads(ann.told, "1 chat is ended.");
  await expect(rows.filter({ hasText: "Olga" })).toContainText("Ended");
});
