// Manual A15: a chat is transferred with /t NAME or the menu, and accepted with /a or a button.

import { HANDS, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { expect, test } from "../support/test";

test("A15: /t offers the chat, /a takes it, and the visitor is told who speaks now", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const ann = await Operator.comes(browser, "mouse", server);
  const benny = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await benny.signsIn(ben);
  const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
  await benny.hasChatWith(olga, "Olga");
  await ann.hasChatWith(vera, "Vera", "Where is my parcel?");

  const field = ann.composer("Vera");
  for (const [typed, told] of [
    ["/t Zoe", "There is no colleague called zoe"],
    ["/t", "/t needs a name"],
    ["/hello there", "There is no command or canned response /hello"],
  ] as const) {
    await field.fill(typed);
    await field.press("Escape");
    await field.press("Enter");
    await reads(ann.told, told);
    await expect(field).toHaveValue(typed);
  }
  await field.fill("");
  await field.pressSequentially("/t b");
  await expect(ann.page.getByRole("option", { name: "Ben" })).toBeVisible();
  await picture(ann.page, info, "whom");
  await field.press("Enter");
  await expect(field).toHaveValue("/t Ben");
  await field.press("Enter");
  await expect(ann.page.getByText(/^Offered to Ben, 0:[0-3]\d left$/)).toBeVisible();

  await expect(benny.page.getByText("Support offers it to you")).toBeVisible();
  // Its own time, whatever the chat's age.
  await expect(benny.page.locator(".request").getByText(/^0:[0-3]\d left$/)).toBeVisible();
  await picture(benny.page, info, "offered");
  await benny.composer("Olga").pressSequentially("/a");
  await benny.page.keyboard.press("Enter");
  await expect(benny.composer("Vera")).toBeVisible();
  await expect.poll(() => benny.sees()).toEqual(["Where is my parcel?"]);
  await benny.says("Vera", "I am looking.");
  await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "I am looking."]);
  await expect(vera.panel.getByText(/Ben/).first()).toBeVisible();
  await picture(vera.page, info, "told");
  expect(await olga.sees()).toEqual(["Hello"]);
});

test("A15: offered by the menu and refused, it stays, with the mouse and the keys", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const ann = await Operator.comes(browser, "mouse", server);
  const benny = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await benny.signsIn(ben);
  const vera = await Visitor.comes(browser, "mouse");
  await ann.hasChatWith(vera, "Vera");
  for (const hand of HANDS) {
    const [giver, other] = [ann.with(hand), benny.with(hand)];
    await giver.presses(ann.page.getByRole("button", { name: "Actions of this chat" }));
    await giver.chooses("Transfer…");
    await picture(ann.page, info, "transfer");
    await giver.presses(ann.window.getByRole("button", { name: "Ben" }));
    const offered = benny.page.getByRole("link", { name: /Support offers you the chat with Vera/ });
    await expect(offered).toBeVisible();
    if (hand === "mouse") {
      await offered.click();
    } else {
      // Enter on its row would accept it, so the palette opens it.
      await benny.page.keyboard.press("Control+k");
      await expect(benny.page.getByRole("combobox", { name: "Go to or do" })).toBeFocused();
      await benny.page.keyboard.insertText("Vera");
      await reads(benny.page.getByRole("option").first(), "Offered to you");
      await benny.page.keyboard.press("Enter");
    }
    await expect(benny.page.getByText(/^Support offers you this chat\. 0:[0-3]\d left\.$/)).toBeVisible();
    await other.presses(benny.page.getByRole("button", { name: "No", exact: true }));
    await expect(offered).toBeHidden();
    await reads(ann.told, "Ben did not take the chat. It stays with you.");
    await expect(ann.composer("Vera")).toBeVisible();
    // The message must be gone, or it would be taken for the next offer's.
    if (hand === "mouse") await expect(ann.told).toBeHidden();
  }
});
