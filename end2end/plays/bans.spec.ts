// Bans: whoever is banned has no chat from that moment on, and has it again when the ban is lifted.

import { isAccessible } from "../support/accessible";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("a visitor is banned from their menu, and the ban is lifted by keys", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  const vera = await Visitor.comes(browser, "mouse");
  await ann.hasChatWith(vera, "Vera", "Buy this!");
  await ann.goesToVisitors();

  await ann.opensMenuOf(ann.page.locator("tr[data-visitor]"));
  await ann.chooses("Ban…");
  await expect(ann.window.getByRole("heading", { name: "Ban Vera" })).toBeVisible();
  await expect(ann.window.getByLabel("This visitor")).toBeChecked();
  await ann.selects(ann.window.getByLabel("How long"), "For a week");
  await ann.fills(ann.window.getByLabel("Reason, for operators only"), "Spam");
  await picture(ann.page, info, "ban");
  await isAccessible(ann.page, "ban");
  await ann.presses(ann.window.getByRole("button", { name: "Ban", exact: true }));
  await expect(ann.window).toBeHidden();
  // The launcher and the panel go, and a page that is loaded now has none.
  await expect(vera.launcher).toBeHidden();
  await expect(vera.page.locator('iframe[src*="/panel"]')).toBeHidden();
  const refused = vera.page.waitForEvent("websocket").then((socket) => socket.waitForEvent("close"));
  await vera.page.reload();
  await refused;
  await expect(vera.launcher).toBeHidden();

  await ann.administers("Bans");
  await expect(ann.entry("Vera")).toContainText("Spam");
  await picture(ann.page, info, "bans");
  await isAccessible(ann.page, "bans");
  const anna = ann.with("keyboard");
  await anna.doesWith("Vera", "Lift");
  await anna.presses(ann.window.getByRole("button", { name: "Lift", exact: true }));
  await expect(ann.page.getByText("Nobody is banned.")).toBeVisible();
  await vera.opens(`${server.url}/demo`);
});
