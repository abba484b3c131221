// What a visitor types before it is sent: operators see it where an administrator has switched that
// on, and then the visitor is told.

import { isAccessible } from "../support/accessible";
import { type Hand, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("what a visitor types is seen, and they are told: switched on with the mouse, and off with the keys", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  const vera = await Visitor.comes(browser, "mouse");
  await ann.hasChatWith(vera, "Vera");
  const middle = ann.page.getByRole("main");
  const field = vera.panel.getByRole("textbox", { name: "Your message" });
  const sentence = vera.panel.getByText("We see what you type while you type it.");
  const turnsTheSwitch = async (hand: Hand) => {
    await ann.with(hand).administers("Web sites");
    await ann.with(hand).switches(ann.page.getByRole("switch", { name: /Operators see what visitors type/ }));
  };
  const isOff = async (typed: string) => {
    await field.pressSequentially(typed);
    // The text would have come in the same frame.
    await expect(middle.getByText("Vera is typing", { exact: true })).toBeInViewport({ ratio: 1 });
    await expect(middle.getByText(typed)).toHaveCount(0);
    await expect(sentence).toBeHidden();
  };
  await isOff("a secret");
  await field.fill("");

  await turnsTheSwitch("mouse");
  await expect(sentence).toBeInViewport({ ratio: 1 });
  await picture(ann.page, info, "switch");
  await isAccessible(ann.page, "switch");
  await ann.goesTo("Vera");
  await field.pressSequentially("Is it oak?");
  await expect(middle.getByText("Vera is typing:", { exact: true })).toBeInViewport({ ratio: 1 });
  await expect(middle.getByText("Is it oak?", { exact: true })).toBeInViewport({ ratio: 1 });
  await picture(ann.page, info, "typed");
  await isAccessible(ann.page, "typed");
  await picture(vera.page, info, "told");
  await field.press("Enter");
  await expect.poll(() => ann.sees()).toEqual(["Hello", "Is it oak?"]);
  await expect(middle.getByText(/Vera is typing/)).toHaveCount(0);
  // It appears once, as a message.
  await expect(middle.getByText("Is it oak?", { exact: true })).toHaveCount(1);

  await turnsTheSwitch("keyboard");
  await expect(sentence).toBeHidden();
  await ann.with("keyboard").goesTo("Vera");
  await isOff("never mind");
});
