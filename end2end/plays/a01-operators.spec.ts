// Manual A1–A6: the Chat Operators panel, where administrators manage the accounts.

import { isAccessible } from "../support/accessible";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { inSight } from "../support/seen";
import { expect, test } from "../support/test";

for (const hand of ["mouse", "keyboard"] as const) {
  test(`A1, A2: an operator is added with a password that is shown once, with the ${hand}`, async ({ browser, server }, info) => {
    const ann = await Operator.comes(browser, hand, server, { permissions: ["clipboard-read", "clipboard-write"] });
    await ann.signsIn();
    await ann.administers("Chat Operators");
    const own = ann.entry("Support");
    await inSight(...["Support", "anna@example.org", "Administrator", "Online"].map((text) => own.getByText(text, { exact: true }).last()));
    const add = ann.page.getByRole("button", { name: "Add", exact: true });
    await inSight(add);
    const [title, button] = [await ann.page.getByRole("heading", { name: "Chat Operators" }).boundingBox(), await add.boundingBox()];
    expect(button!.x, "at the right of the panel's head").toBeGreaterThan(title!.x + title!.width);
    expect(Math.abs(button!.y + button!.height / 2 - title!.y - title!.height / 2), "in its line").toBeLessThan(12);

    await ann.presses(add);
    await expect(ann.window.getByLabel("E-mail address")).toBeFocused();
    await ann.fills(ann.window.getByLabel("E-mail address"), "ben@example.org");
    await ann.fills(ann.window.getByLabel("Screen name"), "Ben");
    await picture(ann.page, info, "adding");
    await isAccessible(ann.page, "adding");
    await ann.presses(ann.window.getByRole("button", { name: "Add", exact: true }));
    await expect(ann.window.getByRole("heading", { name: "The password of Ben" })).toBeVisible();
    const password = await ann.window.getByLabel("Password", { exact: true }).inputValue();
    expect(password.length).toBe(16);
    await picture(ann.page, info, "password");
    await isAccessible(ann.page, "password");
    await ann.presses(ann.window.getByRole("button", { name: "Copy" }));
    await expect(ann.page.locator(".toast")).toContainText("The password is copied");
    expect(await ann.page.evaluate(() => navigator.clipboard.readText())).toBe(password);
    await ann.presses(ann.window.getByRole("button", { name: "Done" }));
    await expect(ann.window).toBeHidden();

    await expect(ann.entry("Ben")).toContainText("Not at the desk");
    const ben = await Operator.comes(browser, hand, server);
    await ben.choosesPassword({ email: "ben@example.org", password }, "short");
    await expect(ben.page.getByRole("alert")).toHaveText("The new password is too short: it has at least 10 characters.");
    await picture(ben.page, info, "own-password");
    await isAccessible(ben.page, "own-password");
    await ben.choosesPassword({ email: "ben@example.org", password }, "nobody expects these");
    await ben.isLive();
    await inSight(ann.entry("Ben").getByText("Normal", { exact: true }), ann.entry("Ben").getByText("Online", { exact: true }).last());
    await picture(ann.page, info, "panel");
    await isAccessible(ann.page, "panel");
  });

  test(`A4, A5: by the gear, the right button and the Menu key: a profile is edited with the ${hand}`, async ({ browser, server }, info) => {
    const ben = await server.addOperator("Ben");
    const ann = await Operator.comes(browser, hand, server);
    const benny = await Operator.comes(browser, "mouse", server);
    await Promise.all([ann.signsIn(), benny.signsIn(ben)]);
    await expect(benny.page.getByRole("region", { name: "Other chats" })).toBeHidden();
    await ann.administers("Chat Operators");
    const menu = await ann.opensMenuOf(ann.entry("Ben").getByRole("button").first());
    await expect(menu.getByRole("menuitem")).toHaveText(["Edit profile", "SIP Info", "Deactivate", "Delete", "Start Chat"]);
    await picture(ann.page, info, "menu");
    await ann.page.keyboard.press("Escape");

    await ann.doesWith("Ben", "Edit profile");
    await expect(ann.window.getByLabel("E-mail address")).toHaveValue("ben@example.org");
    await ann.window.getByLabel("Screen name").fill("Benjamin");
    const administrator = ann.window.getByRole("radio", { name: /^Administrator/ });
    if (hand === "mouse") await administrator.check();
    else {
      await ann.window.getByRole("radio", { checked: true }).focus();
      await ann.page.keyboard.press("ArrowDown");
    }
    await expect(administrator).toBeChecked();
    await picture(ann.page, info, "profile");
    await isAccessible(ann.page, "profile");
    await ann.presses(ann.window.getByRole("button", { name: "Save" }));
    await expect(ann.window).toBeHidden();
    await expect(ann.entry("Benjamin")).toContainText("Administrator");
    // His open console is another one at once, without being loaded again.
    await expect(benny.page.getByRole("region", { name: "Other chats" })).toBeVisible();
    await expect(benny.page.getByRole("button", { name: /^Benjamin, / })).toBeVisible();

    await ann.doesWith("Benjamin", "Start Chat");
    await expect(ann.composer("Benjamin")).toBeVisible();
    await ann.says("Benjamin", "Welcome among us.");
    await expect(benny.page.getByRole("region", { name: "Contacts" }).getByText("1 unread")).toBeVisible();
  });

  test(`A6: an operator is deleted with the ${hand}, and what they said is read from the visitor's details`, async ({ browser, server }, info) => {
    const ben = await server.addOperator("Ben");
    const ann = await Operator.comes(browser, hand, server);
    const benny = await Operator.comes(browser, "mouse", server);
    await Promise.all([ann.signsIn(), benny.signsIn(ben)]);
    const vera = await Visitor.comes(browser, "mouse");
    await benny.hasChatWith(vera, "Vera", "Is the blue one in stock?");
    await benny.says("Vera", "Three of them.");
    await expect.poll(() => vera.sees()).toEqual(["Is the blue one in stock?", "Three of them."]);
    await benny.ends();
    await vera.presses("Start a new chat");
    await vera.asks("Vera", "Where is my parcel?");
    await benny.accepts("Vera");
    await benny.says("Vera", "I am looking.");
    await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "I am looking."]);
    await ann.administers("Chat Operators");
    await ann.doesWith("Ben", "Delete");
    await picture(ann.page, info, "asked");
    await isAccessible(ann.page, "asked");
    await ann.presses(ann.window.getByRole("button", { name: "Cancel" }));
    await expect(ann.entry("Ben")).toBeVisible();
    await ann.doesWith("Ben", "Delete");
    await ann.presses(ann.window.getByRole("button", { name: "Delete" }));
    await expect(ann.entry("Ben")).toHaveCount(0);
    await expect(benny.page).toHaveURL(/\/sign-in/);

    await expect(ann.page.getByRole("link", { name: /Vera asks for a chat/ })).toBeVisible();
    await ann.page.getByRole("button", { name: "Accept Vera" }).click();
    await expect(ann.composer("Vera")).toBeVisible();
    await expect(ann.page.locator(".thread")).toContainText("Ben");
    await expect.poll(() => ann.sees()).toEqual(["Where is my parcel?", "I am looking."]);
    await picture(ann.page, info, "his-chat");
    await ann.says("Vera", "Ben has left us; I go on.");
    await expect.poll(async () => (await vera.sees()).at(-1)).toBe("Ben has left us; I go on.");

    // Ben is gone, Vera is gone, and the program has been started again.
    await ann.ends();
    await vera.context.close();
    await server.rests();
    await server.start();
    await ann.page.reload();
    await ann.isLive();
    await ann.opensOver("Vera");
    const details = ann.page.getByRole("complementary", { name: "Visitor" });
    await expect(details.getByText("Vera", { exact: true })).toBeVisible();
    await expect(details.getByText("Has left the site")).toBeVisible();
    await expect(ann.earlier).toHaveCount(2);
    await inSight(ann.earlier.first().getByText(/^Ended · Support, Ben · \d+ lines$/), ann.earlier.last().getByText("Ended · Ben · 4 lines"));
    await ann.opensEarlier("Is the blue one in stock?");
    const isRead = async () => {
      await expect(ann.page.getByRole("heading", { name: "Vera", level: 1 })).toBeVisible();
      await expect.poll(() => ann.sees()).toEqual(["Is the blue one in stock?", "Three of them."]);
      await expect(ann.page.locator(".thread").getByText("Ben", { exact: true }).first()).toBeVisible();
      await expect(ann.page.getByText("This chat has ended. You are reading what was said.")).toBeVisible();
      await expect(ann.earlier.last()).toHaveAttribute("aria-current", "page");
    };
    await isRead();
    await expect(ann.page.getByRole("main").getByRole("textbox")).toHaveCount(0);
    // Its address is enough to find it.
    await ann.page.reload();
    await ann.isLive();
    await isRead();
    await picture(ann.page, info, "earlier");
    await isAccessible(ann.page, "earlier");
  });
}

