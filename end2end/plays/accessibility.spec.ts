// Everybody can use every page, window, menu and state: light and dark, wide, on a phone, at 400 %,
// with reduced motion.

import type { Page, TestInfo } from "@playwright/test";
import {
  fits,
  hasVisibleFocus,
  inTheDark,
  inWindow,
  isAccessible,
  isAccessibleInTheDark,
  isAccessibleInThisSize,
  standsStill,
} from "../support/accessible";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import type { Server } from "../support/server";
import { expect, test } from "../support/test";

interface Look {
  name: string;
  viewport: { width: number; height: number };
  isNarrow: boolean;
  colorScheme: "light";
  reducedMotion: "reduce";
}

const ALWAYS = { colorScheme: "light", reducedMotion: "reduce" } as const;
/**
 * What exists, and where, depends on the available room, so each of these is gone through from
 * start to end. In the wide one, all rules are checked in every state, and those about colours in
 * dark mode as well. The narrow one has the same elements, only some of them visible: there, only
 * the rules that depend on room and overlap are checked.
 */
const LOOKS: Look[] = [
  { name: "wide", viewport: { width: 1440, height: 900 }, isNarrow: false, ...ALWAYS },
  // A window of 1280 × 1024 pixels at 400 % (WCAG 1.4.10). Whatever is reached there is checked as
  // on a phone, too.
  { name: "at 400 % and on a phone", viewport: { width: 320, height: 256 }, isNarrow: true, ...ALWAYS },
];
const PHONE = { width: 390, height: 800 };
/**
 * Here a narrow window shows something that a wide one does not, such as a way back: all rules are
 * checked again.
 */
const OTHERWISE_NARROW = [
  "panel-off-line",
  "panel-conversation",
  "console-visitors",
  "console-conversation",
  "details",
  "own-menu",
  "off-line-messages-none",
  "archive-filters",
  "preferences",
  "administration-operators",
  "a-web-site",
  "contacts",
  "talk-with-a-colleague",
];

/** Takes a picture of a state, and checks whether everybody can use it. */
const judge = (look: Look, info: TestInfo) => async (page: Page, name: string) => {
  await picture(page, info, name);
  await standsStill(page, name);
  if (!look.isNarrow) {
    await isAccessible(page, name);
    await fits(page, name);
    return isAccessibleInTheDark(page, name);
  }
  await isAccessibleInThisSize(page, name);
  await fits(page, name);
  await inWindow(page, PHONE, async () => {
    const onPhone = `${name}, on a phone`;
    await picture(page, info, `${name}-on-a-phone`);
    const isOther = OTHERWISE_NARROW.includes(name);
    if (isOther) await isAccessible(page, onPhone);
    else await isAccessibleInThisSize(page, onPhone, { colours: true });
    await fits(page, onPhone);
    if (isOther) await isAccessibleInTheDark(page, onPhone);
  });
};

/** The focus is visible in both colour schemes. */
const focusIn = (look: Look) => async (page: Page, what: string) => {
  await hasVisibleFocus(page, what);
  await inTheDark(page, () => hasVisibleFocus(page, `${what}, dark`));
  if (look.isNarrow) await inWindow(page, PHONE, () => hasVisibleFocus(page, `${what}, on a phone`));
};

/** A signed-in operator, and a visitor on the demo page. */
async function meet(browser: Parameters<typeof Visitor.comes>[0], server: Server, look: Look) {
  const operator = await Operator.comes(browser, "mouse", server, look);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse", look);
  return { operator, visitor };
}

