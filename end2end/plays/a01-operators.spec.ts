// Manual A1–A6: the Chat Operators panel, where administrators manage the accounts.

import { isAccessible } from "../support/accessible";
import { type Hand, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { inSight } from "../support/seen";
import { expect, test } from "../support/test";

/** Adds an account in the window of *Add*; returns its generated password. */
async function adds(ann: Operator, name: string, looks: (what: string) => Promise<void>): Promise<string> {
  const email = `${name.toLowerCase()}@example.org`;
  await ann.presses(ann.page.getByRole("button", { name: "Add", exact: true }));
  await expect(ann.window.getByLabel("E-mail address")).toBeFocused();
  await ann.fills(ann.window.getByLabel("E-mail address"), email);
  await ann.fills(ann.window.getByLabel("Screen name"), name);
  await looks("adding");
  await ann.presses(ann.window.getByRole("button", { name: "Add", exact: true }));
  await expect(ann.window.getByRole("heading", { name: `The password of ${name}` })).toBeVisible();
  const password = await ann.window.getByLabel("Password", { exact: true }).inputValue();
  expect(password.length).toBe(16);
  await looks("password");
  await ann.presses(ann.window.getByRole("button", { name: "Copy" }));
  await expect(ann.page.locator(".toast")).toContainText("The password is copied");
  await expect.poll(() => ann.page.evaluate(() => navigator.clipboard.readText())).toBe(password);
  await ann.presses(ann.window.getByRole("button", { name: "Done" }));
  await expect(ann.window).toBeHidden();
  return password;
}

test("A1, A2, A4, A5: operators are added and edited, by mouse and by keys", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server, { permissions: ["clipboard-read", "clipboard-write"] });
  await ann.signsIn();
  await ann.administers("Chat Operators");
  const own = ann.entry("Support");
  await inSight(...["Support", "anna@example.org", "Administrator", "Online"].map((text) => own.getByText(text, { exact: true }).last()));
  const add = ann.page.getByRole("button", { name: "Add", exact: true });
  await inSight(add);
  const [title, button] = [await ann.page.getByRole("heading", { name: "Chat Operators" }).boundingBox(), await add.boundingBox()];
  expect(button!.x, "at the right of the panel's head").toBeGreaterThan(title!.x + title!.width);
  expect(Math.abs(button!.y + button!.height / 2 - title!.y - title!.height / 2), "in its line").toBeLessThan(12);

  /** Checks that run once, because they are the same for mouse and keyboard. */
  const looksAt = async (page: typeof ann.page, what: string) => {
    await picture(page, info, what);
    await isAccessible(page, what);
  };
  const people: Record<string, Operator> = {};
  for (const [hand, name] of [["mouse", "Ben"], ["keyboard", "Cleo"]] as [Hand, string][]) {
    const isFirst = hand === "mouse";
    await test.step(`A1, A2: an operator is added with a password that is shown once, with the ${hand}`, async () => {
      const password = await adds(ann.with(hand), name, async (what) => (isFirst ? looksAt(ann.page, what) : undefined));
      await expect(ann.entry(name)).toContainText("Not at the desk");
      const account = { email: `${name.toLowerCase()}@example.org`, password };
      const operator = await Operator.comes(browser, hand, server);
      await operator.choosesPassword(account, "short");
      await expect(operator.page.getByRole("alert")).toHaveText("The new password is too short: it has at least 10 characters.");
      if (isFirst) await looksAt(operator.page, "own-password");
      await operator.choosesPassword(account, "nobody expects these");
      await operator.isLive();
      const entry = ann.entry(name);
      await inSight(entry.getByText("Normal", { exact: true }), entry.getByText("Online", { exact: true }).last());
      if (isFirst) await looksAt(ann.page, "panel");
      people[name] = operator;
    });
  }

  for (const [hand, name, other] of [["mouse", "Ben", "Benjamin"], ["keyboard", "Cleo", "Cleopatra"]] as [Hand, string, string][]) {
    const isFirst = hand === "mouse";
    await test.step(`A4, A5: by the gear, the right button and the Menu key: a profile is edited with the ${hand}`, async () => {
      const anna = ann.with(hand);
      const theirs = people[name]!.page;
      await expect(theirs.getByRole("region", { name: "Other chats" })).toBeHidden();
      if (!isFirst) await ann.administers("Chat Operators");
      if (hand === "keyboard") await anna.reaches(ann.page.getByRole("main").locator(".account-row"), ann.entry(name).getByRole("button").first());
      const menu = await anna.opensMenuOf(ann.entry(name).getByRole("button").first());
      await expect(menu.getByRole("menuitem")).toHaveText(["Edit profile", "SIP Info", "Deactivate", "Delete", "Start Chat"]);
      if (isFirst) await picture(ann.page, info, "menu");
      await ann.page.keyboard.press("Escape");

      await anna.doesWith(name, "Edit profile");
      await expect(ann.window.getByLabel("E-mail address")).toHaveValue(`${name.toLowerCase()}@example.org`);
      await ann.window.getByLabel("Screen name").fill(other);
      const administrator = ann.window.getByRole("radio", { name: /^Administrator/ });
      if (hand === "mouse") await administrator.check();
      else {
        await ann.window.getByRole("radio", { checked: true }).focus();
        await ann.page.keyboard.press("ArrowDown");
      }
      await expect(administrator).toBeChecked();
      if (isFirst) await looksAt(ann.page, "profile");
      await anna.presses(ann.window.getByRole("button", { name: "Save" }));
      await expect(ann.window).toBeHidden();
      await expect(ann.entry(other)).toContainText("Administrator");
      // Their open console changes at once, without a reload.
      await expect(theirs.getByRole("region", { name: "Other chats" })).toBeVisible();
      await expect(theirs.getByRole("button", { name: new RegExp(`^${other}, `) })).toBeVisible();

      await anna.doesWith(other, "Start Chat");
      await expect(ann.composer(other)).toBeVisible();
      await anna.says(other, "Welcome among us.");
      await expect(theirs.getByRole("region", { name: "Contacts" }).getByText("1 unread")).toBeVisible();
    });
  }
});

