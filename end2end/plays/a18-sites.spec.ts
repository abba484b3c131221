// Manual A18: several websites, each with its own embed code and settings.

import type { Locator } from "@playwright/test";
import { isAccessible } from "../support/accessible";
import { snippet } from "../support/host-site";
import { type Hand, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import type { Server } from "../support/server";
import { expect, test } from "../support/test";

const saved = (ann: Operator) => expect(ann.page.locator(".toast")).toContainText("Saved");

/** Adds a website in its window, and returns its embed code. */
async function adds(ann: Operator, name: string, domains = ""): Promise<string> {
  await ann.presses(ann.page.getByRole("button", { name: "Add", exact: true }));
  await ann.fills(ann.window.getByLabel("Name", { exact: true }), name);
  if (domains) await ann.fills(ann.window.getByLabel("Allowed domains"), domains);
  await ann.presses(ann.window.getByRole("button", { name: "Save" }));
  await expect(ann.page.getByRole("heading", { name: `The embed code of ${name}` })).toBeVisible();
  const code = await ann.window.getByLabel("Embed code", { exact: true }).inputValue();
  await ann.presses(ann.window.getByRole("button", { name: "Done" }));
  await expect(ann.window).toBeHidden();
  return code;
}

/** The site's key in its embed code. */
const keyIn = (code: string) => /data-site="([\w-]+)"/.exec(code)?.[1] ?? "";

/** Opens the settings of a website. */
async function setsUp(ann: Operator, name: string): Promise<Locator> {
  await ann.doesWith(name, "Set up");
  await expect(ann.window.getByLabel("Name", { exact: true })).toHaveValue(name);
  return ann.window;
}

async function saves(ann: Operator): Promise<void> {
  await ann.presses(ann.window.getByRole("button", { name: "Save" }));
  await expect(ann.window).toBeHidden();
  await saved(ann);
}

async function administers(ann: Operator): Promise<void> {
  await ann.signsIn();
  await ann.administers("Web sites");
}

/** The next line from Switchboard in the browser console of the visitor. */
async function told(visitor: Visitor): Promise<string> {
  const line = await visitor.page.waitForEvent("console", (message) => message.text().startsWith("Switchboard:"));
  return line.text();
}

async function comes(hand: Hand, browser: Parameters<typeof Operator.comes>[0], server: Server): Promise<Operator> {
  const ann = await Operator.comes(browser, hand, server, { permissions: ["clipboard-read", "clipboard-write"] });
  await administers(ann);
  return ann;
}

test("A18: a web site is added, its code is pasted, and its visitors come, with both hands", async ({ browser, server, hostSite }, info) => {
  const ann = await comes("keyboard", browser, server);
  const mouse = ann.with("mouse");
  const codes: string[] = [];
  for (const [one, name] of [[ann, "Shop"], [mouse, "Blog"]] as const) {
    await one.presses(ann.page.getByRole("button", { name: "Add", exact: true }));
    await one.fills(ann.window.getByLabel("Name", { exact: true }), name);
    if (one === ann) {
      await picture(ann.page, info, "adding");
      await isAccessible(ann.page, "adding");
    }
    await one.presses(ann.window.getByRole("button", { name: "Save" }));
    await expect(ann.page.getByRole("heading", { name: `The embed code of ${name}` })).toBeVisible();
    if (one === ann) await picture(ann.page, info, "code");
    const code = await ann.window.getByLabel("Embed code", { exact: true }).inputValue();
    expect(code).toBe(snippet(server.url, keyIn(code)));
    codes.push(code);
    await one.presses(ann.window.getByRole("button", { name: "Copy" }));
    await expect(ann.page.locator(".toast")).toContainText("The embed code is copied.");
    await expect.poll(() => ann.page.evaluate(() => navigator.clipboard.readText())).toBe(code);
    await one.presses(ann.window.getByRole("button", { name: "Done" }));
    await expect(ann.entry(name)).toContainText("Pages of every host");
  }
  const [code, other] = codes;
  if (!code || !other) throw new Error("there are not two codes");
  expect(keyIn(code)).not.toBe(keyIn(other));
  await picture(ann.page, info, "sites");

  const shop = await hostSite({ "/": { body: "<h1>Shop</h1>", snippet: code } });
  const vera = await Visitor.comes(browser, "keyboard");
  await vera.opens(shop.url);
  await vera.opensPanel();
  await vera.asks("Vera", "Is this oak?");
  await expect(vera.panel.getByRole("heading", { name: "Shop" })).toBeVisible();
  await ann.page.goto(`${server.url}/console`);
  await ann.isLive();
  await expect(ann.row("Vera")).toContainText("Shop");
  await ann.accepts("Vera");

  // It is renamed; consoles are updated at once.
  const same = await Operator.comes(browser, "mouse", server);
  await administers(same);
  await setsUp(same, "Shop");
  await same.window.getByLabel("Name", { exact: true }).fill("Store");
  await saves(same);
  await expect(ann.page.getByRole("complementary", { name: "Visitor" })).toContainText("Store");

  // It is removed: its page loses the chat at once, and its chats stay readable.
  const explained = told(vera);
  await same.doesWith("Store", "Remove");
  await picture(same.page, info, "removing");
  await same.presses(same.window.getByRole("button", { name: "Remove" }));
  await expect(same.entry("Store")).toHaveCount(0);
  expect(await explained).toContain(`no site has the key "${keyIn(code)}"`);
  await expect(vera.launcher).toBeHidden();
  await expect.poll(() => ann.sees()).toEqual(["Is this oak?"]);
  await same.administers("Audit log");
  await expect(same.page.locator(".audit > li").first()).toContainText("removed the web site Store");
});

test("A18: pages of domains that are not allowed get no chat, and are told why, with both hands", async ({ browser, server, hostSite }, info) => {
  const ann = await comes("mouse", browser, server);
  const code = await adds(ann, "Shop");
  const shop = await hostSite({ "/": { body: "<h1>Shop</h1>", snippet: code } });
  const vera = await Visitor.comes(browser, "mouse");
  await vera.opens(shop.url);
  await vera.opensPanel();
  await expect(vera.panel.getByRole("heading", { name: "How can we help?" })).toBeVisible();

  const closed = told(vera);
  const byKeys = ann.with("keyboard");
  await setsUp(byKeys, "Shop");
  await byKeys.fills(ann.window.getByLabel("Allowed domains"), "shop.example\n*.shop.example");
  await picture(ann.page, info, "domains");
  await saves(byKeys);
  await expect(ann.entry("Shop")).toContainText("shop.example, *.shop.example");
  // The open page loses it at once.
  await expect(vera.launcher).toBeHidden();
  const host = new URL(shop.url).host;
  const why = `Switchboard: this web site's chat is not allowed on pages of ${host}. An administrator can allow the domain at ${server.url}/console/administration/sites.`;
  expect(await closed).toBe(why);

  // So does a later page: nothing is drawn, and the browser console has one line.
  const olga = await Visitor.comes(browser, "mouse");
  const lines: string[] = [];
  olga.page.on("console", (message) => message.text().startsWith("Switchboard") && lines.push(message.text()));
  await olga.page.goto(shop.url);
  await expect.poll(() => lines).toEqual([why]);
  await expect(olga.page.locator("switchboard-chat")).toHaveCount(0);
  // Nor does the browser show the panel in a frame of such a page.
  const framed = await hostSite({ "/": { body: `<iframe src="${server.url}/panel?site=${keyIn(code)}"></iframe>` } });
  const blocked = olga.page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
  await olga.page.goto(framed.url);
  await blocked;

  await setsUp(ann, "Shop");
  await ann.fills(ann.window.getByLabel("Allowed domains"), host);
  await saves(ann);
  await olga.opens(shop.url);
  await olga.opensPanel();
  await olga.asks("Olga", "Is this oak?");
});

test("A18: the Welcome Screen asks what the site wants to know, and looks as it wants, with both hands", async ({ browser, server, hostSite }, info) => {
  const ann = await comes("keyboard", browser, server);
  const mouse = ann.with("mouse");
  const code = await adds(mouse, "Shop");
  const shop = await hostSite({ "/": { body: "<h1>Shop</h1>", snippet: code } });
  const vera = await Visitor.comes(browser, "mouse");
  await vera.opens(shop.url);
  await vera.opensPanel();
  await expect(vera.panel.getByRole("heading", { name: "How can we help?" })).toBeVisible();

  const window = await setsUp(mouse, "Shop");
  const preview = ann.page.frameLocator('iframe[title="Preview of the chat"]');
  await expect(preview.getByRole("heading", { name: "How can we help?" })).toBeVisible();
  await window.getByLabel("E-mail address").selectOption("Required");
  // A field with each hand: both are required choices.
  for (const [one, place, label, choices] of [[ann, 1, "Wood", ["Oak", "Ash"]], [mouse, 2, "Size", ["Small", "Large"]]] as const) {
    await one.presses(window.getByRole("button", { name: "Add a field" }));
    const field = window.getByRole("group", { name: `Field ${place}` });
    await one.fills(field.getByLabel("Label"), label);
    await field.getByLabel("Kind").selectOption("A choice");
    await one.fills(field.getByLabel("Choices, one a line"), choices.join("\n"));
    await one.switches(field.getByRole("checkbox", { name: "Required" }));
    await expect(field.getByRole("checkbox", { name: "Required" })).toBeChecked();
    await expect(preview.getByLabel(label).getByRole("option", { includeHidden: true })).toHaveText(["", ...choices]);
  }
  await ann.fills(window.getByLabel("To agree to"), "You may keep what I say.");
  await ann.fills(window.getByLabel("Colour", { exact: true }), "#ffcc00");
  await expect(window.getByText("Text on it is black, with a contrast of")).toBeVisible();
  await window.getByLabel("The button stands").selectOption("Left");
  // The preview changes while they type, and adds nobody to the visitor list.
  await expect(preview.getByText("You may keep what I say.")).toBeVisible();
  await expect(preview.locator("#submit")).toHaveCSS("background-color", "rgb(255, 204, 0)");
  await picture(ann.page, info, "set-up");
  await isAccessible(ann.page, "set up");
  await saves(ann);

  // The open panel has it without a reload.
  const wood = vera.panel.getByLabel("Wood");
  await expect(wood).toBeVisible();
  await expect(vera.launcher).toHaveCSS("background-color", "rgb(255, 204, 0)");
  expect((await vera.launcher.boundingBox())?.x).toBe(20);
  await picture(vera.page, info, "welcome-screen");
  await isAccessible(vera.page, "the Welcome Screen");
  await vera.panel.getByLabel("Your question").fill("Is this oak?");
  await vera.panel.getByRole("button", { name: "Start chat" }).click();
  await expect(vera.panel.getByText("Please tell us where we can answer.")).toBeVisible();
  await expect(vera.panel.getByRole("textbox", { name: "Your e-mail address" })).toBeFocused();
  await expect(vera.panel.getByText("This is needed before we can start.")).toHaveCount(3);
  await picture(vera.page, info, "told");
  await wood.selectOption("Ash");
  await vera.panel.getByLabel("Size").selectOption("Large");
  await vera.panel.getByRole("textbox", { name: "Your e-mail address" }).fill("vera@example.net");
  await vera.panel.getByRole("checkbox", { name: "You may keep what I say." }).check();
  await vera.asks("Vera", "Is this oak?");

  await ann.page.goto(`${server.url}/console`);
  await ann.isLive();
  await expect(ann.page.locator("tr[data-visitor]")).toHaveCount(1);
  await mouse.accepts("Vera");
  const details = ann.page.getByRole("complementary", { name: "Visitor" });
  for (const answer of ["vera@example.net", "Ash", "Large", "You may keep what I say."]) await expect(details).toContainText(answer);
  await picture(ann.page, info, "answers");
});

test("A18: without tracking nobody is seen who only browses; business hours close the chat, with both hands", async ({ browser, server, hostSite }, info) => {
  const ann = await comes("keyboard", browser, server);
  const mouse = ann.with("mouse");
  const code = await adds(mouse, "Shop");
  const shop = await hostSite({ "/": { body: "<h1>Shop</h1>", snippet: code }, "/next": { body: "<h1>Next</h1>", snippet: code } });
  await setsUp(ann, "Shop");
  const seen = ann.window.getByRole("checkbox", { name: /Operators see who is browsing/ });
  // Off, on again, and off.
  for (const [one, isOn] of [[ann, false], [mouse, true], [mouse, false]] as const) {
    await one.switches(seen);
    await expect(seen).toBeChecked({ checked: isOn });
  }
  await saves(ann);
  const cleo = await Operator.comes(browser, "mouse", server);
  await cleo.signsIn();

  const vera = await Visitor.comes(browser, "mouse");
  await vera.opens(shop.url);
  await vera.opens(`${shop.url}/next`);
  await expect(cleo.page.getByText("0 people are on your sites")).toBeVisible();
  // Only visitors who come later to a site with tracking are seen.
  const olga = await Visitor.comes(browser, "mouse");
  await olga.opens(`${server.url}/demo`);
  await expect(cleo.row("/demo")).toBeVisible();
  await expect(cleo.page.locator("tr[data-visitor]")).toHaveCount(1);
  await vera.opensPanel();
  await expect(cleo.page.locator("tr[data-visitor]")).toHaveCount(2);

  // The code was seen nevertheless.
  await ann.presses(ann.entry("Shop").getByRole("button", { name: "Embed code" }));
  await expect(ann.window.getByText(`It was seen just now in ${shop.url}/next`)).toBeVisible();
  await mouse.presses(ann.window.getByRole("button", { name: "Check my site" }));
  await picture(ann.page, info, "seen");
  await isAccessible(ann.page, "check my site");
  await mouse.presses(ann.window.getByRole("button", { name: "Done" }));
  await expect(ann.window).toBeHidden();

  // On no day of the week.
  await expect(vera.panel.getByRole("heading", { name: "How can we help?" })).toBeVisible();
  const window = await setsUp(mouse, "Shop");
  const hours = window.getByRole("checkbox", { name: /Only within business hours/ });
  for (const [one, isOn] of [[ann, true], [mouse, false], [mouse, true]] as const) {
    await one.switches(hours);
    await expect(hours).toBeChecked({ checked: isOn });
  }
  for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]) await window.getByLabel(day).fill("");
  await window.getByLabel("Time zone").fill("Mars/Base");
  await window.getByRole("button", { name: "Save" }).click();
  await expect(window.getByRole("alert").filter({ hasText: "There is no time zone “Mars/Base”" })).toBeVisible();
  await window.getByLabel("Time zone").fill("Europe/Berlin");
  await ann.fills(window.getByLabel("Exceptions"), "2020-02-29 9-12");
  await picture(ann.page, info, "hours");
  await saves(mouse);
  await expect(vera.panel.getByRole("heading", { name: "Leave us a message" })).toBeVisible();
  await expect(cleo.page.getByText("Outside business hours: Shop")).toBeVisible();
  await picture(cleo.page, info, "closed");
});

