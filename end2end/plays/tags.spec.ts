// Tags of chats, and chats that are snoozed.

import { isAccessible } from "../support/accessible";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("a chat is tagged by keys and by a command, and a colleague sees it at once", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const ann = await Operator.comes(browser, "keyboard", server);
  const benny = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await benny.signsIn(ben);
  const vera = await Visitor.comes(browser, "mouse");
  await benny.hasChatWith(vera, "Vera", "Where is my parcel?");
  const inHead = (operator: Operator) => operator.page.locator(".pane-head .tag");

  // The administrator adds a tag while tagging.
  await ann.page.getByRole("region", { name: "Other chats" }).getByRole("link", { name: /^Vera/ }).click();
  await expect(ann.page.getByRole("heading", { name: "Vera", level: 1 })).toBeVisible();
  await ann.page.keyboard.press("Alt+y");
  const search = ann.page.getByRole("combobox", { name: "Find a tag" });
  await expect(search).toBeFocused();
  await ann.page.keyboard.type("Late delivery");
  await expect(ann.page.getByRole("option", { name: "Add the tag Late delivery" })).toBeVisible();
  await ann.page.keyboard.press("Enter");
  await expect(ann.page.getByRole("option", { name: "Late delivery", selected: true })).toBeVisible();
  await picture(ann.page, info, "window");
  await isAccessible(ann.page, "window");
  await ann.page.keyboard.press("Escape");
  for (const operator of [ann, benny]) await expect(inHead(operator)).toHaveText(["Late delivery"]);
  await expect(benny.chats.locator(".tag")).toHaveText(["Late delivery"]);
  await picture(benny.page, info, "tagged");
  await isAccessible(benny.page, "tagged");

  const field = benny.composer("Vera");
  await field.pressSequentially("/untag la");
  await expect(benny.page.getByRole("option", { name: "Late delivery" })).toBeVisible();
  await field.press("Enter");
  await expect(field).toHaveValue("/untag Late delivery");
  await field.press("Enter");
  for (const operator of [ann, benny]) await expect(inHead(operator)).toHaveCount(0);

  await benny.page.keyboard.press("Alt+y");
  await expect(benny.page.getByRole("combobox", { name: "Find a tag" })).toBeFocused();
  await benny.page.keyboard.type("late");
  await expect(benny.page.getByRole("option")).toHaveCount(1);
  await benny.page.keyboard.press("Enter");
  for (const operator of [ann, benny]) await expect(inHead(operator)).toHaveText(["Late delivery"]);
});

test("a snoozed chat is out of the way until the visitor writes, in all windows", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  const other = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await other.signsIn();
  const vera = await Visitor.comes(browser, "mouse");
  await ann.hasChatWith(vera, "Vera", "Where is my parcel?");
  await expect(other.chats).toHaveCount(1);

  await ann.page.keyboard.press("Alt+Shift+s");
  await expect(ann.window.getByRole("button", { name: /^In one hour/ })).toBeFocused();
  await picture(ann.page, info, "window");
  await isAccessible(ann.page, "window");
  await ann.page.keyboard.press("Enter");
  await expect(ann.page.getByRole("main").getByText(/^Snoozed until /)).toBeVisible();
  await ann.goesToVisitors();
  for (const window of [ann, other]) {
    await expect(window.chats).toHaveCount(0);
    await expect(window.page.locator("summary").filter({ hasText: "Snoozed" })).toBeVisible();
  }
  await picture(ann.page, info, "snoozed");

  await vera.says("It is here, thank you.");
  for (const window of [ann, other]) await expect(window.chats.getByText("Back again", { exact: true })).toBeVisible();
  await picture(ann.page, info, "back");
  await ann.goesTo("Vera");
  for (const window of [ann, other]) {
    await expect(window.chats).toHaveCount(1);
    await expect(window.chats.getByText("Back again", { exact: true })).toBeHidden();
  }

  // By a command, with the times to choose from.
  const field = ann.composer("Vera");
  await field.pressSequentially("/snooze tom");
  await expect(ann.page.getByRole("option", { name: /^Tomorrow morning/ })).toBeVisible();
  await field.press("Enter");
  await expect(field).toHaveValue("/snooze tomorrow");
  await field.press("Enter");
  await expect(ann.page.getByRole("main").getByText(/^Snoozed until /)).toBeVisible();
});
