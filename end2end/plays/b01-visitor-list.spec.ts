// Manual B1: who is browsing the sites now.

import { fits } from "../support/accessible";
import { Guests } from "../support/guests";
import { HANDS, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { inSight } from "../support/seen";
import { expect, test } from "../support/test";

test("B1: the list shows who browses where, follows them, and forgets who leaves", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  const row = operator.page.locator("tr[data-visitor]");
  const shows = (...texts: (string | RegExp)[]) => inSight(...texts.map((text) => row.getByText(text).first()));
  await expect(row).toHaveCount(1);
  // Id, page, status, address, time.
  await shows(/^[0-9a-f]{6}$/, "/demo", "Online", "127.0.0.1", /^0:\d\d$/);

  await visitor.opens(`${server.url}/demo/pricing`);
  await shows("/demo/pricing");
  await row.click();
  const details = operator.page.getByRole("complementary", { name: "Visitor" });
  await expect(details.getByText("Pages before this one")).toBeVisible();
  await picture(operator.page, info, "visitor-list");

  await visitor.opensPanel();
  await visitor.asks("Vera", "Hello");
  await shows("Vera", "Requesting");
  await operator.accepts("Vera");
  await operator.page.getByRole("link", { name: /^Visitors/ }).click();
  await expect(row.getByText("Chatting with Support")).toBeInViewport();
  await visitor.context.close();
  await expect(row).toHaveCount(0, { timeout: 15_000 });
});

test("B1: the list is sorted, searched, and has the columns that are chosen, with the mouse and the keys", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page, window } = operator;
  await Guests.come(await (await browser.newContext()).newPage(), server, 3);
  const rows = page.locator("tr[data-visitor]");
  await expect(rows).toHaveCount(3);
  const heading = (name: string) => page.getByRole("columnheader", { name, exact: true });
  for (const [nr, name] of ["Visitor", "Status", "Current page", "On line", "Address"].entries()) {
    await expect(heading(name)).toBeInViewport({ ratio: 1 });
    const [above, below] = [await heading(name).boundingBox(), await rows.first().getByRole("gridcell").nth(nr).boundingBox()];
    expect([below!.x, below!.width], name).toEqual([above!.x, above!.width]);
  }
  await expect(rows.first().getByText("127.0.0.1")).toBeInViewport({ ratio: 1 });
  await fits(page, "the list at 1366 pixels");
  await picture(page, info, "columns-1366");

  const titles = () => page.locator(".page-title").filter({ visible: true }).allInnerTexts();
  const search = page.getByRole("searchbox", { name: "Search visitors" });
  for (const hand of HANDS) {
    const one = operator.with(hand);
    // Up, down, and the default again.
    const sort = heading("Current page").getByRole("button");
    await one.presses(sort);
    await one.presses(sort);
    await expect(heading("Current page")).toHaveAttribute("aria-sort", "descending");
    await expect.poll(titles).toEqual(["Shelf 2", "Shelf 1", "Shelf 0"]);
    await one.presses(sort);
    await expect(heading("Current page")).toHaveAttribute("aria-sort", "none");
    await expect.poll(titles).toEqual(["Shelf 0", "Shelf 1", "Shelf 2"]);

    await one.fills(search, "shelf/1");
    await expect.poll(titles).toEqual(["Shelf 1"]);
    await page.keyboard.press("End");
    await page.keyboard.type("x");
    await expect(page.getByText("No matches", { exact: true })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(search).toHaveValue("");
    await expect.poll(titles).toHaveLength(3);
  }

  // The mouse removes a column, which the keys restore; both move one.
  for (const hand of HANDS) {
    const one = operator.with(hand);
    await one.presses(page.getByRole("button", { name: "Columns…" }));
    const up = window.getByRole("button", { name: "Move Address up" });
    const place = async () => (await up.boundingBox())!.y;
    const before = await place();
    await one.switches(window.getByRole("checkbox", { name: "On line" }));
    await one.presses(up);
    await expect(up).toBeFocused();
    expect(await place()).toBeLessThan(before);
    await picture(page, info, `columns-window-${hand}`);
    await page.keyboard.press("Escape");
    await expect(window).toBeHidden();
    const isThere = () => expect(heading("On line")).toBeVisible({ visible: hand === "keyboard" });
    await isThere();
    await page.reload();
    await operator.isLive();
    await expect.poll(titles).toHaveLength(3);
    await isThere();
  }
});
