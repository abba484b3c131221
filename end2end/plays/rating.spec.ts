// After a chat, the visitor says how it was, if the site asks for that.

import { isAccessible } from "../support/accessible";
import { Operator, tabTo, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("a visitor rates a chat by keyboard and thinks again, and the operator is alerted and reads it", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await ann.administers("Web sites");
  await ann.doesWith("Demo", "Set up");
  const asks = ann.window.getByLabel("Ask visitors how a chat was when it has ended");
  await expect(asks).not.toBeChecked();
  await asks.check();
  await ann.window.getByLabel("Question for a rating").fill("Did we help?");
  await ann.presses(ann.window.getByRole("button", { name: "Save" }));
  await expect(ann.window).toBeHidden();
  await ann.goesToVisitors();

  const vera = await Visitor.comes(browser, "keyboard");
  await vera.opens(`${server.url}/demo`);
  await vera.opensPanel();
  await vera.asks("Vera", "Is it in stock?");
  await ann.accepts("Vera");
  const stars = vera.panel.getByRole("group", { name: "Did we help?" });
  await expect(vera.panel.getByRole("button", { name: "End chat" })).toBeVisible();
  await expect(stars).toBeHidden();
  await ann.ends();

  // Nothing is chosen for the visitor; the arrows choose, and the words come with the choice.
  await expect(stars).toBeVisible();
  await expect(stars.getByRole("radio", { checked: true })).toHaveCount(0);
  await expect(vera.panel.getByRole("button", { name: "Start a new chat" })).toBeVisible();
  await tabTo(vera.page, stars.getByRole("radio"));
  await vera.page.keyboard.press("Space");
  await vera.page.keyboard.press("ArrowRight");
  await expect(stars.getByRole("radio", { name: "2 of 5 — poor" })).toBeChecked();
  await picture(vera.page, info, "rating");
  await isAccessible(vera.page, "rating");
  await vera.page.keyboard.press("Tab");
  await vera.page.keyboard.insertText("It took too long");
  await vera.presses("Send rating");
  await expect(vera.panel.getByText("Thank you for your rating.")).toBeVisible();
  await expect(stars).toBeHidden();

  await expect(ann.page.locator(".toast")).toContainText("Vera: Rated 2 of 5");
  await ann.opensOver("Vera");
  await expect(ann.page.getByText("Rated 2 of 5: “It took too long”")).toBeVisible();

  // The visitor thinks again; the form is as it was sent.
  await vera.presses("Change my rating");
  await expect(stars.getByRole("radio", { name: "2 of 5 — poor" })).toBeFocused();
  await vera.page.keyboard.press("ArrowRight");
  await vera.page.keyboard.press("ArrowRight");
  await vera.presses("Send rating");
  await expect(ann.page.getByText("Rated 4 of 5: “It took too long”")).toBeVisible();
  await picture(ann.page, info, "read");

  // Whoever comes back is not asked again.
  await vera.page.reload();
  await expect(vera.panel.getByText("Thank you for your rating.")).toBeVisible();
  await expect(stars).toBeHidden();
  await vera.presses("Start a new chat");
  await expect(vera.panel.getByLabel("Your question")).toBeVisible();
});
