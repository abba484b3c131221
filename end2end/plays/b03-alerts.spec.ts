// Manual B3, B10: a request rings, pops up and flashes, each only if it is switched on; sounds are
// chosen and uploaded.

import type { Browser, Page } from "@playwright/test";
import { WITH_WINDOWS } from "../support/chromium";
import { Operator, tabTo, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import type { Server } from "../support/server";
import { expect, test } from "../support/test";

// Notifications belong to a browser's windows.
test.use(WITH_WINDOWS);

/** Records the notifications that the page shows, besides showing them. */
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

/** Records each title that the page has from now on: one that flashes is there for less than a second. */
async function watchTitles(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const titles = [document.title];
    Object.assign(window, { titles });
    const record = () => titles.push(document.title);
    new MutationObserver(record).observe(document.head, { childList: true, subtree: true, characterData: true });
  });
  return () => page.evaluate(() => (window as unknown as { titles: string[] }).titles);
}

async function asksForChat(browser: Browser, server: Server, name: string): Promise<void> {
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks(name, "Hello");
}

async function preferences(operator: Operator): Promise<void> {
  await operator.page.goto(`${new URL(operator.page.url()).origin}/console/preferences`);
  await operator.isLive();
  // A page that was touched may play sounds.
  await operator.page.getByRole("heading", { name: "Alerts" }).click();
}

/**
 * The operator looks at another tab. Headless browsers keep every tab in front, so the page is told
 * what a browser would tell it.
 */
async function looksElsewhere({ page, context }: Operator): Promise<void> {
  const other = await context.newPage();
  await other.goto("about:blank");
  await other.bringToFront();
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.hasFocus = () => false;
  });
}

/** They are back. */
async function looksHere({ page }: Operator): Promise<void> {
  await page.bringToFront();
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => false });
    document.hasFocus = () => true;
    window.dispatchEvent(new Event("focus"));
  });
}

test("B3: a request calls by sound, popup and flashing title, each switched by itself, with the mouse and the keys", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server, { permissions: ["notifications"] });
  const keys = operator.with("keyboard");
  const { page } = operator;
  await watchNotifications(page);
  await operator.signsInByForm();
  await preferences(operator);
  const control = (name: string) => page.getByRole("switch", { name: new RegExp(`^${name}`) });
  const [sound, popup, flash] = [control("Sound"), control("Popup"), control("Flash icon")];
  const are = async (...wanted: boolean[]) => {
    for (const [nr, one] of [sound, popup, flash].entries()) await expect(one).toBeChecked({ checked: wanted[nr] });
  };
  await are(true, false, true);
  for (const one of [sound, popup, flash]) await operator.switches(one);
  await are(false, true, false);
  await picture(page, info, "general", { fullPage: true });
  await operator.presses(page.getByRole("button", { name: "Test my alerts" }));
  await expect(page.getByText("Sound is switched off here. You should have seen a notification.")).toBeVisible();
  expect(await shown(page)).toEqual(["A test from Switchboard"]);
  // After a reload too: only the notification.
  await page.reload();
  await operator.isLive();
  await are(false, true, false);
  await page.getByRole("heading", { name: "Alerts" }).click();
  const titles = await watchTitles(page);
  await looksElsewhere(operator);
  await asksForChat(browser, server, "Vera");
  await expect.poll(() => shown(page)).toEqual(["Vera asks for a chat"]);
  await looksHere(operator);
  await expect(page.getByRole("link", { name: /Vera asks for a chat/ })).toBeVisible();
  expect(await titles()).not.toContain("Vera asks for a chat");
  await picture(page, info, "silent");

  // With the keys the other way round.
  for (const one of [sound, popup, flash]) await keys.switches(one);
  await are(true, false, true);
  const before = await operator.soundsPlayed();
  await keys.presses(page.getByRole("button", { name: "Test my alerts" }));
  await expect(page.getByText("You should have heard a tone.")).toBeVisible();
  await expect(page.getByText("Popups are switched off here.")).toBeVisible();
  await expect.poll(() => operator.soundsPlayed()).toBe(1);
  await looksElsewhere(operator);
  await asksForChat(browser, server, "Uma");
  await expect.poll(() => page.title(), { intervals: [100] }).toBe("Uma asks for a chat");
  await expect.poll(() => operator.soundsPlayed()).toBe(2);
  expect([before, await shown(page)]).toEqual([0, ["Vera asks for a chat"]]);
  await looksHere(operator);
  await expect.poll(() => page.title()).toMatch(/^\(2\) /);

  // All three together.
  await keys.switches(popup);
  await are(true, true, true);
  await looksElsewhere(operator);
  await asksForChat(browser, server, "Zoe");
  await expect.poll(() => page.title(), { intervals: [100] }).toBe("Zoe asks for a chat");
  await expect.poll(() => operator.soundsPlayed()).toBe(3);
  await expect.poll(() => shown(page)).toEqual(["Vera asks for a chat", "Zoe asks for a chat"]);
});

/** Makes the browser answer its own question like this, because no test can press its buttons. */
async function answersWith(page: Page, answer: NotificationPermission): Promise<void> {
  await page.addInitScript((answer) => {
    // A browser remembers the answer.
    Object.defineProperty(Notification, "permission", { get: () => sessionStorage.getItem("permission") ?? "default" });
    Notification.requestPermission = async () => {
      sessionStorage.setItem("permission", answer);
      return answer;
    };
  }, answer);
}

