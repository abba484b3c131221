// A line on which everything is slow: what is loading is waited for, and the visitor is told.

import { snippet } from "../support/host-site";
import { Line } from "../support/line";
import { Visitor } from "../support/people";
import { expect, test } from "../support/test";

test("a panel that is slow to come is waited for", async ({ browser, server, hostSite }) => {
  const line = await Line.to(server.url);
  const tag = snippet(line.url, await server.siteKey());
  const site = await hostSite({ "/": { body: "<h1>A page</h1>", snippet: tag } });
  const visitor = await Visitor.comes(browser, "mouse");
  const said: string[] = [];
  visitor.page.on("console", (message) => said.push(message.text()));
  await visitor.opens(site.url);
  const note = visitor.page.getByRole("status").filter({ hasText: "still loading" });

  // The panel's page takes longer to load than any reasonable timeout.
  let go = () => {};
  const held = new Promise<void>((done) => (go = done));
  await visitor.page.route(/\/panel\?/, async (route) => {
    await held;
    await route.continue();
  });
  await visitor.page.clock.install();
  await visitor.launcher.click();
  await visitor.page.clock.runFor(2_500);
  await expect(note).toBeVisible();
  await visitor.page.clock.runFor(60_000);
  await expect(note).toBeVisible();
  go();
  await expect(visitor.panel.getByLabel("Your name").or(visitor.panel.getByText("Leave us a message")).first()).toBeVisible();
  await expect(note).toBeHidden();
  expect(said.filter((text) => text.startsWith("Switchboard:"))).toEqual([]);
  await line.stop();
});

test("a policy that blocks the panel is named, and at once", async ({ browser, server, hostSite }) => {
  const policy = `default-src 'none'; script-src ${server.url}; connect-src ${server.url.replace("http", "ws")}`;
  const site = await hostSite({
    "/": { body: "<h1>A page</h1>", policy, snippet: snippet(server.url, await server.siteKey()) },
  });
  const visitor = await Visitor.comes(browser, "mouse");
  const explained = visitor.page.waitForEvent("console", (message) => message.text().startsWith("Switchboard:"));
  await visitor.opens(site.url);
  await visitor.launcher.click();
  expect((await explained).text()).toContain(`frame-src ${server.url}`);
});