test("A18: a site speaks one language, and says some things in its own words", async ({ browser, server, hostSite }, info) => {
  const ann = await comes("mouse", browser, server);
  const code = await adds(ann, "Shop");
  const shop = await hostSite({ "/": { body: "<h1>Shop</h1>", snippet: code } });
  const vera = await Visitor.comes(browser, "mouse");
  await vera.opens(shop.url);
  await vera.opensPanel();
  await expect(vera.panel.getByRole("heading", { name: "How can we help?" })).toBeVisible();

  const window = await setsUp(ann, "Shop");
  const preview = ann.page.frameLocator('iframe[title="Preview of the chat"]');
  await window.getByLabel("Above the Welcome Screen").fill("<b>Ask</b> the carpenter");
  await expect(preview.getByRole("heading", { name: "<b>Ask</b> the carpenter" })).toBeVisible();
  await window.getByLabel("The chat speaks").selectOption("Deutsch");
  // With a fixed language, the texts are edited in that language; the preview uses it too.
  await expect(window.getByLabel("Own words in")).toHaveValue("de");
  await expect(window.getByLabel("Above the Welcome Screen")).toHaveValue("");
  await expect(preview.getByRole("heading", { name: "Wie können wir helfen?" })).toBeVisible();
  await window.getByLabel("Above the Welcome Screen").fill("Moin!");
  await window.getByLabel("Below that", { exact: true }).fill("x".repeat(401));
  await window.getByRole("button", { name: "Save" }).click();
  await expect(window.getByRole("alert").filter({ hasText: "is too long: 400 characters at most" })).toBeVisible();
  await window.getByLabel("Below that", { exact: true }).fill("Wir sind gleich da.");
  await expect(preview.getByText("Wir sind gleich da.")).toBeVisible();
  await picture(ann.page, info, "texts");
  await saves(ann);

  // The open panel's page is English, so it gets the English texts.
  await expect(vera.panel.getByRole("heading", { name: "<b>Ask</b> the carpenter" })).toBeVisible();
  const jan = await Visitor.comes(browser, "mouse");
  await jan.page.goto(shop.url);
  await jan.page.getByRole("button", { name: "Chat öffnen" }).click();
  await expect(jan.panel.getByRole("heading", { name: "Moin!" })).toBeVisible();
  await picture(jan.page, info, "own-words");
});

