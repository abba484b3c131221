// What the visitor's side costs and needs from a host page, on a website of another origin.

import { hasDrawn, isTold } from "../support/drawn";
import { snippet } from "../support/host-site";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("a chat works under the strictest policy that docs/EMBEDDING.md gives", async ({ browser, server, hostSite }, info) => {
  const socket = server.url.replace("http", "ws");
  const policy = `default-src 'none'; script-src ${server.url}; frame-src ${server.url}; connect-src ${socket}`;
  const site = await hostSite({
    "/": { body: "<h1>A strict page</h1>", policy, snippet: snippet(server.url, await server.siteKey()) },
  });
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  const violations: string[] = [];
  visitor.page.on("console", (message) => {
    if (/Content.Security.Policy/i.test(message.text())) violations.push(message.text());
  });
  const requests: string[] = [];
  visitor.page.on("request", (request) => requests.push(request.url()));
  await isTold(visitor.page, () => visitor.opens(site.url));

  // Before they show intent: the loader and its socket, nothing else.
  await visitor.page.waitForLoadState("networkidle");
  expect(requests.filter((url) => url.startsWith(server.url))).toEqual([`${server.url}/widget.js`]);

  requests.length = 0;
  await visitor.opensPanel();
  await visitor.asks("Vera", "Does it work here?");
  expect(requests.filter((url) => url.startsWith(server.url)).length).toBeLessThanOrEqual(7);
  await operator.accepts("Vera");
  await operator.says("Vera", "It does.");
  await expect.poll(() => visitor.sees()).toEqual(["Does it work here?", "It does."]);
  await picture(visitor.page, info, "strict-page");

  // The conversation survives a reload, although the panel's own storage belongs to another site.
  await visitor.page.reload();
  await expect.poll(() => visitor.sees()).toEqual(["Does it work here?", "It does."]);
  expect(violations).toEqual([]);
});

test("a site key that does not exist is explained to whoever pasted it, and nothing is drawn", async ({
  browser,
  server,
  hostSite,
}) => {
  const site = await hostSite({ "/": { body: "<h1>A page</h1>", snippet: snippet(server.url, "nosuchkey") } });
  const visitor = await Visitor.comes(browser, "mouse");
  const explained = visitor.page.waitForEvent("console", (message) => /nosuchkey/.test(message.text()));
  await visitor.page.goto(site.url);
  expect((await explained).text()).toMatch(/no site has the key/i);
  await hasDrawn(visitor.page);
  await expect(visitor.launcher).toBeHidden();
});

test("a chat server that is away leaves the host page as it is", async ({ browser, server, hostSite }) => {
  const tag = snippet(server.url, await server.siteKey());
  await server.kill();
  const site = await hostSite({ "/": { body: "<h1>A page</h1>", snippet: tag } });
  const visitor = await Visitor.comes(browser, "mouse");
  const errors: string[] = [];
  visitor.page.on("pageerror", (error) => errors.push(String(error)));
  const failed = visitor.page.waitForEvent("requestfailed", (request) => request.url().endsWith("/widget.js"));
  await visitor.page.goto(site.url);
  await expect(visitor.page.getByRole("heading", { name: "A page" })).toBeVisible();
  await failed;
  await hasDrawn(visitor.page);
  await expect(visitor.launcher).toBeHidden();
  expect(errors).toEqual([]);
});

test("what is written right before the page is left is not lost", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks("Vera", "Hello");
  await operator.accepts("Vera");
  // The connection is lost; the visitor writes, and leaves for another page before it is back.
  await server.kill();
  await visitor.says("kept over the page change");
  await expect.poll(() => visitor.sees()).toContain("kept over the page change");
  await server.start();
  await visitor.page.goto(`${server.url}/demo/pricing`);
  await operator.isLive();
  await expect.poll(() => operator.sees(), { timeout: 30_000 }).toEqual(["Hello", "kept over the page change"]);
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "kept over the page change"]);
});
