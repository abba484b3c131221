// Manual B3, B10: a request is heard, shown and flashed, each only if it is switched on; sounds are chosen and uploaded.

import type { Browser, Page } from "@playwright/test";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import type { Server } from "../support/server";
import { expect, test } from "../support/test";

/** Notes the notifications that the page shows, beside showing them. */
async function watchNotifications(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shown: string[] = [];
    Object.assign(window, { shown });
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        shown.push(title);
      }
    };
  });
}

const shown = (page: Page) => page.evaluate(() => (window as unknown as { shown: string[] }).shown);

/** Somebody else opens the page and asks for a chat. */
async function asksForChat(browser: Browser, server: Server, name: string): Promise<void> {
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks(name, "Hello");
}

async function preferences(operator: Operator): Promise<void> {
  await operator.page.goto(`${new URL(operator.page.url()).origin}/console/preferences`);
  await operator.isLive();
  // A page that was touched may be heard.
  await operator.page.getByRole("heading", { name: "Alerts" }).click();
}

for (const hand of ["mouse", "keyboard"] as const) {
  test(`B3: a request calls by sound, popup and flashing title, one by one as chosen with the ${hand}`, async ({ browser, server }, info) => {
    const operator = await Operator.comes(browser, hand, server, { permissions: ["notifications"] });
    await watchNotifications(operator.page);
    await operator.signsInByForm();
    await preferences(operator);
    await operator.switches(operator.page.getByRole("switch", { name: /Popup/ }));
    await expect(operator.page.getByRole("switch", { name: /Popup/ })).toBeChecked();
    await picture(operator.page, info, "general", { fullPage: true });
    await operator.presses(operator.page.getByRole("button", { name: "Test my alerts" }));
    await expect(operator.page.getByText("You should have heard a tone")).toBeVisible();
    await expect(operator.page.getByText("You should have seen a notification")).toBeVisible();
    await expect.poll(() => operator.soundsPlayed()).toBe(1);
    expect(await shown(operator.page)).toEqual(["A test from Switchboard"]);

    // He looks at another tab.
    const other = await operator.context.newPage();
    await other.goto("about:blank");
    await other.bringToFront();
    await operator.page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      document.hasFocus = () => false;
    });
    await asksForChat(browser, server, "Vera");
    await expect.poll(() => operator.soundsPlayed()).toBe(2);
    await expect.poll(() => shown(operator.page)).toContain("Vera asks for a chat");
    await expect.poll(() => operator.page.title(), { intervals: [100] }).toBe("Vera asks for a chat");
    await operator.page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await expect.poll(() => operator.page.title()).toMatch(/^\(1\) /);
  });
}

for (const hand of ["mouse", "keyboard"] as const) {
  test(`B3: what is switched off with the ${hand} is silent, also after a reload`, async ({ browser, server }, info) => {
    const operator = await Operator.comes(browser, hand, server, { permissions: ["notifications"] });
    await watchNotifications(operator.page);
    await operator.signsInByForm();
    await preferences(operator);
    const sound = operator.page.getByRole("switch", { name: "Sound A tone" });
    await operator.switches(sound);
    await expect(sound).not.toBeChecked();
    await operator.page.reload();
    await operator.isLive();
    await expect(sound).not.toBeChecked();
    await operator.page.getByRole("heading", { name: "Alerts" }).click();
    await asksForChat(browser, server, "Vera");
    await expect(operator.page.getByRole("link", { name: /Vera asks for a chat/ })).toBeVisible();
    await picture(operator.page, info, "silent");
    // The next is heard, and nothing has been before.
    await operator.switches(sound);
    await expect(sound).toBeChecked();
    const before = await operator.soundsPlayed();
    await asksForChat(browser, server, "Uma");
    await expect.poll(() => operator.soundsPlayed()).toBe(1);
    expect([before, await shown(operator.page)]).toEqual([0, []]);
  });
}

/** Has the browser answer its own question so, which no play can press. */
async function answersWith(page: Page, answer: NotificationPermission): Promise<void> {
  await page.addInitScript((answer) => {
    // A browser remembers what it was answered.
    Object.defineProperty(Notification, "permission", { get: () => sessionStorage.getItem("permission") ?? "default" });
    Notification.requestPermission = async () => {
      sessionStorage.setItem("permission", answer);
      return answer;
    };
  }, answer);
}

