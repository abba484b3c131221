// An administrator exports everything about a visitor, erases it, and nobody finds anything any
// more.

import { isAccessible } from "../support/accessible";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { inSight, reads } from "../support/seen";
import { expect, test } from "../support/test";

test("everything about a visitor is exported and erased, and nothing of it is found", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  const { page, window } = ann;
  await ann.signsIn();
  const vera = await Visitor.comes(browser, "mouse");
  await ann.hasChatWith(vera, "Vera", "Is it oak?");
  await ann.says("Vera", "It is ash.");
  await expect.poll(async () => (await vera.sees()).length).toBe(2);
  const details = page.getByRole("complementary", { name: "Visitor" });
  await details.getByRole("textbox").fill("Likes tea.");
  await details.getByRole("textbox").press("Enter");
  await expect(details.getByText("Likes tea.")).toBeVisible();

  const actions = details.getByRole("button", { name: "Actions for this visitor" });
  await ann.presses(actions);
  const [download] = await Promise.all([page.waitForEvent("download"), ann.chooses("Export everything")]);
  expect(download.suggestedFilename()).toMatch(/^\d{4}-\d\d-\d\d Visitor \w{6}\.zip$/);

  await ann.presses(actions);
  await ann.chooses("Erase…");
  await inSight(window.getByText(/^1 chat, \d+ messages, 0 off-line messages, 1 entry of the Client Note$/));
  await picture(page, info, "erase");
  await isAccessible(page, "erase");
  await ann.presses(window.getByRole("button", { name: "Erase", exact: true }));
  await reads(ann.told, /^Erased: 1 chat, /);
  await expect(window).toBeHidden();
  await expect(ann.chats).toHaveCount(0);
  await expect(ann.over("Vera")).toHaveCount(0);
  for (const gone of ["It is ash.", "Likes tea."]) await expect(page.getByText(gone)).toHaveCount(0);
  await expect.poll(() => vera.sees()).toEqual([]);

  await page.reload();
  await ann.isLive();
  await expect(ann.over("Vera")).toHaveCount(0);
  await expect(page.getByText("It is ash.")).toHaveCount(0);
});
