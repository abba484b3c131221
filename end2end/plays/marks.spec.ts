// The visitor sees how far their messages have come: stored, delivered to an operator, seen by one.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

/**
 * The marks beside the visitor's messages: always drawn on the last one, on the others when pointed
 * at.
 */
async function areMarked(visitor: Visitor, ...marks: ("sent" | "delivered" | "seen")[]): Promise<void> {
  const lines = visitor.panel.locator(".words.mine");
  await expect(lines).toHaveCount(marks.length);
  for (const [nr, mark] of marks.entries()) {
    await lines.nth(nr).hover();
    await expect(lines.nth(nr).locator(".mark")).toHaveCSS("opacity", "1");
    await expect(lines.nth(nr).locator(".mark path").filter({ visible: true })).toHaveClass(mark);
  }
}

test("a message is sent, delivered and seen", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  const shown = (name: string) => picture(visitor.page, info, name);
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks("Vera", "Is it in stock?");
  await areMarked(visitor, "sent");
  await operator.accepts("Vera");
  await areMarked(visitor, "seen");

  // The operator looks at something else, and then at nothing.
  await operator.page.getByRole("link", { name: /Off-line messages/ }).click();
  await expect(operator.composer("Vera")).toBeHidden();
  await visitor.says("The blue one");
  await areMarked(visitor, "seen", "delivered");
  await operator.page.goto("about:blank");
  await visitor.says("Or the green one");
  await areMarked(visitor, "seen", "delivered", "sent");
  await shown("01-marks");

  await operator.page.goto(`${server.url}/console`);
  await operator.isLive();
  await operator.page.getByRole("link", { name: /Vera/ }).first().click();
  await areMarked(visitor, "seen", "seen", "seen");
  await shown("02-all-seen");
});

test("what comes while the visitor's tab is in the background is not seen before they are back", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  // The mark's label appears when it is pointed at.
  const marked = (text: string, mark: string) =>
    expect(operator.page.locator(".thread .said.is-mine").filter({ hasText: text }).getByTitle(mark, { exact: true })).toBeVisible();
  await operator.says("Vera", "I look it up.");
  await marked("I look it up.", "Seen");
  // Headless browsers keep every tab in front: the panel is told what a browser would tell it.
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
  await marked("We have two.", "Delivered");
  await turnsTo("visible");
  await marked("We have two.", "Seen");
});
