// The visitor's side speaks their language: the page's, their browser's, or the one that they have
// chosen. Two of the nine languages are tested here. The tests of `languages/` and of
// `widget/src/view/spoken.rs` check that each is complete, and that the panel can say everything in
// each.

import type { Browser, BrowserContextOptions, FrameLocator, Locator, Page } from "@playwright/test";
import { isAccessible, isAccessibleInTheDark } from "../support/accessible";
import { hasDrawn } from "../support/drawn";
import { snippet } from "../support/host-site";
import { Operator, press, tabTo, type Hand } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";
import { speaksOnly, type Tag, textsOf, type Texts } from "../support/texts";

/** A person who finds things in the chat by their position, because the texts differ. */
class Reader {
  readonly panel: FrameLocator;
  readonly launcher: Locator;

  private constructor(readonly page: Page) {
    this.panel = page.frameLocator('iframe[src*="/panel"]');
    this.launcher = page.locator("switchboard-chat > button, switchboard-chat button").first();
  }

  static async comes(browser: Browser, options: BrowserContextOptions = {}): Promise<Reader> {
    const context = await browser.newContext({ viewport: { width: 1100, height: 760 }, ...options });
    return new Reader(await context.newPage());
  }

  async opensPanelOn(url: string): Promise<void> {
    await this.page.goto(url);
    await this.launcher.click();
    await expect(this.panel.locator("#form-title, #thread .words").first()).toBeVisible();
  }

  /** The panel is drawn in this language. */
  async reads(tag: Tag): Promise<Texts> {
    await expect(this.panel.locator(`html[lang="${tag}"]`)).toHaveCount(1);
    return textsOf(tag);
  }

  async asks(question: string): Promise<void> {
    await this.panel.locator("#text").fill(question);
    await this.panel.locator("#submit").click();
    await expect(this.panel.locator("#thread")).toContainText(question);
  }

  async chooses(name: string, hand: Hand = "mouse"): Promise<void> {
    await press(hand, this.page, this.panel.locator("#language"));
    await expect(this.panel.locator("#languages")).toBeVisible();
    const choice = this.panel.getByRole("button", { name, exact: true });
    if (hand === "keyboard") await tabTo(this.page, choice);
    await press(hand, this.page, choice);
  }
}

/** A website whose pages are written in these languages: `/de`, `/ar` and so on. */
function pagesIn(tags: readonly string[], url: string, key: string) {
  const body = "<p>1, 2, 3</p>";
  const page = (tag: string) => ({
    body,
    language: `lang="${tag}"${tag === "ar" ? ' dir="rtl"' : ""}`,
    snippet: snippet(url, key),
  });
  return Object.fromEntries(tags.map((tag) => [`/${tag}`, page(tag)]));
}

/** One written from the left, with long words, and one from the right. */
const SPOKEN = ["de", "ar"] as const;

test("in another language there are the off-line form, the Welcome Screen and a conversation, and nothing in them is English", async ({
  browser,
  server,
  hostSite,
}, info) => {
  const site = await hostSite(pagesIn(SPOKEN, server.url, await server.siteKey()));
  const shown = async (reader: Reader, tag: Tag, what: string) => {
    await picture(reader.page, info, `${tag}-${what}`);
    await speaksOnly(reader.page, tag, what);
    // axe's rules apply to all languages alike, except for names and direction.
    const isJudged = ["1-off-line", "3-welcome", "4-languages", "5-conversation"].includes(what);
    if (tag === "ar" && isJudged) await isAccessible(reader.page, `${what} in ${tag}`);
  };
  for (const tag of SPOKEN) {
    const reader = await Reader.comes(browser, { viewport: { width: 1100, height: 800 } });
    await reader.opensPanelOn(`${site.url}/${tag}`);
    const texts = await reader.reads(tag);
    await expect(reader.panel.locator("#form-title")).toHaveText(texts["forms.leave"] ?? "");
    await reader.panel.locator("#submit").click();
    await expect(reader.panel.locator("#email-fault")).toHaveText(texts["forms.email-missing"] ?? "");
    await shown(reader, tag, "1-off-line");
    await reader.panel.locator("#text").fill("1 2 3");
    await reader.panel.locator("#email").fill("vera@example.net");
    await reader.panel.locator("#submit").click();
    await expect(reader.panel.locator("#thanks-more")).toContainText("vera@example.net");
    await shown(reader, tag, "2-thanks");
    await reader.page.context().close();
  }

  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  for (const tag of SPOKEN) {
    const reader = await Reader.comes(browser);
    await reader.opensPanelOn(`${site.url}/${tag}`);
    const texts = await reader.reads(tag);
    await expect(reader.panel.locator("#form-title")).toHaveText(texts["forms.greeting"] ?? "");
    await shown(reader, tag, "3-welcome");
    await reader.panel.locator("#language").click();
    await expect(reader.panel.locator("#languages button[aria-current]")).toHaveAttribute("lang", tag);
    await shown(reader, tag, "4-languages");
    await reader.page.keyboard.press("Escape");
    await expect(reader.panel.locator("#languages")).toBeHidden();
    await expect(reader.panel.locator("#form-title"), "Escape closes the list alone").toBeVisible();

    await reader.panel.locator("#name").fill(`V-${tag}`);
    await reader.asks("1 + 1 = ?");
    await expect(reader.panel.locator("#hint-text")).toHaveText(texts["forms.wait"] ?? "");
    await operator.accepts(`V-${tag}`);
    await operator.says(`V-${tag}`, "1 + 1 = 2");
    await expect(reader.panel.locator("#thread")).toContainText("1 + 1 = 2");
    await reader.panel.locator("#input").fill("…");
    await shown(reader, tag, "5-conversation");
    await reader.panel.locator("#end").click();
    await expect(reader.panel.locator("#ending")).toBeVisible();
    await shown(reader, tag, "6-ending");
    await reader.panel.locator("#ending .main").click();
    await expect(reader.panel.locator("#thread .line").last()).toContainText(texts["said.ended-by-you"] ?? "");
    await shown(reader, tag, "7-ended");
    await reader.page.context().close();
    await operator.page.getByRole("link", { name: /^Visitors/ }).click();
  }
});

