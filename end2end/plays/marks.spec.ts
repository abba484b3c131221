// The visitor sees how far his messages have come: stored, arrived at an operator's, seen by one.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("a message is sent, delivered and seen", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  const shown = (name: string) => picture(visitor.page, info, name);
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks("Vera", "Is it in stock?");
  const marks = visitor.panel.locator(".words .mark");
  await expect(marks).toHaveText(["Sent"]);
  await operator.accepts("Vera");
  await expect(marks).toHaveText(["Seen"]);

  // The operator looks at something else, and then at nothing.
  await operator.page.getByRole("link", { name: /Off-line messages/ }).click();
  await expect(operator.composer("Vera")).toBeHidden();
  await visitor.says("The blue one");
  await expect(marks).toHaveText(["Seen", "Delivered"]);
  await operator.page.goto("about:blank");
  await visitor.says("Or the green one");
  await expect(marks).toHaveText(["Seen", "Delivered", "Sent"]);
  await shown("01-marks");

  await operator.page.goto(`${server.url}/console`);
  await operator.isLive();
  await operator.page.getByRole("link", { name: /Vera/ }).first().click();
  await expect(marks).toHaveText(["Seen", "Seen", "Seen"]);
  await shown("02-all-seen");
});

test("what comes while the visitor's tab is in the background is not seen before they are back", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  const mine = operator.page.locator(".thread .said.is-mine");
  await operator.says("Vera", "I look it up.");
  await expect(mine).toContainText(["Seen"]);
  // Headless browsers keep every tab in front: the panel is told what a browser tells it.
  const turnsTo = async (state: "hidden" | "visible") => {
    for (const frame of visitor.page.frames()) {
      await frame.evaluate((state) => {
        Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
        Object.defineProperty(document, "hidden", { value: state === "hidden", configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    }
  };
  await turnsTo("hidden");
  await operator.says("Vera", "We have two.");
  await expect.poll(() => visitor.sees()).toContain("We have two.");
  await expect(mine).toContainText(["Seen", "Delivered"]);
  await turnsTo("visible");
  await expect(mine).toContainText(["Seen", "Seen"]);
});
