// The pictures in the operator's guide.

import { join } from "node:path";
import { Operator, Visitor } from "../support/people";
import { expect, test } from "../support/test";

const IMAGES = join(import.meta.dirname, "../../docs/images");
const LOOK = { viewport: { width: 1360, height: 780 }, deviceScaleFactor: 1.5 };

test("the pictures in the operator's guide", async ({ browser, server }) => {
  const ben = await server.addOperator("Ben");
  const eve = await server.addOperator("Eve");
  const operator = await Operator.comes(browser, "mouse", server, LOOK);
  const { page } = operator;
  const picture = (name: string) => page.screenshot({ path: join(IMAGES, `${name}.png`) });
  await operator.signsIn();
  await operator.wantsNoPopups();
  for (const account of [ben, eve]) await (await Operator.comes(browser, "mouse", server)).signsIn(account);

  // Canned messages.
  await page.goto(`${server.url}/console/preferences/canned-messages`);
  await operator.isLive();
  for (const [name, shortcut, text] of [
    ["Greeting", "hello", "Hello %VISITOR%, I am %OPERATOR%. How can I help you?"],
    ["How to return", "return", "You may send it back within 30 days, postage is on us."],
    ["Opening hours", "hours", "The shop is open from Tuesday to Saturday, 10 to 18."],
  ] as const) {
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Shortcut").fill(shortcut);
    await page.getByLabel("Text").fill(text);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("button", { name: new RegExp(name) })).toBeVisible();
  }
  await page.getByRole("link", { name: "General" }).click();
  await expect(page.getByRole("heading", { name: "Alerts" })).toBeVisible();
  await picture("preferences");

  // The visitor list.
  await page.getByRole("link", { name: /^Visitors/ }).click();
  const visitors: Visitor[] = [];
  for (const path of ["demo", "demo/pricing", "demo"]) {
    const visitor = await Visitor.comes(browser, "mouse");
    await visitor.opens(`${server.url}/${path}`);
    visitors.push(visitor);
  }
  const [vera, , tom] = visitors as [Visitor, Visitor, Visitor];
  await vera.opensPanel();
  await vera.asks("Vera Lindqvist", "Do you have the soup bowl in blue?");
  await expect(operator.row("Vera Lindqvist")).toContainText("Requesting");
  const pricing = page.locator("tr[data-visitor]").filter({ hasText: "/demo/pricing" });
  await pricing.click();
  await page.getByRole("complementary", { name: "Visitor" }).getByRole("textbox").fill("Runs a restaurant, asked for a discount in May.");
  await page.getByRole("complementary", { name: "Visitor" }).getByRole("button", { name: "Add" }).click();
  await expect(page.getByText("Runs a restaurant").first()).toBeVisible();
  await operator.opensMenuOf(pricing);
  await picture("visitor-list");
  await page.keyboard.press("Escape");

  // A conversation.
  await operator.accepts("Vera Lindqvist");
  await tom.opensPanel();
  await tom.asks("Tom", "My jug arrived with a chip.");
  await operator.composer("Vera Lindqvist").pressSequentially("/");
  await expect(page.getByRole("option", { name: /Greeting/ })).toBeVisible();
  await picture("writing");
  await page.keyboard.press("Escape");
  await operator.composer("Vera Lindqvist").fill("");
  await page.getByRole("button", { name: "Actions of this chat" }).click();
  await page.getByRole("menuitem", { name: /^Transfer/ }).click();
  await expect(operator.window.getByRole("button", { name: "Ben" })).toBeVisible();
  await picture("transfer");
  await page.keyboard.press("Escape");
  await page.keyboard.press("F1");
  await expect(operator.window.getByText("Alt+A", { exact: true })).toBeVisible();
  await picture("keys");
});
