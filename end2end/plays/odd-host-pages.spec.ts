// Difficult host pages: long, old, full, or replacing themselves. The chat works there, or says why
// not.

import type { Page } from "@playwright/test";
import { hasDrawn } from "../support/drawn";
import { snippet } from "../support/host-site";
import { Operator, Visitor } from "../support/people";
import { expect, test } from "../support/test";

/** What a page may do before the chat loads, and what is odd about it. */
const ODD_PAGES = {
  "a very long address": `history.replaceState(null, "", "?" + "a".repeat(70000))`,
  "a very long title with half of a character": `document.title = "\\ud83d".repeat(70000)`,
  "a title that is an element": `document.body.insertAdjacentHTML("beforeend", "<img name=title alt>")`,
  "Prototype.js": `Object.prototype.toJSON = Array.prototype.toJSON = String.prototype.toJSON = function () { return "[odd]" }`,
  "more in every object": `Object.prototype.each = function () { throw new Error("each") }; Array.prototype.each = Object.prototype.each`,
  "a full storage": `Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError") };
    for (let size = 1 << 20; size >= 1; size >>= 1) try { for (let i = 0; ; i++) localStorage["full" + size + "-" + i] = "x".repeat(size) } catch {}
    for (let size = 1 << 20; size >= 1; size >>= 1) try { for (let i = 0; ; i++) sessionStorage["full" + size + "-" + i] = "x".repeat(size) } catch {}`,
};

test("a chat, also by invitation, on odd pages", async ({ browser, server, hostSite }) => {
  const tag = snippet(server.url, await server.siteKey());
  const pages = Object.values(ODD_PAGES).map((script, nr) => [`/${nr}`, { body: `<h1>A page</h1><script>${script}</script>`, snippet: tag }]);
  const site = await hostSite(Object.fromEntries(pages));
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  for (const [nr, what] of Object.keys(ODD_PAGES).entries()) {
    await test.step(`a page with ${what}`, async () => {
      const visitor = await Visitor.comes(browser, "mouse");
      const errors: string[] = [];
      visitor.page.on("pageerror", (error) => errors.push(String(error)));
      await visitor.opens(`${site.url}/${nr}`);
      // The earlier visitors are still in their chats.
      await operator.invites("Can I help you?", operator.row("Online"));
      const card = visitor.page.getByRole("complementary", { name: "Invitation to chat" });
      await expect(card).toContainText("Can I help you?");
      await expect(card.getByRole("button")).toHaveText(["Accept", "No, thanks", "×"]);
      await card.getByRole("button", { name: "Accept" }).click();
      await visitor.says("Yes, please");
      await expect.poll(() => visitor.sees()).toEqual(["Can I help you?", "Yes, please"]);
      await visitor.knowsThatAllIsSent();
      expect(errors).toEqual([]);
      await expect(operator.row("Online")).toHaveCount(0);
      await visitor.context.close();
    });
  }
});

const EXCHANGES: Record<string, (page: Page, tag: string) => Promise<void>> = {
  "writes another document": (page, tag) =>
    page.evaluate((tag) => {
      document.open();
      document.write(`<!doctype html><html lang="en"><body><h1>Another page</h1>${tag}</body></html>`);
      document.close();
    }, tag),
  "puts another element in the document's place": (page, tag) =>
    page.evaluate((tag) => {
      const other = document.createElement("html");
      other.lang = "en";
      other.innerHTML = "<head></head><body><h1>Another page</h1></body>";
      const script = document.createElement("script");
      for (const { name, value } of new DOMParser().parseFromString(tag, "text/html").scripts[0]!.attributes) script.setAttribute(name, value);
      document.documentElement.replaceWith(other);
      document.body.append(script);
    }, tag),
};

