// Manual A17: the console as an installed application.

import { WITH_WINDOWS } from "../support/chromium";
import { HANDS, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

// Installing belongs to a browser's windows.
test.use(WITH_WINDOWS);

test("A17: the browser offers to install it, and it says so when the machine is off line", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page, context } = operator;
  await page.evaluate(() => navigator.serviceWorker.ready);
  // Installation happens in the browser's own dialogs, so the test asks whether the page could be
  // installed.
  const session = await context.newCDPSession(page);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // Test contexts are private windows, in which nothing can be installed.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((error) => error !== "in-incognito")).toEqual([]);
  const { data, errors } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? "");
  expect(manifest).toMatchObject({ start_url: "/console", display: "standalone" });
  for (const { src, type } of manifest.icons) {
    const icon = await page.request.get(`${server.url}${src}`);
    expect([icon.status(), icon.headers()["content-type"]?.split(";")[0]]).toEqual([200, type]);
  }
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole("heading", { name: "You are off line" })).toBeVisible();
  await picture(page, info, "off-line");
  await context.setOffline(false);
  await operator.isLive();
});

test("A17: a narrow window has tabs for visitors, chats and contacts, with the mouse and the keys", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const operator = await Operator.comes(browser, "mouse", server, { viewport: { width: 390, height: 800 } });
  await operator.signsIn(ben);
  const { page } = operator;
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks("Vera", "Hello");
  const tabs = page.getByRole("navigation", { name: "Tabs" });
  const [visitors, chats, contacts] = [/^Visitors/, /^Chats/, /^Contacts/].map((name) => tabs.getByRole("link", { name }));
  const request = page.getByRole("link", { name: /Vera asks for a chat/ });
  const colleague = page.getByRole("region", { name: "Contacts" }).getByRole("button", { name: /^Support/ }).first();
  for (const tab of [visitors!, chats!, contacts!]) await expect(tab).toBeInViewport({ ratio: 1 });
  await expect(tabs.getByRole("link", { name: /Chats.*1 waiting/ })).toBeVisible();
  for (const hand of HANDS) {
    const one = operator.with(hand);
    await expect(operator.row("Vera")).toBeVisible();
    await one.presses(chats!);
    await expect(request).toBeVisible();
    await expect(operator.row("Vera")).toBeHidden();
    await picture(page, info, "chats");
    await one.presses(contacts!);
    await expect(colleague).toBeVisible();
    await expect(request).toBeHidden();
    await picture(page, info, "contacts");
    await one.presses(visitors!);
  }
  await expect(operator.row("Vera")).toBeVisible();
});
