// Manual A17: the console as an application of its own.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("A17: it can be installed, and says so when the machine is off line", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page, context } = operator;
  const address = await page.locator("link[rel=manifest]").getAttribute("href");
  const manifest = await (await page.request.get(`${server.url}${address}`)).json();
  expect(manifest).toMatchObject({ start_url: "/console", display: "standalone" });
  for (const { src, type } of manifest.icons) {
    const icon = await page.request.get(`${server.url}${src}`);
    expect([icon.status(), icon.headers()["content-type"]?.split(";")[0]]).toEqual([200, type]);
  }
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole("heading", { name: "You are off line" })).toBeVisible();
  await picture(page, info, "off-line");
  await context.setOffline(false);
  await operator.isLive();
});

for (const hand of ["mouse", "keyboard"] as const) {
  test(`A17: a narrow window has tabs for visitors, chats and contacts, with the ${hand}`, async ({ browser, server }, info) => {
    const ben = await server.addOperator("Ben");
    const operator = await Operator.comes(browser, hand, server, { viewport: { width: 390, height: 800 } });
    await operator.signsIn(ben);
    const { page } = operator;
    const visitor = await Visitor.comes(browser, "mouse");
    await visitor.opens(`${server.url}/demo`);
    await visitor.opensPanel();
    await visitor.asks("Vera", "Hello");
    const tabs = page.getByRole("navigation", { name: "Tabs" });
    await expect(tabs.getByRole("link", { name: /Chats.*1 waiting/ })).toBeVisible();
    await expect(operator.row("Vera")).toBeVisible();
    await operator.presses(tabs.getByRole("link", { name: /Chats/ }));
    await expect(page.getByRole("link", { name: /Vera asks for a chat/ })).toBeVisible();
    await picture(page, info, "chats");
    await operator.presses(tabs.getByRole("link", { name: "Contacts" }));
    await expect(page.getByRole("region", { name: "Contacts" }).getByRole("button", { name: /^Support/ }).first()).toBeVisible();
    await expect(page.getByRole("link", { name: /Vera asks for a chat/ })).toBeHidden();
    await picture(page, info, "contacts");
  });
}