test("a page that becomes another one, or clears its storage, in the middle of a chat goes on with it", async ({ browser, server, hostSite }) => {
  const tag = snippet(server.url, await server.siteKey());
  const site = await hostSite({ "/": { body: "<h1>A page</h1>", snippet: tag } });
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(site.url);
  await visitor.opensPanel();
  await visitor.asks("Vera", "Hello");
  await operator.accepts("Vera");
  const said = ["Hello"];
  const goesOn = async (text: string) => {
    await expect.poll(() => visitor.sees()).toEqual(said);
    await visitor.says(text);
    said.push(text);
    await expect.poll(() => operator.sees()).toEqual(said);
  };

  for (const [what, exchange] of Object.entries(EXCHANGES)) {
    await test.step(`a page that ${what} and includes the script again`, async () => {
      await visitor.opens(site.url);
      await expect.poll(() => visitor.sees()).toEqual(said);
      await exchange(visitor.page, tag);
      await expect(visitor.page.getByRole("heading", { name: "Another page" })).toBeVisible();
      await expect(visitor.launcher).toBeVisible();
      await goesOn(`Still here: it ${what}`);
      await expect(visitor.page.locator("switchboard-chat")).toHaveCount(1);
    });
  }

  await test.step("a page that clears its storage", async () => {
    await visitor.opens(site.url);
    await expect.poll(() => visitor.sees()).toEqual(said);
    await visitor.page.evaluate(() => localStorage.clear());
    await visitor.page.reload();
    await goesOn("Still me");
  });
});

test("a page has one launcher, or its console says why it has none", async ({ browser, server, hostSite }) => {
  const tag = snippet(server.url, await server.siteKey());
  const inSandbox = `<iframe sandbox="allow-scripts" srcdoc="<h2>In a sandbox</h2>${tag.replaceAll('"', "&quot;")}"></iframe>`;
  const site = await hostSite({
    "/": { body: "<h1>A page</h1>", snippet: tag },
    "/twice": { body: "<h1>A page</h1>", snippet: tag + tag },
    "/sandbox": { body: `<h1>A page</h1>${inSandbox}` },
  });

  await test.step("a page that exchanges its body, or includes the script twice, has one launcher", async () => {
    const visitor = await Visitor.comes(browser, "mouse");
    await visitor.opens(`${site.url}/twice`);
    await visitor.page.evaluate(() => document.body.replaceWith(document.createElement("body")));
    await hasDrawn(visitor.page);
    await expect(visitor.launcher).toBeVisible();
    await expect(visitor.page.locator("switchboard-chat")).toHaveCount(1);
  });

  await test.step("what the server does not take is said in the browser's console, and not tried again", async () => {
    for (const code of [1009, 4003, 4002]) {
      const visitor = await Visitor.comes(browser, "mouse");
      let connections = 0;
      await visitor.page.routeWebSocket(/\/visitor$/, (socket) => {
        connections++;
        socket.onMessage(() => socket.close({ code, reason: "a test" }));
      });
      // The second attempt would come within a second and a half.
      await visitor.page.clock.install();
      const explained = visitor.page.waitForEvent("console", (message) => message.text().startsWith("Switchboard:"));
      await visitor.page.goto(site.url);
      expect((await explained).text()).toMatch(code === 4002 ? /was updated/ : new RegExp(`"${code}: a test"`));
      await visitor.page.clock.runFor(120_000);
      expect(connections).toBe(1);
      await expect(visitor.launcher).toBeHidden();
      await visitor.context.close();
    }
  });

  await test.step("a page without an origin of its own has no launcher, and its console says why", async () => {
    const visitor = await Visitor.comes(browser, "mouse");
    const explained = visitor.page.waitForEvent("console", (message) => message.text().startsWith("Switchboard:"));
    await visitor.page.goto(`${site.url}/sandbox`);
    expect((await explained).text()).toContain("no origin");
    const frame = visitor.page.frameLocator("iframe");
    await expect(frame.getByRole("heading", { name: "In a sandbox" })).toBeVisible();
    await expect(frame.locator("switchboard-chat")).toHaveCount(0);
  });
});
