// Where the keyboard goes: into the panel when it is opened, and to the next sensible element when
// the focused one is gone.

import { snippet } from "../support/host-site";
import { Operator, tabTo, Visitor } from "../support/people";
import { expect, test } from "../support/test";

test("whoever opens the panel goes on in its first field, also when it comes late", async ({ browser, server, hostSite }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const site = await hostSite({ "/": { body: "<h1>A page</h1>", snippet: snippet(server.url, await server.siteKey()) } });
  const visitor = await Visitor.comes(browser, "keyboard");
  await visitor.opens(site.url);
  // The server's answer arrives later than the panel.
  let go = () => {};
  const held = new Promise<void>((done) => (go = done));
  await visitor.page.routeWebSocket(/\/visitor$/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => void held.then(() => socket.send(message)));
  });
  await visitor.opensPanel();
  await expect(visitor.panel.locator("#main")).toBeFocused();
  go();
  await expect(visitor.panel.getByLabel("Your name")).toBeFocused();
});

test("whoever goes back to the page meanwhile stays there", async ({ browser, server, hostSite }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const body = `<label>Search <input></label>`;
  const site = await hostSite({ "/": { body, snippet: snippet(server.url, await server.siteKey()) } });
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(site.url);
  let go = () => {};
  const held = new Promise<void>((done) => (go = done));
  await visitor.page.routeWebSocket(/\/visitor$/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => void held.then(() => socket.send(message)));
  });
  await visitor.opensPanel();
  await expect(visitor.panel.locator("#main")).toBeFocused();
  await visitor.page.getByLabel("Search").click();
  go();
  await expect(visitor.panel.getByLabel("Your name")).toBeVisible();
  await expect(visitor.page.getByLabel("Search")).toBeFocused();
});

test("whoever has gone on in the page before the panel is there stays there", async ({ browser, server, hostSite }) => {
  const body = `<label>Search <input></label>`;
  const site = await hostSite({ "/": { body, snippet: snippet(server.url, await server.siteKey()) } });
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(site.url);
  let go = () => {};
  const held = new Promise<void>((done) => (go = done));
  await visitor.page.route(/\/panel\?/, async (route) => {
    await held;
    await route.continue();
  });
  await visitor.launcher.click();
  await visitor.page.getByLabel("Search").click();
  go();
  await expect(visitor.panel.getByLabel("Your name")).toBeVisible();
  await visitor.page.keyboard.type("oak");
  await expect(visitor.page.getByLabel("Search")).toHaveValue("oak");
});

test("a form whose code and page come late has the focus then, and later in its first field without anything in it", async ({ browser, server }) => {
  const visitor = await Visitor.comes(browser, "keyboard");
  // At first, the code that draws the form cannot be loaded, then what it draws.
  let away = ".wasm";
  await visitor.page.route(/\/panel[.-]forms\./, (route) => (away && route.request().url().endsWith(away) ? route.abort() : route.continue()));
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await expect(visitor.panel.getByText("This could not be loaded.")).toBeVisible();
  const page = visitor.page.waitForEvent("requestfailed", (request) => request.url().endsWith(".html"));
  away = ".html";
  await page;
  await expect(visitor.panel.getByText("This could not be loaded.")).toBeVisible();
  away = "";

  const fields = [["Your name", "Vera"], ["Your message", "Is this oak?"], ["Your e-mail address", "vera@example.org"]] as const;
  for (const [nr, [name, answer]] of fields.entries()) {
    if (nr > 0) await visitor.opensPanel();
    await expect(visitor.panel.getByRole("textbox", { name })).toBeFocused();
    await visitor.page.keyboard.type(answer);
    await expect(visitor.panel.getByRole("textbox", { name })).toHaveValue(answer);
    await visitor.page.keyboard.press("Escape");
    await expect(visitor.launcher).toBeFocused();
  }
});

test("whoever ends the chat goes on at what comes next", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "keyboard");
  await operator.hasChatWith(visitor, "Vera");
  await visitor.presses("End chat");
  const question = visitor.panel.getByRole("dialog");
  await tabTo(visitor.page, question.getByRole("button", { name: "End chat" }));
  await visitor.page.keyboard.press("Enter");
  await expect(visitor.panel.getByRole("button", { name: "Start a new chat" })).toBeFocused();
});
