// Of long lists and long chats, only what is near the reader is in the page; readers do not notice.

import { sayAll } from "../support/commands";
import { hasDrawn } from "../support/drawn";
import { Guests } from "../support/guests";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { ALONE, expect, test } from "../support/test";
import { Work } from "../support/work";

// Hundreds of messages on one connection must not wait for its rate limit, which is not tested
// here.
test.use({ variables: { SWITCHBOARD_FRAMES_PER_SECOND: "1000" } });

test("a long visitor list is whole to the wheel, to the keys and to a screen reader", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page } = operator;
  const guests = await Guests.come(await (await browser.newContext()).newPage(), server, 200);
  const grid = page.getByRole("grid", { name: "Visitors" });
  await expect(grid).toHaveAttribute("aria-rowcount", "201");
  const rows = page.locator("tr[data-visitor]");
  expect(await rows.count()).toBeLessThan(100);

  // The keys lead through all of them.
  await rows.first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("End");
  const last = page.locator('tr[aria-rowindex="201"]');
  await expect(last).toBeFocused();
  await expect(last).toBeInViewport();
  await expect(last).toContainText("/shelf/199");
  await page.keyboard.press("PageUp");
  await expect(page.locator('tr[aria-rowindex="191"]')).toBeFocused();
  await picture(page, info, "end");

  // The wheel does too, and the row with the focus keeps it, wherever it is.
  await grid.hover();
  for (let turns = 0; turns < 12; turns++) await page.mouse.wheel(0, -1_500);
  await expect(page.locator('tr[aria-rowindex="2"]')).toBeInViewport();
  await expect(page.locator('tr[aria-rowindex="191"]')).toBeFocused();
  await page.keyboard.press("Home");
  await expect(page.locator('tr[aria-rowindex="2"]')).toBeFocused();

  // If the focused visitor leaves, the focus moves to the next.
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("tr:focus")).toContainText("/shelf/1");
  await guests.leaves(1);
  await expect(grid).toHaveAttribute("aria-rowcount", "200", { timeout: 15_000 });
  await expect(page.locator("tr:focus")).toContainText("/shelf/2");

  // A page opened with all of them present shows the same.
  await page.reload();
  await operator.isLive();
  await expect(grid).toHaveAttribute("aria-rowcount", "200");
  expect(await rows.count()).toBeLessThan(100);
});

test("a long chat is read from its end to its beginning and back", ALONE, async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page } = operator;
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera", "The very first");
  const work = await Work.of(visitor.page);
  await sayAll(
    operator,
    Array.from({ length: 450 }, (_, nr) => ({ text: `Line ${nr} ${"and more ".repeat(nr % 30)}` })),
  );
  await expect(page.locator(".thread .bubble").last()).toContainText("Line 449");
  await expect(visitor.panel.getByText("Line 449")).toBeInViewport();
  // However long the thread is, the visitor's browser lays out only the new line, not the whole
  // thread.
  const { layout, script } = await work.done();
  expect(layout).toBeLessThan(script);
  await page.reload();
  await operator.isLive();
  const lines = page.locator(".thread .bubble");
  await expect(lines.last()).toContainText("Line 449");
  await expect(lines.last()).toBeInViewport();
  await picture(page, info, "end");

  await page.locator(".thread-scroll").hover();
  const first = page.locator(".thread").getByText("The very first");
  /** The numbers of the visible lines, and how many lines are in the page. */
  const shown = () =>
    page.evaluate(() => {
      const { top, bottom } = document.querySelector(".thread-scroll")!.getBoundingClientRect();
      const all = [...document.querySelectorAll(".thread .bubble")];
      const inside = all.filter((line) => {
        const place = line.getBoundingClientRect();
        return place.bottom > top && place.top < bottom;
      });
      return { lines: inside.map((line) => Number(/^Line (\d+)/.exec(line.textContent ?? "")?.[1] ?? -1)), drawn: all.length };
    });
  let before = (await shown()).lines;
  for (let turns = 0; turns < 400 && !before.includes(0); turns++) {
    await page.mouse.wheel(0, -300);
    await hasDrawn(page);
    const { lines: now, drawn } = await shown();
    expect(drawn).toBeLessThanOrEqual(170);
    // What is drawn in front of the reader does not move what they read: they go back line by line
    // and skip none.
    expect(Math.max(...now)).toBeGreaterThanOrEqual(Math.min(...before) - 1);
    expect(now).toEqual([...now].sort((one, other) => one - other));
    before = now;
  }
  await page.mouse.wheel(0, -2_000);
  await expect(first).toBeInViewport();
  await picture(page, info, "beginning");

  // What arrives meanwhile waits below.
  await visitor.says("Still there?");
  await expect(visitor.panel.locator(".words .mark").last()).toHaveText(/Delivered|Seen/);
  await hasDrawn(page);
  await expect(first).toBeInViewport();
  await page.getByRole("button", { name: "Jump to latest" }).click();
  await expect(lines.last()).toContainText("Still there?");
  await expect(lines.last()).toBeInViewport();
});

test("whoever has read back in the panel begins their next chat at its end, on a phone", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse", { viewport: { width: 360, height: 640 } });
  await operator.hasChatWith(visitor, "Vera", "The very first");
  await sayAll(
    operator,
    Array.from({ length: 40 }, (_, nr) => ({ text: `Line ${nr}` })),
  );
  await expect(visitor.panel.getByText("Line 39", { exact: true })).toBeInViewport();
  const latest = visitor.panel.getByRole("button", { name: "Latest" });
  await expect(latest).toBeHidden();
  await visitor.panel.getByText("Line 39", { exact: true }).hover();
  await visitor.page.mouse.wheel(0, -1_000);
  await expect(latest).toBeVisible();
  await picture(visitor.page, info, "read-back");

  await operator.ends();
  await visitor.panel.getByRole("button", { name: "Start a new chat" }).click();
  await visitor.asks("Vera", "Something else");
  await expect(visitor.panel.getByText("Something else")).toBeInViewport();
  await expect(latest).toBeHidden();
  await picture(visitor.page, info, "next");
});
