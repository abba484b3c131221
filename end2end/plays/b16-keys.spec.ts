// Manual B16: shortcut keys, shown in a help window, listed in the menus, changed by the operator.

import { HANDS, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { expect, test } from "../support/test";

test("B16: keys accept, note, transfer and end; the help window and the menus show them", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "keyboard", server);
  await operator.signsIn();
  const { page } = operator;
  const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
  for (const [visitor, name] of [
    [vera, "Vera"],
    [olga, "Olga"],
  ] as const) {
    await visitor.opens(`${server.url}/demo`);
    await visitor.opensPanel();
    await visitor.asks(name, `Hello from ${name}`);
    await reads(operator.row(name), "Requesting");
  }
  await page.keyboard.press("Alt+a");
  await expect(operator.composer("Vera")).toBeVisible();
  await page.keyboard.press("Alt+a");
  await expect(operator.composer("Olga")).toBeVisible();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(operator.composer("Vera")).toBeVisible();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(operator.composer("Olga")).toBeVisible();

  await page.keyboard.press("Alt+n");
  await expect(operator.window.getByRole("heading", { name: "Client Note: Olga" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+u");
  await expect(page.getByRole("button", { name: "Pop" })).toBeVisible();
  await page.keyboard.press("Alt+u");
  await page.keyboard.press("F1");
  await expect(operator.window.getByRole("heading", { name: "Shortcut keys" })).toBeVisible();
  await expect(operator.window.getByText("Alt+A", { exact: true })).toBeVisible();
  await picture(page, info, "help");
  await page.keyboard.press("Escape");
  await operator.presses(page.getByRole("button", { name: "Actions of this chat" }));
  await expect(page.getByRole("menuitem", { name: "Transfer… Alt+T" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+q");
  await operator.presses(operator.window.getByRole("button", { name: "End chat" }));
  await expect(page.getByText("This chat has ended.")).toBeVisible();
});

test("A15, B16: the palette goes to pages, chats and visitors, does what keys do, and takes commands", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const benny = await Operator.comes(browser, "mouse", server);
  await benny.signsIn(ben);
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page } = operator;
  const palette = page.getByRole("combobox", { name: "Go to or do" });
  const options = page.getByRole("option");
  const chooses = async (typed: string, option: string | RegExp) => {
    await page.keyboard.press("Control+k");
    await expect(palette).toBeFocused();
    await palette.fill(typed);
    await reads(options.first(), option);
    await page.keyboard.press("Enter");
  };
  await page.getByRole("button", { name: /^Go to or do/ }).click();
  await expect(palette).toBeFocused();
  await expect(options.first()).toBeVisible();
  await picture(page, info, "palette");
  await palette.fill("qqq");
  await expect(operator.window.getByText("No matches")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await chooses("url rou", "URL routing");
  await expect(page).toHaveURL(`${server.url}/console/administration/urls`);
  await chooses("shortcut keys", "Shortcut keys");
  await expect(page).toHaveURL(`${server.url}/console/preferences/keys`);
  await chooses("all short", "All shortcut keys");
  await expect(operator.window.getByRole("heading", { name: "Shortcut keys" })).toBeVisible();
  await page.keyboard.press("Escape");

  // Without an open chat: an offer is accepted, and what needs a chat says so.
  await page.keyboard.press("Control+k");
  await palette.fill("/a");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nothing is offered to you at the moment.")).toBeVisible();
  await palette.fill("/end");
  await page.keyboard.press("Enter");
  await expect(page.getByText("This command needs a chat with a visitor.")).toBeVisible();
  await picture(page, info, "no-chat");
  await page.keyboard.press("Escape");
  const vera = await Visitor.comes(browser, "mouse");
  await benny.hasChatWith(vera, "Vera", "Where is my parcel?");
  await benny.composer("Vera").fill("/t Support");
  await benny.page.keyboard.press("Enter");
  await expect(page.getByText("Ben offers it to you")).toBeVisible();
  // While a list is open that disappears with the composer.
  await benny.page.getByRole("button", { name: "Canned responses" }).click();
  await expect(benny.page.getByRole("combobox", { name: "Search in canned responses" })).toBeFocused();
  await chooses("/a", "Take the chat");
  await expect(operator.composer("Vera")).toBeVisible();
  // The operator who transferred it knows who has it, and can still read it.
  await reads(benny.told, "Support has the chat now.");
  await expect(benny.page.getByText("Support has this chat now. You can still read")).toBeVisible();
  await expect.poll(() => benny.sees()).toEqual(["Where is my parcel?"]);
  await picture(benny.page, info, "given-away");

  // Ben looks at something else when it is offered, and accepts it with the mouse.
  await benny.goesToVisitors();
  await chooses("/t b", "Ben");
  await expect(page.getByText("Offered to Ben")).toBeVisible();
  await benny.page.getByRole("button", { name: /^Go to or do/ }).click();
  await benny.page.getByRole("combobox", { name: "Go to or do" }).fill("/a");
  await benny.page.getByRole("option").filter({ hasText: "Take the chat" }).click();
  await expect(benny.composer("Vera")).toBeVisible();
  await expect(page.getByText("Ben has this chat. You are reading along.")).toBeVisible();
  await page.keyboard.press("Alt+v");
  await expect(operator.row("Vera")).toBeFocused();
  await chooses("vera", "Vera");
  await expect(page.getByText("Where is my parcel?").last()).toBeVisible();
  await page.keyboard.press("Alt+o");
  await expect(page.getByRole("radio", { name: /^Online/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+l");
  await expect(page.getByRole("button", { name: "Ben Online" })).toBeFocused();
  await page.keyboard.press("Alt+b");
  await expect(page.getByRole("main")).toBeFocused();
  await expect(page.getByRole("heading", { name: "Off-line messages", exact: true })).toBeVisible();
});

test("B16: an operator changes a key with the mouse and the keys, and one that is taken is told", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page } = operator;
  await page.goto(`${server.url}/console/preferences/keys`);
  await operator.isLive();
  const button = page.getByRole("button", { name: /^All shortcut keys/ });
  for (const hand of HANDS) {
    const one = operator.with(hand);
    await one.presses(button);
    await page.keyboard.press("Alt+n");
    await expect(page.getByText("Alt+N does already: Client Note.")).toBeVisible();
    await page.keyboard.press("Control+Shift+h");
    await reads(button, /^Ctrl\+Shift\+H$/);
    await picture(page, info, "keys");
    await page.reload();
    await operator.isLive();
    await page.keyboard.press("F1");
    await expect(operator.window).toBeHidden();
    await page.keyboard.press("Control+Shift+h");
    await expect(operator.window.getByText("Ctrl+Shift+H")).toBeVisible();
    await page.keyboard.press("Escape");
    await one.presses(page.getByRole("button", { name: "All as usual" }));
    await reads(button, /^F1$/);
  }
});