test("A18: names and domains that are not taken, and an edit that comes too late", async ({ browser, server }, info) => {
  const ann = await comes("mouse", browser, server);
  await adds(ann, "Shop");
  await ann.page.getByRole("button", { name: "Add", exact: true }).click();
  const alert = ann.window.getByRole("alert").filter({ hasText: /./ });
  const save = ann.window.getByRole("button", { name: "Save" });
  const [name, domains] = [ann.window.getByLabel("Name", { exact: true }), ann.window.getByLabel("Allowed domains")];
  await domains.fill("shop.example");
  // All rejected values: chat/tests/contract/sites.rs, chat/src/site/domains.rs.
  for (const [bad, words] of [
    ["\u200b\u0007", "There is nothing in it that can be shown."],
    // Cyrillic.
    ["\u0405h\u043ep", "Another one has this name."],
  ] as const) {
    await name.fill(bad);
    await save.click();
    await expect(alert).toContainText(words);
    await expect(name).toBeFocused();
  }
  await expect(domains).toHaveValue("shop.example");
  await name.fill("Blog");
  const bad = "; script-src *";
  await domains.fill(`blog.example\n${bad}`);
  await save.click();
  await expect(alert).toContainText(`“${bad}” is not a domain`);
  await expect(domains).toBeFocused();
  await picture(ann.page, info, "told");
  await ann.page.keyboard.press("Escape");

  const same = await Operator.comes(browser, "mouse", server);
  await administers(same);
  for (const one of [ann, same]) await setsUp(one, "Shop");
  await ann.window.getByLabel("Name", { exact: true }).fill("Store");
  await saves(ann);
  await same.window.getByLabel("Name", { exact: true }).fill("Market");
  await same.window.getByRole("button", { name: "Save" }).click();
  await expect(same.window.getByRole("alert").filter({ hasText: "Somebody else has changed this meanwhile" })).toBeVisible();
  await expect(same.window.getByLabel("Name", { exact: true })).toHaveValue("Market");
});