test("A3, A6: a normal operator sees little, and who is deleted has said what stays readable", async ({ browser, server }, info) => {
  const [ben, ann] = [await server.addOperator("Ben"), await Operator.comes(browser, "mouse", server)];
  await server.addOperator("Cleo");
  const benny = await Operator.comes(browser, "mouse", server);
  await Promise.all([ann.signsIn(), benny.signsIn(ben)]);

  await test.step("A3: a normal operator sees nothing of the administration, and no chat of a colleague", async () => {
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

    const olga = await Visitor.comes(browser, "mouse");
    await ann.hasChatWith(olga, "Olga", "My number is 1234.");
    await benny.page.goto(`${server.url}/console`);
    await benny.isLive();
    await benny.row("Chatting with Support").dblclick();
    await expect(benny.page.getByRole("complementary", { name: "Visitor" }).getByText("Olga", { exact: true })).toBeVisible();
    await expect(benny.page.getByText("My number is 1234.")).toHaveCount(0);
    // Nor if they know its address.
    await benny.page.goto(ann.page.url());
    await expect(benny.page.getByRole("heading", { name: "This chat cannot be shown" })).toBeVisible();
    await expect(benny.page.getByText("My number is 1234.")).toHaveCount(0);
    await ann.ends();
    await olga.context.close();
    await benny.page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: /^Visitors/ }).click();
  });

  const vera = await Visitor.comes(browser, "mouse");
  await test.step("A6: operators are deleted, with both hands", async () => {
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
    for (const [hand, name] of [["keyboard", "Cleo"], ["mouse", "Ben"]] as [Hand, string][]) {
      const anna = ann.with(hand);
      await anna.doesWith(name, "Delete");
      if (hand === "mouse") {
        await picture(ann.page, info, "asked");
        await isAccessible(ann.page, "asked");
      }
      await anna.presses(ann.window.getByRole("button", { name: "Cancel" }));
      await expect(ann.window).toBeHidden();
      await expect(ann.entry(name)).toBeVisible();
      await anna.doesWith(name, "Delete");
      await anna.presses(ann.window.getByRole("button", { name: "Delete" }));
      await expect(ann.entry(name)).toHaveCount(0);
    }
    await expect(benny.page).toHaveURL(/\/sign-in/);
  });

  await test.step("what they were in the middle of goes on with somebody else", async () => {
    await expect(ann.page.getByRole("link", { name: /Vera asks for a chat/ })).toBeVisible();
    await ann.page.getByRole("button", { name: "Accept Vera" }).click();
    await expect(ann.composer("Vera")).toBeVisible();
    await expect(ann.page.locator(".thread")).toContainText("Ben");
    await expect.poll(() => ann.sees()).toEqual(["Where is my parcel?", "I am looking."]);
    await picture(ann.page, info, "his-chat");
    await ann.says("Vera", "Ben has left us; I go on.");
    await expect.poll(async () => (await vera.sees()).at(-1)).toBe("Ben has left us; I go on.");
  });

  // Ben is gone, Vera is gone, and the program has been restarted.
  await ann.ends();
  await vera.context.close();
  await server.rests();
  await server.start();
  for (const hand of ["mouse", "keyboard"] as Hand[]) {
    await test.step(`what they said is read from the visitor's details, with the ${hand}`, async () => {
      const anna = ann.with(hand);
      await ann.page.goto(`${server.url}/console`);
      await ann.isLive();
      await anna.opensOver("Vera");
      const details = ann.page.getByRole("complementary", { name: "Visitor" });
      await expect(details.getByText("Vera", { exact: true })).toBeVisible();
      await expect(details.getByText("Has left the site")).toBeVisible();
      await expect(ann.earlier).toHaveCount(2);
      await inSight(ann.earlier.first().getByText(/^Ended · Support, Ben · \d+ lines$/), ann.earlier.last().getByText("Ended · Ben · 4 lines"));
      await anna.opensEarlier("Is the blue one in stock?");
      const isRead = async () => {
        await expect(ann.page.getByRole("heading", { name: "Vera", level: 1 })).toBeVisible();
        await expect.poll(() => ann.sees()).toEqual(["Is the blue one in stock?", "Three of them."]);
        await expect(ann.page.locator(".thread").getByText("Ben", { exact: true }).first()).toBeVisible();
        await expect(ann.page.getByText("This chat has ended. You are reading what was said.")).toBeVisible();
        await expect(ann.earlier.last()).toHaveAttribute("aria-current", "page");
      };
      await isRead();
      await expect(ann.page.getByRole("main").getByRole("textbox")).toHaveCount(0);
      if (hand === "keyboard") return;
      // Its address is enough to find it.
      await ann.page.reload();
      await ann.isLive();
      await isRead();
      await picture(ann.page, info, "earlier");
      await isAccessible(ann.page, "earlier");
    });
  }
});