test("A2: passwords that differ, short ones and taken addresses are told beside their fields, and what was typed stays", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await ann.administers("Chat Operators");
  await ann.page.getByRole("button", { name: "Add", exact: true }).click();
  const field = (name: string) => ann.window.getByLabel(name, { exact: false });
  const typed = { "E-mail address": "anna@example.org", "Screen name": "Zoë ☕", Password: "a long enough one", "Confirm password": "another one" };
  const fill = async (name: string, text: string) => ann.window.locator("label").filter({ hasText: name }).last().locator("input").fill(text);
  for (const [name, text] of Object.entries(typed)) {
    if (name === "Password") await ann.window.locator("input[type=password]").first().fill(text);
    else await fill(name, text);
  }
  const add = ann.window.getByRole("button", { name: "Add", exact: true });
  const told = ann.window.getByRole("alert").filter({ hasText: /./ });
  await add.click();
  await expect(told).toHaveText("The two passwords are not the same.");
  await expect(ann.window.locator("input[type=password]").last()).toHaveAttribute("aria-invalid", "true");
  await picture(ann.page, info, "differ");
  for (const password of ["short", "a long enough one"]) {
    await ann.window.locator("input[type=password]").first().fill(password);
    await ann.window.locator("input[type=password]").last().fill(password);
    await add.click();
    await expect(told).toHaveText(password === "short" ? "A password has at least 10 characters." : "Another operator signs in with this address.");
  }
  await expect(field("Screen name")).toHaveValue("Zoë ☕");
  await fill("E-mail address", "not an address");
  await add.click();
  await expect(told).toHaveText("This is not an e-mail address.");
  await fill("E-mail address", "zoe@example.org");
  await ann.window.getByRole("checkbox", { name: "To be changed at the next sign-in" }).uncheck();
  await add.click();
  await expect(ann.entry("Zoë ☕")).toBeVisible();
  const zoe = await Operator.comes(browser, "mouse", server);
  await zoe.signsInByForm({ email: "zoe@example.org", password: "a long enough one" });
});