test("a page in Arabic has the chat from right to left", async ({ browser, server, hostSite }, info) => {
  const site = await hostSite(pagesIn(["ar"], server.url, await server.siteKey()));
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const reader = await Reader.comes(browser, { colorScheme: "light", reducedMotion: "reduce" });
  await reader.opensPanelOn(`${site.url}/ar`);
  await reader.reads("ar");
  await reader.panel.locator("#name").fill("Vera");
  await reader.asks("كم السعر؟");
  await operator.accepts("Vera");
  await operator.says("Vera", "عشرة.");
  await expect(reader.panel.locator("#thread")).toContainText("عشرة.");
  for (const [name, viewport] of [
    ["wide", { width: 1100, height: 760 }],
    ["narrow", { width: 390, height: 760 }],
  ] as const) {
    await reader.page.setViewportSize(viewport);
    await hasDrawn(reader.page);
    const x = async (selector: string) => (await reader.panel.locator(selector).first().boundingBox())?.x ?? Number.NaN;
    expect(await x("#minimise"), "what ends the panel is at the left").toBeLessThan(await x("#language"));
    expect(await x("#language")).toBeLessThan(await x("#who"));
    expect(await x("#send"), "it is sent to the left").toBeLessThan(await x("#input"));
    expect(await x(".mine .text"), "what they say is at the left").toBeLessThan(await x(".words:not(.mine) .text"));
    // The site decides where the launcher is.
    const launcher = await reader.launcher.boundingBox();
    expect(launcher?.x).toBeGreaterThan(viewport.width - 100);
    // The panel is another process, which learns of the window's new size slightly later.
    const overhang = () => reader.panel.locator("html").evaluate((root) => root.scrollWidth - root.clientWidth);
    await expect.poll(overhang, "nothing stands beyond the edge").toBe(0);
    await picture(reader.page, info, name);
    await isAccessible(reader.page, name);
    await isAccessibleInTheDark(reader.page, name);
  }
});

