// Manual B6: an operator pushes an address, and the visitor's browser loads it.

import type { Page } from "@playwright/test";
import { WITH_WINDOWS } from "../support/chromium";
import { sayAll } from "../support/commands";
import { hasDrawn } from "../support/drawn";
import { type HostSite, snippet } from "../support/host-site";
import { type Hand, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import type { Server } from "../support/server";
import { expect, test } from "../support/test";

// Playwright lets every page open windows; a visitor's browser does not.
test.use({ launchOptions: { ...WITH_WINDOWS.launchOptions, ignoreDefaultArgs: ["--disable-popup-blocking"] } });

/**
 * A website with a page, another one and a file, and on it a visitor who is in a chat; with what
 * their panel receives.
 */
async function meet(
  browser: Parameters<typeof Visitor.comes>[0],
  server: Server,
  hostSite: (pages: Parameters<typeof HostSite.start>[0]) => Promise<HostSite>,
) {
  const key = await server.siteKey();
  const tag = snippet(server.url, key);
  const site = await hostSite({
    "/": { body: "<h1>Home</h1>", snippet: tag },
    "/sale": { body: "<h1>Sale</h1><p id=end style='margin-top:2000px'>The end</p>", snippet: tag },
    "/list.pdf": { body: "a file" },
  });
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  const heard: string[] = [];
  visitor.page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => heard.push(payload.toString())));
  await visitor.opens(site.url);
  await visitor.opensPanel();
  await visitor.asks("Vera", "Do you have oak?");
  await operator.accepts("Vera");
  await expect(visitor.panel.getByText("Support joined the chat")).toBeVisible();
  return { site, operator, visitor, heard };
}

const card = (visitor: Visitor) => visitor.panel.locator(".pushed").last();

/**
 * Waits until the browser no longer attributes script actions to the last click. Does so without
 * Playwright, whose calls count as clicks.
 */
async function nobodyHasClicked(page: Page): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const speaks = async () => {
    const { result } = await browser.send("Runtime.evaluate", { expression: "navigator.userActivation.isActive", userGesture: false });
    return result.value as unknown;
  };
  await expect.poll(speaks).toBe(false);
  await browser.detach();
}