for (const look of LOOKS) {
  test(`a visit is accessible from the first page to the last word, ${look.name}`, async ({ browser, server }, info) => {
    const shown = judge(look, info);
    const operator = await Operator.comes(browser, "mouse", server, look);
    await operator.page.goto(`${server.url}/sign-in`);
    await shown(operator.page, "sign-in");
    await operator.page.getByLabel("E-mail address").fill("nobody@example.org");
    await operator.page.getByLabel("Password").fill("not the password");
    await operator.presses(operator.page.getByRole("button", { name: "Sign in" }));
    await expect(operator.page.getByRole("alert").first()).toBeVisible();
    await shown(operator.page, "sign-in-refused");

    const visitor = await Visitor.comes(browser, "mouse", look);
    await visitor.opens(`${server.url}/demo`);
    await shown(visitor.page, "demo");
    await visitor.opensPanel();
    await expect(visitor.panel.getByText("Leave us a message")).toBeVisible();
    await shown(visitor.page, "panel-off-line");

    await operator.signsInByForm();
    await expect(operator.row("/demo")).toBeVisible();
    await shown(operator.page, "console-visitors");
    await visitor.asks("Vera", "Is the blue one in stock? See https://example.org/blue");
    await shown(visitor.page, "panel-waiting");
    await expect(operator.row("Vera")).toContainText("Requesting");
    await shown(operator.page, "console-request");
    await operator.accepts("Vera");
    await operator.says("Vera", "It is. Shall I put one aside for you?");
    await expect.poll(async () => (await visitor.sees()).length).toBe(2);
    await shown(visitor.page, "panel-conversation");
    await shown(operator.page, "console-conversation");
    await operator.page.getByRole("button", { name: "End chat" }).first().click();
    await operator.window.getByRole("button", { name: "End chat" }).click();
    await expect(operator.page.getByText("This chat has ended.")).toBeVisible();
    await shown(operator.page, "console-ended");
    await expect(visitor.panel.getByText(/ended/).first()).toBeVisible();
    await shown(visitor.page, "panel-ended");
  });

  test(`every window and menu of the console is accessible, ${look.name}`, async ({ browser, server }, info) => {
    const [shown, seesFocus] = [judge(look, info), focusIn(look)];
    await server.addOperator("Ben");
    const { operator, visitor } = await meet(browser, server, look);
    const { page } = operator;
    await visitor.opens(`${server.url}/demo`);

    const vera = page.locator("tr[data-visitor]");
    await operator.opensMenuOf(vera);
    await shown(page, "menu-of-a-visitor");
    await operator.chooses("Request chat");
    await expect(operator.window.getByRole("textbox")).toBeFocused();
    await shown(page, "request-chat");
    await operator.window.getByRole("textbox").fill("Can I help?");
    await operator.window.getByRole("button", { name: "Request chat" }).click();
    const card = visitor.page.getByRole("complementary", { name: "Invitation to chat" });
    await expect(card).toContainText("Can I help?");
    await shown(visitor.page, "invitation");
    await expect(vera).toContainText("Invited");
    await card.getByRole("button", { name: "No, thanks" }).click();
    await expect(card).toBeHidden();
    // A panel that is opened before the answer has arrived begins with the invitation.
    await expect(vera).toContainText("Online");

    await visitor.opensPanel();
    await visitor.asks("Vera", "Hello");
    await operator.accepts("Vera");
    for (const [item, heading] of [
      ["Transfer…", "Transfer the chat"],
      ["Ask a colleague", "Ask a colleague"],
      ["Client Note", "Client Note: Vera"],
      ["Remark", "Remark on Vera"],
    ] as const) {
      await page.getByRole("button", { name: "Actions of this chat" }).click();
      if (item === "Transfer…") await shown(page, "menu-of-a-chat");
      await operator.chooses(item);
      await expect(operator.window.getByRole("heading", { name: heading })).toBeVisible();
      await shown(page, heading.toLowerCase().replaceAll(/\W+/g, "-"));
      if (item === "Client Note") {
        await operator.window.getByRole("textbox").fill("Likes tea.");
        await operator.window.getByRole("button", { name: "Add" }).click();
        await expect(operator.window.getByText("Likes tea.")).toBeVisible();
        await shown(page, "client-note-added");
      }
      await page.keyboard.press("Escape");
      await expect(operator.window).toBeHidden();
      await seesFocus(page, `after ${heading}`);
    }
    await page.keyboard.press("Alt+q");
    await expect(operator.window.getByRole("button", { name: "End chat" })).toBeVisible();
    await shown(page, "end-chat");
    await page.keyboard.press("Escape");
    await page.keyboard.press("F1");
    await expect(operator.window.getByRole("heading", { name: "Shortcut keys" })).toBeVisible();
    await shown(page, "help");
    await page.keyboard.press("Escape");
    await seesFocus(page, "after the help");

    const field = operator.composer("Vera");
    await field.fill("/");
    await expect(page.getByRole("option").first()).toBeVisible();
    await shown(page, "commands");
    await field.fill("/t Nobody");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await expect(page.locator(".toast")).toBeVisible();
    await shown(page, "a-command-refused");
    await field.fill("It is definately there.");
    await page.getByRole("button", { name: "Spell Check settings" }).click();
    await shown(page, "spell-check-settings");
    await page.keyboard.press("Escape");
    await page.keyboard.press("F7");
    await expect(operator.window.locator("mark")).toHaveText("definately");
    await shown(page, "spell-checker");
    await page.keyboard.press("Escape");
    await seesFocus(page, "after the spell checker");

    await field.fill("");
    await page.getByRole("radio", { name: "URL" }).check();
    await field.fill(`${server.url}/demo/cup.svg`);
    await shown(page, "an-address-to-push");
    await field.press("Enter");
    await expect(page.locator(".is-pushed")).toContainText("cup.svg");
    await shown(page, "a-pushed-address");
    await shown(visitor.page, "panel-with-a-picture");
    await page.getByRole("button", { name: "Canned responses" }).click();
    await expect(page.getByRole("combobox", { name: "Search in canned responses" })).toBeFocused();
    await shown(page, "canned-addresses");
    await page.keyboard.press("Escape");
    await seesFocus(page, "after the canned addresses");
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox", { name: "Go to or do" })).toBeFocused();
    await shown(page, "palette");
    await page.keyboard.press("Escape");
    await seesFocus(page, "after the palette");

    if (look.isNarrow) {
      await page.goto(`${page.url()}?pane=details`);
      await operator.isLive();
      await expect(page.getByRole("complementary", { name: "Visitor" })).toBeVisible();
      await shown(page, "details");
      await page.goto(`${server.url}/console?pane=rail`);
      await operator.isLive();
    }
    await page.getByRole("button", { name: /Status, sound, sign out/ }).click();
    await expect(page.getByRole("radio", { name: /^Away/ })).toBeVisible();
    await shown(page, "own-menu");
    await page.keyboard.press("Escape");
    await seesFocus(page, "after the own menu");
    await page.context().setOffline(true);
    await expect(page.getByText(/off line|Reconnecting|Connection lost/i).first()).toBeVisible({ timeout: 30_000 });
    await shown(page, "off-line");
    await page.context().setOffline(false);
    await operator.isLive();
  });

  test(`every page of the console is accessible, ${look.name}`, async ({ browser, server }, info) => {
    const [shown, seesFocus] = [judge(look, info), focusIn(look)];
    const visitor = await Visitor.comes(browser, "mouse", look);
    await visitor.opens(`${server.url}/demo`);
    await visitor.opensPanel();
    const ben = await server.addOperator("Ben");
    const operator = await Operator.comes(browser, "mouse", server, look);
    await operator.page.goto(`${server.url}/console`);
    await operator.signsIn();
    const { page } = operator;
    const goes = async (path: string) => {
      await page.goto(`${server.url}/console/${path}`);
      await operator.isLive();
      // Complete, not the placeholder that stands there until the server has answered.
      await expect(page.getByText("Loading…")).toHaveCount(0);
    };
    await goes("messages");
    await shown(page, "off-line-messages-none");
    await goes("archive?state=missed");
    await expect(page.getByRole("heading", { name: "No chats match" })).toBeVisible();
    await page.getByRole("button", { name: "Filters" }).click();
    await shown(page, "archive-filters");
    await goes("reports");
    await expect(page.getByRole("heading", { name: "Figures", level: 2 })).toBeVisible();
    await shown(page, "reports");
    await goes("board");
    await expect(page.getByRole("heading", { name: "Who waits" })).toBeVisible();
    await shown(page, "board");
    for (const path of ["", "/canned-messages", "/canned-urls", "/keys", "/sip"].map((chapter) => `preferences${chapter}`)) {
      await goes(path);
      await expect(page.locator(".preferences :is(h2, button, input):visible").first()).toBeVisible();
      await shown(page, path.replace("/", "-"));
    }
    for (const [topic, heading] of [
      ["operators", "Chat Operators"],
      ["sites", "Web sites"],
      ["departments", "Departments"],
      ["urls", "URL routing"],
      ["queueing", "Queueing"],
      ["off-line", "Off-line messages"],
      ["e-mail", "E-mail"],
      ["retention", "Retention"],
      ["audit", "Audit log"],
    ] as const) {
      // With the links at the side, or the list that replaces them in a narrow window.
      const address = `/console/administration/${topic}`;
      if (topic === "operators") await goes(`administration/${topic}`);
      else if (look.isNarrow) await page.getByRole("combobox", { name: "Administration" }).selectOption(address);
      else await page.getByRole("navigation", { name: "Administration" }).locator(`a[href="${address}"]`).click();
      await expect(page).toHaveURL(`${server.url}${address}`);
      await expect(page.getByRole("heading", { name: heading, level: 2 })).toBeVisible();
      await expect(page.getByText("Loading…")).toHaveCount(0);
      await expect(page.locator(".preferences :is(h2, button, input):visible").first()).toBeVisible();
      await shown(page, `administration-${topic}`);
    }
    await goes("administration/start");
    await expect(page.locator(".preferences :is(h2, button, input):visible").first()).toBeVisible();
    await shown(page, "administration-start");
    await goes("preferences/canned-messages");
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByLabel("Name").fill("Greeting");
    await page.getByLabel("Shortcut").fill("two words");
    await page.getByLabel("Text").fill("Hello %VISITOR%.");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "A shortcut has" })).toBeVisible();
    await shown(page, "canned-message-refused");
    await page.getByLabel("Shortcut").fill("hello");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("button", { name: /Greeting/ })).toBeVisible();
    await shown(page, "canned-message-saved");

    await goes("administration/operators");
    await page.getByRole("button", { name: "Actions for Ben" }).last().click();
    await shown(page, "menu-of-an-account");
    await operator.chooses("Edit profile");
    await expect(operator.window.getByLabel("Screen name")).toHaveValue("Ben");
    await operator.window.getByText("Another password").click();
    await shown(page, "profile");
    await operator.window.getByLabel("Screen name").fill("");
    await operator.window.getByRole("button", { name: "Save" }).click();
    await expect(operator.window.getByRole("alert").filter({ hasText: "There is nothing in it" })).toBeVisible();
    await seesFocus(page, "what is to be mended");
    await shown(page, "profile-refused");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await shown(page, "adding-an-operator");
    await page.keyboard.press("Escape");

    await goes("administration/sites");
    await operator.doesWith("Demo", "Embed code");
    await expect(operator.window.getByText("It was seen just now")).toBeVisible();
    await shown(page, "embed-code");
    await page.keyboard.press("Escape");
    await operator.doesWith("Demo", "Set up");
    const preview = page.frameLocator('iframe[title="Preview of the chat"]');
    await expect(preview.getByRole("heading", { name: "How can we help?" })).toBeVisible();
    await operator.window.getByRole("button", { name: "Add a field" }).click();
    await operator.window.getByRole("checkbox", { name: /Only within business hours/ }).check();
    await shown(page, "a-web-site");
    await operator.window.getByRole("button", { name: "Save" }).click();
    await expect(operator.window.getByRole("alert").filter({ hasText: "field 1 needs a label" })).toBeVisible();
    await shown(page, "a-web-site-refused");
    await page.keyboard.press("Escape");

    const benny = await Operator.comes(browser, "mouse", server, look);
    await benny.signsIn(ben);
    await goes("?pane=contacts");
    await shown(page, "contacts");
    await page.getByRole("region", { name: "Contacts" }).getByRole("button", { name: /^Ben/ }).first().click();
    await expect(operator.composer("Ben")).toBeVisible();
    await operator.says("Ben", "Are you there?");
    await shown(page, "talk-with-a-colleague");
    await goes("no-such-page");
    await shown(page, "no-such-page");
  });
}