test("a visitor chooses another language in the middle of a chat, with both hands", async ({ browser, server, hostSite }, info) => {
  const site = await hostSite(pagesIn(["de", "fr"], server.url, await server.siteKey()));
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const reader = await Reader.comes(browser);
  await reader.opensPanelOn(`${site.url}/de`);
  await reader.reads("de");

  // On the Welcome Screen: typed text stays, and the keyboard remains in the panel.
  await reader.panel.locator("#name").fill("Vera");
  await reader.panel.locator("#text").fill("Dwa pyt");
  for (const [hand, name, tag] of [["mouse", "Español", "es"], ["keyboard", "Polski", "pl"]] as const) {
    await reader.chooses(name, hand);
    await reader.reads(tag);
    await expect(reader.panel.locator("#name")).toHaveValue("Vera");
    await expect(reader.panel.locator("#text")).toHaveValue("Dwa pyt");
    await expect(reader.panel.locator("#text")).toBeFocused();
  }
  await reader.page.keyboard.press("End");
  await reader.page.keyboard.type("ania");
  await expect(reader.panel.locator("#text")).toHaveValue("Dwa pytania");
  await reader.page.keyboard.press("Enter");
  await expect(reader.panel.locator("#thread")).toContainText("Dwa pytania");
  await operator.accepts("Vera");
  await operator.says("Vera", "Słucham?");
  await expect(reader.panel.locator("#thread")).toContainText("Słucham?");

  // In the conversation.
  await reader.panel.locator("#input").fill("Moment");
  for (const [hand, name, tag] of [["keyboard", "Français", "fr"], ["mouse", "日本語", "ja"]] as const) {
    await reader.chooses(name, hand);
    const texts = await reader.reads(tag);
    await expect(reader.panel.locator("#thread .words .text")).toHaveText(["Dwa pytania", "Słucham?"]);
    await expect(reader.panel.locator("#input")).toHaveValue("Moment");
    await expect(reader.panel.locator("#input")).toBeFocused();
    await expect(reader.launcher).toHaveAccessibleName(texts["launcher.minimise"] ?? "");
  }
  await picture(reader.page, info, "01-in-another-language");
  await speaksOnly(reader.page, "ja", "after the choice");
  await reader.page.keyboard.press("Enter");
  await expect.poll(() => operator.sees()).toEqual(["Dwa pytania", "Słucham?", "Moment"]);
  await operator.says("Vera", "Dobrze.");
  await expect(reader.panel.locator("#thread")).toContainText("Dobrze.");

  // It is remembered on the next page, whatever that page's language, and others are not affected.
  await reader.page.goto(`${site.url}/fr`);
  await reader.reads("ja");
  await expect(reader.panel.locator("#thread .words .text")).toHaveCount(4);
  const other = await Reader.comes(browser);
  await other.opensPanelOn(`${site.url}/fr`);
  await other.reads("fr");
});

test("a language is found in the page, else in the browser", async ({ browser, server, hostSite }) => {
  const site = await hostSite(pagesIn(["pt-BR", "zh-Hans-CN", "nl", "", "de-CH"], server.url, await server.siteKey()));
  for (const [locale, found] of [
    ["fr-CA", [["pt-BR", "pt"], ["zh-Hans-CN", "zh-Hans"], ["de-CH", "de"], ["nl", "fr"], ["", "fr"]]],
    ["sv-SE", [["nl", "en"]]],
  ] as const) {
    const reader = await Reader.comes(browser, { locale });
    for (const [nr, [page, tag]] of found.entries()) {
      // On the next page the panel is open by itself.
      if (nr === 0) await reader.opensPanelOn(`${site.url}/${page}`);
      else await reader.page.goto(`${site.url}/${page}`);
      await reader.reads(tag);
    }
    await reader.page.context().close();
  }
});

test("the loader counts and invites in the page's language", async ({ browser, server, hostSite }, info) => {
  const site = await hostSite(pagesIn(["pl", "ar"], server.url, await server.siteKey()));
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const invited = await Reader.comes(browser);
  await invited.page.goto(`${site.url}/ar`);
  await expect(invited.launcher).toHaveAccessibleName(textsOf("ar")["launcher.open"] ?? "");
  await operator.invites("مرحبًا");
  const card = invited.page.getByRole("complementary", { name: textsOf("ar")["launcher.invitation"] });
  await expect(card).toContainText("مرحبًا");
  await picture(invited.page, info, "01-invited");
  const [accept, decline] = [card.locator(".accept"), card.locator(".decline")];
  await expect(accept).toHaveText(textsOf("ar")["launcher.accept"] ?? "");
  expect((await accept.boundingBox())?.x, "the first is at the right").toBeGreaterThan((await decline.boundingBox())?.x ?? Number.NaN);
  await isAccessible(invited.page, "the invitation");
  await decline.click();
  await invited.page.context().close();

  const reader = await Reader.comes(browser);
  await reader.opensPanelOn(`${site.url}/pl`);
  await reader.panel.locator("#name").fill("Vera");
  await reader.asks("1 + 1 = ?");
  await operator.accepts("Vera");
  await reader.launcher.click();
  // A test of `widget/src/view/spoken.rs` covers each plural form.
  for (const text of ["1", "2"]) await operator.says("Vera", text);
  await expect(reader.launcher).toHaveAccessibleName("Otwórz czat, 2 nowe wiadomości");
  await picture(reader.page, info, "02-unread");
});