test("B3: popups are offered at the first sign-in, with a reason, and in nobody's way", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const viewport = { width: 1366, height: 768 };
  const operator = await Operator.comes(browser, "mouse", server, { viewport });
  const { page } = operator;
  await answersWith(page, "granted");
  await operator.signsIn();
  await asksForChat(browser, server, "Vera");
  const why = page.getByText("Switchboard can show a notification when a visitor asks for a chat while you are in another window.");
  await expect(why).toBeInViewport({ ratio: 1 });
  const request = page.getByRole("link", { name: /Vera asks for a chat/ });
  await expect(request).toBeInViewport({ ratio: 1 });
  const places = async () => [await request.boundingBox(), await page.getByRole("button", { name: /Status, sound, sign out/ }).boundingBox()];
  const before = await places();
  await picture(page, info, "01-offered");
  await page.getByRole("button", { name: "Turn on", exact: true }).click();
  await expect(why).toBeHidden();
  expect(await places(), "nothing moves").toEqual(before);
  await page.goto(`${server.url}/console/preferences`);
  await operator.isLive();
  await expect(page.getByRole("switch", { name: /Popup/ })).toBeChecked();
  await expect(page.getByRole("button", { name: "Turn on", exact: true })).toBeHidden();

  // Whose browser says no reads how to change it; whoever wants none is not asked again, on no machine.
  const benny = await Operator.comes(browser, "keyboard", server, { viewport });
  await answersWith(benny.page, "denied");
  await benny.signsIn(ben);
  await benny.presses(benny.page.getByRole("button", { name: "Turn on", exact: true }));
  await expect(benny.page.getByText("Your browser blocks notifications of this site.")).toBeInViewport({ ratio: 1 });
  await picture(benny.page, info, "02-refused");
  await expect(benny.page.getByRole("button", { name: "OK", exact: true })).toBeFocused();
  await benny.page.keyboard.press("Enter");
  await expect(benny.page.getByRole("region", { name: "Notifications" })).toBeHidden();
  await benny.page.goto(`${server.url}/console/preferences`);
  await benny.isLive();
  await benny.switches(benny.page.getByRole("switch", { name: /Popup/ }));
  await expect(benny.page.getByRole("switch", { name: /Popup/ })).not.toBeChecked();
  await benny.page.reload();
  await benny.isLive();
  await expect(benny.page.getByRole("region", { name: "Notifications" })).toBeHidden();
});

test("B3: of two windows one makes the noise", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsInByForm();
  await preferences(operator);
  const second = await operator.context.newPage();
  await second.goto(`${server.url}/console`);
  await expect(second.locator("html[data-live=connected]")).toHaveCount(1);
  await second.getByRole("heading", { name: "Visitors" }).click();
  await asksForChat(browser, server, "Vera");
  const played = async () =>
    (await operator.soundsPlayed()) + Number((await second.locator("html").getAttribute("data-sounds-played")) ?? 0);
  await expect.poll(played).toBe(1);
  await picture(second, info, "second-window");
  // When the next one rings, a second noise about the first would have ended long ago.
  await asksForChat(browser, server, "Uma");
  await expect.poll(played).toBe(2);
});

test("B10: each occasion has its sound, chosen or uploaded, and a file that is none is told", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsInByForm();
  await preferences(operator);
  const choice = operator.page.getByRole("combobox", { name: "A visitor writes" });
  await choice.selectOption("Knock");
  await expect.poll(() => operator.soundsPlayed()).toBe(1);
  const file = operator.page.getByLabel("Own sound: A visitor writes");
  await file.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no sound") });
  await expect(operator.page.locator(".toast:popover-open")).toContainText("This is not a sound that browsers play");
  await file.setInputFiles({ name: "short.wav", mimeType: "audio/wav", buffer: wav() });
  await expect(choice).toHaveValue("My own file…");
  await expect.poll(() => operator.soundsPlayed()).toBe(2);
  await picture(operator.page, info, "own-sound");
  await operator.page.reload();
  await operator.isLive();
  await expect(choice).toHaveValue("My own file…");
  await operator.page.getByRole("button", { name: "Play: A visitor writes" }).click();
  await expect.poll(() => operator.soundsPlayed()).toBe(1);
});

for (const hand of ["mouse", "keyboard"] as const) {
  test(`B10: one chat is made silent with the ${hand}`, async ({ browser, server }, info) => {
    const operator = await Operator.comes(browser, hand, server);
    await operator.signsInByForm();
    const visitor = await Visitor.comes(browser, "mouse");
    await operator.hasChatWith(visitor, "Vera");
    // The request rang.
    await expect.poll(() => operator.soundsPlayed()).toBe(1);
    await operator.presses(operator.page.getByRole("button", { name: "Sound when a message comes" }));
    await picture(operator.page, info, "silent");
    await operator.page.getByRole("link", { name: /^Visitors/ }).click();
    await visitor.says("Anybody there?");
    await expect(operator.page.locator(".rail").getByText("1 unread")).toBeVisible();
    // The next request rings, and nothing has in between.
    await asksForChat(browser, server, "Uma");
    await expect.poll(() => operator.soundsPlayed()).toBe(2);
  });
}

/** A tenth of a second of a tone: PCM, 8 bits, mono, 8,000 a second. */
function wav(): Buffer {
  const samples = Buffer.from(Array.from({ length: 800 }, (_, nr) => 128 + Math.round(60 * Math.sin(nr / 3))));
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
