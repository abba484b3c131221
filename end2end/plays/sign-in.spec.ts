// Signing in where the browser does not keep the cookie: the page says why, and what to do.

import type { Browser } from "@playwright/test";
import { isAccessible } from "../support/accessible";
import { picture } from "../support/picture";
import { Server } from "../support/server";
import { expect, test } from "../support/test";

async function signsInWithoutCookies(browser: Browser, server: Server, javaScriptEnabled: boolean) {
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  await page.route("**/api/sign_in", async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    const { "set-cookie": _, ...headers } = answer.headers();
    await context.clearCookies();
    await route.fulfill({ response: answer, headers });
  });
  await page.goto(`${server.url}/sign-in?next=/console/messages`);
  if (javaScriptEnabled) await expect(page.locator("html[data-started]")).toHaveCount(1);
  await page.getByLabel("E-mail address").fill(server.admin.email);
  await page.getByLabel("Password").fill(server.admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  return page;
}

for (const script of [true, false]) {
  const how = script ? "with a script" : "without a script";

  test(`${how}: a browser that keeps no cookies is told so`, async ({ browser, server }, info) => {
    const page = await signsInWithoutCookies(browser, server, script);
    await expect(page.getByRole("alert")).toContainText("your browser did not keep the cookie");
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await picture(page, info, "no-cookies");
    if (script) await isAccessible(page, "no cookies");
    // Once cookies are kept again, the sign-in leads to the requested page.
    await page.unroute("**/api/sign_in");
    await page.getByLabel("E-mail address").fill(server.admin.email);
    await page.getByLabel("Password").fill(server.admin.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`${server.url}/console/messages`);
    await page.context().close();
  });

  test(`${how}: whoever comes by http to a server that is meant to be reached by https is told where to go`, async ({ browser }, info) => {
    const server = await Server.start({ SWITCHBOARD_PUBLIC_URL: "https://chat.example.org" });
    const page = await signsInWithoutCookies(browser, server, script);
    await expect(page.getByRole("alert")).toContainText("You opened this page without encryption (http)");
    const there = page.getByRole("link", { name: "https://chat.example.org/sign-in", exact: true });
    await expect(there).toHaveAttribute("href", "https://chat.example.org/sign-in");
    await picture(page, info, "not-secure");
    if (script) await isAccessible(page, "not secure");
    await page.context().close();
    await server.stop();
  });
}