test("B6, B14: a page of the same site takes the page's place, and the chat goes on there, by mouse and by keys", async ({ browser, server, hostSite }, info) => {
  const { site, operator, visitor } = await meet(browser, server, hostSite);
  for (const [nr, hand] of (["mouse", "keyboard"] satisfies Hand[]).entries()) {
    await test.step(`with the ${hand}`, async () => {
      const pusher = operator.with(hand);
      const opened = 2 * nr;
      await pusher.pushes("Vera", `${site.url}/sale`);
      await expect(visitor.page.getByRole("heading", { name: "Sale" })).toBeVisible();
      await expect(card(visitor)).toContainText("/sale");
      await expect(operator.opened).toHaveCount(opened + 1);
      if (hand === "mouse") {
        await picture(visitor.page, info, "01-taken-to-a-page");
        await picture(operator.page, info, "02-opened");
      }
      await visitor.says(`Found it, ${hand}`);
      await expect.poll(() => visitor.sees()).toContain(`Found it, ${hand}`);

      // A fragment of the page is shown without leaving it.
      await pusher.pushes("Vera", `${site.url}/sale#end`);
      await expect(visitor.page).toHaveURL(/#end$/);
      await expect(operator.opened).toHaveCount(opened + 2);

      // Neither a reload nor another page goes there again.
      await visitor.opens(site.url);
      await expect(card(visitor)).toBeVisible();
      await visitor.says(`Back again, ${hand}`);
      await expect.poll(() => operator.sees()).toContain(`Back again, ${hand}`);
      expect(visitor.page.url()).toBe(`${site.url}/`);
      await expect(card(visitor).getByText("Open", { exact: true })).toBeHidden();
      await expect(operator.opened).toHaveCount(opened + 2);
    });
  }

  await test.step("only the tab in front is taken along", async () => {
    const behind = await visitor.context.newPage();
    // Headless, every tab believes that it is in front.
    await behind.addInitScript(() => Object.defineProperty(document, "visibilityState", { get: () => "hidden" }));
    await behind.goto(site.url);
    await expect(behind.frameLocator('iframe[src*="/panel"]').getByText("Do you have oak?")).toHaveCount(1);
    await operator.pushes("Vera", `${site.url}/sale`);
    await expect(visitor.page.getByRole("heading", { name: "Sale" })).toBeVisible();
    await expect(operator.opened).toHaveCount(5);
    expect(behind.url()).toBe(`${site.url}/`);
    await behind.close();
  });
});

test("another site opens beside the page, or waits for a click where the browser wants one", async ({ browser, server, hostSite }, info) => {
  const { site, operator, visitor, heard } = await meet(browser, server, hostSite);
  const elsewhere = await hostSite({ "/": { body: "<h1>Elsewhere</h1>" } });
  const address = elsewhere.url.replace("localhost", "127.0.0.1");

  // The visitor has just clicked, so the browser allows it. A click counts for five seconds, so the
  // address is prepared before it.
  await operator.writesAddress("Vera", `${address}/`);
  await visitor.says("Show me");
  await operator.pops();
  const tabs = () => visitor.context.pages().length;
  await expect.poll(tabs).toBe(2);
  await expect(operator.opened).toHaveCount(1);
  const [, tab] = visitor.context.pages();
  if (!tab) throw new Error("no tab was opened");
  await expect(tab.getByRole("heading", { name: "Elsewhere" })).toBeVisible();
  expect(await tab.evaluate(() => window.opener)).toBe(null);
  await tab.close();

  // The visitor only reads, so the browser blocks it, and the conversation shows the address. Every
  // call of Playwright counts as a click, so none is made before the panel has acted.
  await nobodyHasClicked(visitor.page);
  await operator.pushes("Vera", `${address}/?again`);
  await expect.poll(() => heard.filter((frame) => frame.includes("?again")).length).toBe(1);
  await operator.page.getByRole("radio", { name: "Text" }).check();
  await operator.says("Vera", "Do you see it?");
  await expect(operator.page.locator(".thread .said.is-mine").last()).toContainText(/Delivered|Seen/);
  const open = card(visitor).getByText("Open", { exact: true });
  await expect(card(visitor)).toContainText("?again");
  await expect(open).toBeVisible();
  expect(tabs()).toBe(1);
  await expect(operator.opened).toHaveCount(1);
  await picture(visitor.page, info, "02-waits-for-a-click");
  await open.click();
  await expect.poll(tabs).toBe(2);
  await expect(operator.opened).toHaveCount(2);
  await expect(open).toBeHidden();
  expect(visitor.page.url()).toBe(`${site.url}/`);
});

test("a picture is shown in the conversation, to the operator as to the visitor", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server, { viewport: { width: 1366, height: 768 } });
  const asked: string[] = [];
  operator.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks("Vera", "What does it look like?");
  await operator.accepts("Vera");
  await operator.pushes("Vera", `${server.url}/demo/no-such-picture.png`);
  await operator.pushes("Vera", `${server.url}/demo/cup.svg`);
  const pictures = visitor.panel.locator(".pushed img");
  await expect(pictures.last()).toBeVisible();
  expect(await pictures.last().evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBeGreaterThan(0);
  await expect(pictures.first()).toBeHidden();
  await expect(operator.opened).toHaveCount(1);
  await expect(operator.opened).toContainText("cup.svg");
  await picture(visitor.page, info, "03-a-picture");
  expect(new URL(visitor.page.url()).pathname).toBe("/demo");

  const shown = operator.page.getByRole("img", { name: "Picture: cup.svg" });
  await expect(shown).toBeInViewport({ ratio: 1 });
  await expect.poll(() => shown.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBeGreaterThan(0);
  await expect(operator.page.locator(".pushed-picture").first().getByText("The picture cannot be shown here.")).toBeVisible();
  await expect(operator.page.getByRole("img", { name: "Picture: no-such-picture.png" })).toBeHidden();
  // A visitor's address becomes a link, and nobody loads it.
  await visitor.says(`Like ${server.url}/demo/shelf.svg?`);
  await expect(operator.page.locator(".thread").getByRole("link", { name: /shelf/ })).toBeVisible();
  await picture(operator.page, info, "04-for-the-operator");
  await operator.page.getByRole("button", { name: "End chat" }).click();
  await operator.window.getByRole("button", { name: "End chat" }).click();
  await expect(operator.page.getByText("This chat has ended.", { exact: true })).toBeVisible();
  await expect(shown).toBeVisible();
  expect(asked).toContain("/demo/cup.svg");
  expect(asked).not.toContain("/demo/shelf.svg");
});

test("a file of the same site leaves the page where it is, and nothing but an address of the web is pushed", async ({ browser, server, hostSite }) => {
  const { site, operator, visitor } = await meet(browser, server, hostSite);
  await test.step("nothing but an address of the web is pushed, also where the server did not look", async () => {
    const dialogs: string[] = [];
    visitor.page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const urls = ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "file:///etc/passwd", "//x"];
    expect(await sayAll(operator, urls.map((url) => ({ url })))).toEqual(urls.map(() => undefined));
    // What the panel would say to the loader if it had believed somebody.
    const panel = visitor.page.frames().find((frame) => frame.url().includes("/panel"));
    for (const go of urls.slice(0, 3)) await panel?.evaluate((go) => parent.postMessage({ go }, "*"), go);
    // Messages arrive in order.
    const last = visitor.page.evaluate(() => new Promise<void>((done) => addEventListener("message", ({ data }) => data === "last" && done())));
    await panel?.evaluate(() => parent.postMessage("last", "*"));
    await last;
    await hasDrawn(visitor.page);
    expect([dialogs, visitor.page.url(), visitor.context.pages().length]).toEqual([[], `${site.url}/`, 1]);
  });

  await test.step("a file of the same site leaves the page where it is", async () => {
    await operator.writesAddress("Vera", `${site.url}/list.pdf`);
    await visitor.says("Send it to me");
    await operator.pops();
    await expect(operator.opened).toHaveCount(1);
    await expect.poll(() => visitor.context.pages().length).toBe(2);
    expect(visitor.page.url()).toBe(`${site.url}/`);
  });
});
