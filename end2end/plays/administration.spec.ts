// The topics of the administration and the chapters of the preferences: groups at the side, or one
// list in a narrow window.

import { fits, isAccessible } from "../support/accessible";
import { Operator, tabTo } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("topics and chapters are reached with the mouse and the keys, at the side and from a list", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  const keys = operator.with("keyboard");
  await operator.signsIn();
  const { page } = operator;
  await operator.administers("Chat Operators");
  const topics = page.getByRole("navigation", { name: "Administration" });
  const list = page.getByRole("combobox", { name: "Administration" });
  await expect(list).toBeHidden();
  await expect(topics.getByRole("list", { name: "People" }).getByRole("link")).toHaveText(["Chat Operators", "Departments"]);
  await expect(topics.getByRole("list", { name: "Messages" }).getByRole("link")).toHaveText(["Canned responses", "Tags", "Off-line messages", "E-mail"]);
  for (const [one, topic] of [[operator, "Departments"], [keys, "URL routing"], [operator, "E-mail"], [keys, "Audit log"]] as const) {
    const link = topics.getByRole("link", { name: topic });
    await one.presses(link);
    await expect(page.getByRole("heading", { name: topic, level: 2 })).toBeVisible();
    await expect(link).toHaveAttribute("aria-current", "page");
    await expect(topics.locator("[aria-current]")).toHaveCount(1);
    await fits(page, topic);
    await picture(page, info, topic.toLowerCase().replaceAll(/\W+/g, "-"));
  }
  const side = await topics.boundingBox();
  const heading = await page.getByRole("heading", { name: "Audit log", level: 2 }).boundingBox();
  expect((side?.x ?? 0) + (side?.width ?? 0), "the topics stand beside the page").toBeLessThan(heading?.x ?? 0);

  // Short settings are in two columns.
  await operator.presses(page.getByRole("button", { name: /Status, sound, sign out/ }));
  await operator.presses(page.getByRole("link", { name: "Preferences" }));
  const alerts = await page.getByRole("region", { name: "Alerts" }).boundingBox();
  const appearance = await page.getByRole("region", { name: "Appearance" }).boundingBox();
  expect((alerts?.x ?? 0) + (alerts?.width ?? 0), "one beside the other").toBeLessThan((appearance?.x ?? 0) + 1);
  await picture(page, info, "preferences");
  await isAccessible(page, "the preferences in two columns");
  const chapters = page.getByRole("navigation", { name: "Preferences" });
  await operator.presses(chapters.getByRole("link", { name: "Account" }));
  await expect(page.getByRole("heading", { name: "Screen name" })).toBeVisible();
  await keys.presses(chapters.getByRole("link", { name: "Shortcut keys" }));
  await expect(page.getByRole("button", { name: /^All shortcut keys/ })).toBeVisible();

  // On a phone they are one list.
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${server.url}/console/administration/operators`);
  await operator.isLive();
  await expect(topics).toBeHidden();
  await expect(list).toHaveValue("/console/administration/operators");
  await operator.selects(list, "Departments");
  await expect(page.getByRole("heading", { name: "Departments", level: 2 })).toBeVisible();
  await expect(page).toHaveURL(`${server.url}/console/administration/departments`);
  await fits(page, "the departments on a phone");
  await picture(page, info, "phone");
  await isAccessible(page, "the departments on a phone");
  await page.goBack();
  await expect(list).toHaveValue("/console/administration/operators");
  await tabTo(page, list);
  await page.keyboard.press("ArrowDown");
  await expect(page).toHaveURL(`${server.url}/console/administration/departments`);
  await expect(list).toHaveValue("/console/administration/departments");
});