test("A8: the panel's gear opens the menu of what else is managed", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "keyboard", server);
  await ann.signsIn();
  const places = {
    "Web sites": "administration/sites",
    Departments: "administration/departments",
    "Canned responses": "administration/canned-responses",
    "Off-line messages": "administration/off-line",
    "URL routing": "administration/urls",
    Queueing: "administration/queueing",
  };
  for (const [item, path] of Object.entries(places)) {
    await ann.page.goto(`${server.url}/console/administration/operators`);
    await ann.isLive();
    await ann.presses(ann.page.getByRole("button", { name: "Panel menu" }));
    await expect(ann.page.getByRole("menuitem")).toHaveText(Object.keys(places));
    if (item === "Departments") await picture(ann.page, info, "panel-menu");
    await ann.chooses(item);
    await expect(ann.page).toHaveURL(`${server.url}/console/${path}`);
  }

  const withMouse = await Operator.comes(browser, "mouse", server);
  await withMouse.signsIn();
  await withMouse.administers("Chat Operators");
  await withMouse.presses(withMouse.page.getByRole("button", { name: "Panel menu" }));
  await inSight(...Object.keys(places).map((item) => withMouse.page.getByRole("menuitem", { name: item })));
  await withMouse.chooses("Canned responses");
  await expect(withMouse.page).toHaveURL(`${server.url}/console/${places["Canned responses"]}`);
});

test("A3: a normal operator sees nothing of it, and no chat of a colleague", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const benny = await Operator.comes(browser, "mouse", server);
  await benny.signsIn(ben);
  await benny.page.getByRole("button", { name: /Status, sound, sign out/ }).click();
  await expect(benny.page.getByRole("link", { name: "Preferences" })).toBeVisible();
  await expect(benny.page.getByRole("link", { name: "Administration" })).toBeHidden();
  for (const path of ["administration", "administration/operators", "administration/audit"]) {
    await benny.page.goto(`${server.url}/console/${path}`);
    await benny.isLive();
    await expect(benny.page.getByRole("heading", { name: "Only administrators may change this" })).toBeVisible();
    await expect(benny.page.getByRole("main")).not.toContainText("anna@example.org");
  }
  await picture(benny.page, info, "only-administrators");

  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  const vera = await Visitor.comes(browser, "mouse");
  await ann.hasChatWith(vera, "Vera", "My number is 1234.");
  await benny.page.goto(`${server.url}/console`);
  await benny.isLive();
  await benny.row("Chatting with Support").dblclick();
  await expect(benny.page.getByRole("complementary", { name: "Visitor" }).getByText("Vera", { exact: true })).toBeVisible();
  await expect(benny.page.getByText("My number is 1234.")).toHaveCount(0);
  // Nor where they know its address.
  await benny.page.goto(ann.page.url());
  await expect(benny.page.getByRole("heading", { name: "This chat cannot be shown" })).toBeVisible();
  await expect(benny.page.getByText("My number is 1234.")).toHaveCount(0);
});