test("B3: popups are offered at the first sign-in, with a reason, and in nobody's way", async ({ browser, server }, info) => {
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

  // An operator whose browser says no reads how to change it; one who wants none is not asked
  // again, on any machine.
  const benny = await Operator.comes(browser, "keyboard", server, { viewport });
  const offer = ({ page }: Operator) => page.getByRole("region", { name: "Notifications" });
  await answersWith(benny.page, "denied");
  await benny.signsIn(await server.addOperator("Ben"));
  await benny.presses(benny.page.getByRole("button", { name: "Turn on", exact: true }));
  await expect(benny.page.getByText("Your browser blocks notifications of this site.")).toBeInViewport({ ratio: 1 });
  await picture(benny.page, info, "02-refused");
  await expect(benny.page.getByRole("button", { name: "OK", exact: true })).toBeFocused();
  await benny.page.keyboard.press("Enter");
  await expect(offer(benny)).toBeHidden();
  await benny.page.goto(`${server.url}/console/preferences`);
  await benny.isLive();
  await benny.switches(benny.page.getByRole("switch", { name: /Popup/ }));
  await expect(benny.page.getByRole("switch", { name: /Popup/ })).not.toBeChecked();
  const carla = await Operator.comes(browser, "mouse", server, { viewport });
  await answersWith(carla.page, "granted");
  await carla.signsIn(await server.addOperator("Carla"));
  await carla.wantsNoPopups();
  for (const one of [benny, carla]) {
    await one.page.reload();
    await one.isLive();
    await expect(offer(one)).toBeHidden();
  }
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
  // When the next one rings, a second sound for the first would have ended long ago.
  await asksForChat(browser, server, "Uma");
  await expect.poll(played).toBe(2);
});

test("B10: each occasion has its sound, chosen or uploaded with either hand, and a file that is none is told", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  const { page } = operator;
  await operator.signsInByForm();
  await preferences(operator);
  let played = 0;
  const isHeard = () => expect.poll(() => operator.soundsPlayed()).toBe(++played);
  for (const [hand, occasion] of [["mouse", "A visitor writes"], ["keyboard", "A colleague writes"]] as const) {
    const one = operator.with(hand);
    const choice = page.getByRole("combobox", { name: occasion });
    const upload = page.getByRole("button", { name: `Own sound: ${occasion}` });
    await one.selects(choice, "Knock");
    await isHeard();
    if (hand === "keyboard") {
      await one.uploads(upload, { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no sound") });
      await reads(operator.told, "This is not a sound that browsers play");
      await expect(choice).toHaveValue("Knock");
    }
    await one.uploads(upload, { name: "short.wav", mimeType: "audio/wav", buffer: wav() });
    await expect(choice).toHaveValue("My own file…");
    await isHeard();
    // Another file in its place, with nothing else chosen in between.
    await one.uploads(upload, { name: "shorter.wav", mimeType: "audio/wav", buffer: wav(400) });
    await isHeard();
    await one.presses(page.getByRole("button", { name: `Play: ${occasion}` }));
    await isHeard();
  }
  await picture(page, info, "own-sound");
  await page.reload();
  await operator.isLive();
  for (const occasion of ["A visitor writes", "A colleague writes"]) {
    await expect(page.getByRole("combobox", { name: occasion })).toHaveValue("My own file…");
  }
  // The list also leads to a file; an operator who picks none keeps what they had.
  const choice = page.getByRole("combobox", { name: "A visitor answers an invitation" });
  const before = await choice.inputValue();
  await tabTo(page, choice);
  await operator.isAskedForFile(() => page.keyboard.press("m"));
  await expect(choice).toHaveValue(before);
});

test("B10: one chat is made silent, with the mouse and the keys", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsInByForm();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  // The request rang.
  await expect.poll(() => operator.soundsPlayed()).toBe(1);
  const bell = operator.page.getByRole("button", { name: "Sound when a message comes" });
  const unread = operator.page.locator(".rail");
  // Silent with one hand, restored with the other, and the other way round.
  let played = 1;
  for (const [off, on] of [["mouse", "keyboard"], ["keyboard", "mouse"]] as const) {
    await operator.with(off).presses(bell);
    await expect(bell).toHaveAttribute("title", "This chat is silent");
    await picture(operator.page, info, `silent-${off}`);
    await operator.with(off).goesToVisitors();
    await visitor.says("Anybody there?");
    await expect(unread.getByText("1 unread")).toBeVisible();
    await operator.goesTo("Vera");
    await operator.with(on).presses(bell);
    await expect(bell).toHaveAttribute("title", "A sound when a message comes");
    await operator.with(on).goesToVisitors();
    await visitor.says("Hello?");
    // This one rings, and nothing has before.
    await expect(unread.getByText("1 unread")).toBeVisible();
    await expect.poll(() => operator.soundsPlayed()).toBe(++played);
    await operator.goesTo("Vera");
  }
});

/** A tenth of a second of a tone, or this many samples: PCM, 8 bits, mono, 8,000 a second. */
function wav(length = 800): Buffer {
  const samples = Buffer.from(Array.from({ length }, (_, nr) => 128 + Math.round(60 * Math.sin(nr / 3))));
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