test("A2, A6, A8: what is not taken is told, who did what is in the audit log, and the panel's gear leads on", async ({ browser, server }, info) => {
  await server.addOperator("Ben");
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await ann.administers("Chat Operators");
  const told = ann.window.getByRole("alert").filter({ hasText: /./ });
  const zoe = await Operator.comes(browser, "mouse", server);

  await test.step("A2: passwords that differ, short ones and taken addresses are told beside their fields, and what was typed stays", async () => {
    await ann.page.getByRole("button", { name: "Add", exact: true }).click();
    const field = (name: string) => ann.window.getByLabel(name, { exact: false });
    const passwords = ann.window.locator("input[type=password]");
    const fill = async (name: string, text: string) => ann.window.locator("label").filter({ hasText: name }).last().locator("input").fill(text);
    await fill("E-mail address", "anna@example.org");
    await fill("Screen name", "Zoë ☕");
    await passwords.first().fill("a long enough one");
    await passwords.last().fill("another one");
    const add = ann.window.getByRole("button", { name: "Add", exact: true });
    await add.click();
    await expect(told).toHaveText("The two passwords are not the same.");
    await expect(passwords.last()).toHaveAttribute("aria-invalid", "true");
    await picture(ann.page, info, "differ");
    for (const password of ["short", "a long enough one"]) {
      await passwords.first().fill(password);
      await passwords.last().fill(password);
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
    await zoe.signsInByForm({ email: "zoe@example.org", password: "a long enough one" });
  });

  await test.step("another password signs an operator out, and the audit log has who did what", async () => {
    await ann.doesWith("Zoë ☕", "Edit profile");
    await ann.window.getByText("Another password").click();
    await ann.window.getByRole("button", { name: "Change the password" }).click();
    await expect(ann.window.getByRole("heading", { name: "The password of Zoë ☕" })).toBeVisible();
    const password = await ann.window.getByLabel("Password", { exact: true }).inputValue();
    await ann.window.getByRole("button", { name: "Done" }).click();
    await expect(zoe.page).toHaveURL(/\/sign-in/);
    await zoe.choosesPassword({ email: "zoe@example.org", password }, "nobody expects these");
    await zoe.isLive();

    await ann.page.getByRole("link", { name: "Audit log" }).click();
    const lines = ann.page.locator(".audit > li");
    const shown = ann.page.getByRole("combobox", { name: "Show" });
    await shown.selectOption("Sign-ins and attempts");
    await expect(lines.first()).toContainText("Zoë ☕ signed in from 127.0.0.1");
    await expect(ann.page.locator(".audit")).not.toContainText("added the operator");
    await shown.selectOption("Changes");
    await expect(lines).toHaveCount(4);
    await expect(lines.first()).toContainText("Zoë ☕ gave another password to Zoë ☕");
    await expect(lines.nth(1)).toContainText("Support gave another password to Zoë ☕");
    await expect(lines.nth(2)).toContainText("Support added the operator Zoë ☕");
    await expect(lines.last()).toContainText("The terminal added the operator Ben");
    await expect(ann.page.locator(".audit")).not.toContainText(password);
    await ann.page.getByRole("searchbox").fill("terminal BEN");
    await expect(lines).toHaveCount(0);
    await ann.page.getByRole("searchbox").fill("ADDED ben");
    await expect(lines).toHaveCount(1);
    await picture(ann.page, info, "audit");
    await isAccessible(ann.page, "audit");
  });

  const back = ann.page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Chat Operators" });
  await test.step("A6: the last administrator can neither be deleted nor demoted, and of two who edit at once the second is told", async () => {
    await back.click();
    await ann.doesWith("Support", "Delete");
    await ann.window.getByRole("button", { name: "Delete" }).click();
    await expect(ann.window.getByRole("alert").filter({ hasText: "There must be an administrator" })).toBeVisible();
    await picture(ann.page, info, "last");
    await ann.page.keyboard.press("Escape");
    await expect(ann.window).toBeHidden();
    await ann.doesWith("Support", "Edit profile");
    await ann.window.getByRole("radio", { name: /^Normal/ }).check();
    await ann.window.getByRole("button", { name: "Save" }).click();
    await expect(ann.window.getByRole("alert").filter({ hasText: "There must be an administrator" })).toBeVisible();
    await ann.page.keyboard.press("Escape");
    await expect(ann.window).toBeHidden();

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
    await same.context.close();
  });

  await test.step("A8: the panel's gear opens the menu of what else is managed", async () => {
    const places = {
      "Web sites": "administration/sites",
      Departments: "administration/departments",
      "Canned responses": "administration/canned-responses",
      "Off-line messages": "administration/off-line",
      "URL routing": "administration/urls",
      Queueing: "administration/queueing",
    };
    const opens = async (hand: Hand, item: string) => {
      await back.click();
      await expect(ann.entry("Benjamin")).toBeVisible();
      const anna = ann.with(hand);
      await anna.presses(ann.page.getByRole("button", { name: "Panel menu" }));
      await expect(ann.page.getByRole("menuitem")).toHaveText(Object.keys(places));
      if (hand === "mouse") await inSight(...Object.keys(places).map((item) => ann.page.getByRole("menuitem", { name: item })));
      if (hand === "mouse") await picture(ann.page, info, "panel-menu");
      await anna.chooses(item);
    };
    for (const [item, path] of Object.entries(places)) {
      await opens("keyboard", item);
      await expect(ann.page).toHaveURL(`${server.url}/console/${path}`);
    }
    await opens("mouse", "Canned responses");
    await expect(ann.page).toHaveURL(`${server.url}/console/${places["Canned responses"]}`);
  });

  await test.step("administrators are told of a proxy that nobody has named", async () => {
    const told = ann.page.getByText("Everybody seems to come from 127.0.0.1");
    await back.click();
    await expect(ann.entry("Support")).toBeVisible();
    await expect(told).toBeHidden();
    await ann.context.setExtraHTTPHeaders({ "x-forwarded-for": "203.0.113.9" });
    await ann.page.reload();
    await ann.isLive();
    await expect(told).toBeVisible();
    await picture(ann.page, info, "unnamed-proxy");
    await isAccessible(ann.page, "a proxy that nobody has named");
  });
});