test("A6: the last administrator can neither be deleted nor demoted, and of two who edit at once the second is told", async ({ browser, server }, info) => {
  await server.addOperator("Ben");
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await ann.administers("Chat Operators");
  await ann.doesWith("Support", "Delete");
  await ann.window.getByRole("button", { name: "Delete" }).click();
  await expect(ann.window.getByRole("alert").filter({ hasText: "There must be an administrator" })).toBeVisible();
  await picture(ann.page, info, "last");
  await ann.page.keyboard.press("Escape");
  await ann.doesWith("Support", "Edit profile");
  await ann.window.getByRole("radio", { name: /^Normal/ }).check();
  await ann.window.getByRole("button", { name: "Save" }).click();
  await expect(ann.window.getByRole("alert").filter({ hasText: "There must be an administrator" })).toBeVisible();
  await ann.page.keyboard.press("Escape");

  const same = await Operator.comes(browser, "mouse", server);
  await same.signsIn();
  await same.administers("Chat Operators");
  for (const one of [ann, same]) {
    await one.doesWith("Ben", "Edit profile");
    await expect(one.window.getByLabel("Screen name")).toHaveValue("Ben");
  }
  await ann.window.getByLabel("Screen name").fill("Benjamin");
  await ann.window.getByRole("button", { name: "Save" }).click();
  await expect(ann.entry("Benjamin")).toBeVisible();
  await same.window.getByLabel("Screen name").fill("Benno");
  await same.window.getByRole("button", { name: "Save" }).click();
  await expect(same.window.getByRole("alert").filter({ hasText: "Somebody else has changed this meanwhile" })).toBeVisible();
  await expect(same.window.getByLabel("Screen name")).toHaveValue("Benno");
  await picture(same.page, info, "stale");
  await expect(ann.entry("Benjamin")).toBeVisible();
});

test("another password signs an operator out, and the audit log has who did what", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const ann = await Operator.comes(browser, "mouse", server);
  const benny = await Operator.comes(browser, "mouse", server);
  await Promise.all([ann.signsIn(), benny.signsIn(ben)]);
  await ann.administers("Chat Operators");
  await ann.doesWith("Ben", "Edit profile");
  await ann.window.getByText("Another password").click();
  await ann.window.getByRole("button", { name: "Change the password" }).click();
  await expect(ann.window.getByRole("heading", { name: "The password of Ben" })).toBeVisible();
  const password = await ann.window.getByLabel("Password", { exact: true }).inputValue();
  await ann.window.getByRole("button", { name: "Done" }).click();
  await expect(benny.page).toHaveURL(/\/sign-in/);
  await benny.choosesPassword({ ...ben, password }, "nobody expects these");
  await benny.isLive();

  await ann.page.getByRole("link", { name: "Audit log" }).click();
  const lines = ann.page.locator(".audit > li");
  const shown = ann.page.getByRole("combobox", { name: "Show" });
  await shown.selectOption("Sign-ins and attempts");
  await expect(lines.first()).toContainText("Ben signed in from 127.0.0.1");
  await expect(ann.page.locator(".audit")).not.toContainText("added the operator");
  await shown.selectOption("Changes");
  await expect(lines).toHaveCount(3);
  await expect(lines.first()).toContainText("Ben gave another password to Ben");
  await expect(lines.nth(1)).toContainText("Support gave another password to Ben");
  await expect(lines.last()).toContainText("The terminal added the operator Ben");
  await expect(ann.page.locator(".audit")).not.toContainText(password);
  await ann.page.getByRole("searchbox").fill("terminal BEN");
  await expect(lines).toHaveCount(0);
  await ann.page.getByRole("searchbox").fill("ADDED ben");
  await expect(lines).toHaveCount(1);
  await picture(ann.page, info, "audit");
  await isAccessible(ann.page, "audit");
});

test("administrators are told of a proxy that nobody has named", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  const proxied = await Operator.comes(browser, "mouse", server, { extraHTTPHeaders: { "x-forwarded-for": "203.0.113.9" } });
  await ann.signsIn();
  await ann.administers("Chat Operators");
  const told = (operator: Operator) => operator.page.getByText("Everybody seems to come from 127.0.0.1");
  await expect(ann.entry("Support")).toBeVisible();
  await expect(told(ann)).toBeHidden();
  await proxied.signsIn();
  await proxied.administers("Chat Operators");
  await expect(told(proxied)).toBeVisible();
  await picture(proxied.page, info, "unnamed-proxy");
  await isAccessible(proxied.page, "a proxy that nobody has named");
});
