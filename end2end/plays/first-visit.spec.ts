// The first visit: from an empty installation to a chat between two browsers, guided by the
// console.

import { isAccessible } from "../support/accessible";
import type { HostPage } from "../support/host-site";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { Server } from "../support/server";
import { expect, test as base } from "../support/test";

const test = base.extend<{ server: Server }>({
  server: async ({ browser }, use) => {
    const server = await Server.startEmpty();
    await use(server);
    for (const context of browser.contexts()) await context.close();
    await server.stop();
  },
});

test("the guide leads from an empty installation to a chat and a colleague", async ({ browser, server, hostSite }, info) => {
  const shopPage: HostPage = { body: "<h1>Shop</h1>" };
  const shop = await hostSite({ "/": shopPage });
  const anna = await Operator.comes(browser, "mouse", server, { viewport: { width: 1366, height: 768 } });
  const { page } = anna;
  const step = (name: string) => page.getByRole("main").getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
  const guide = page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Getting started" });
  const goesOn = async () => {
    await guide.click();
    await expect(page.getByRole("heading", { name: "Getting started", level: 2 })).toBeVisible();
  };

  await anna.signsInByForm();
  await picture(page, info, "empty");
  await goesOn();
  await expect(page.getByText("0 of 5 done")).toBeVisible();
  await picture(page, info, "guide");
  await isAccessible(page, "the guide");
  const yourself = step("Your name and password");
  await reads(yourself, "To do");
  await yourself.getByRole("link", { name: "Open your account" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Anna");
  await anna.saves();
  await page.getByLabel("Current password").fill(server.admin.password);
  await page.getByLabel("New password", { exact: true }).fill("nobody expects these");
  await page.getByLabel("Confirm password").fill("nobody expects these");
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await reads(page.locator(".toast"), "Your password is changed.");

  await goesOn();
  await reads(yourself, "Done");
  const site = step("Your web site");
  await site.getByRole("button", { name: "Skip" }).click();
  await reads(site, "Skipped");
  await reads(step("The chat on your pages"), "First say where your site is");
  await site.getByText("Your web site", { exact: true }).click();
  await site.getByRole("button", { name: "Take it up" }).click();
  await reads(site, "To do");
  await site.getByLabel("Address of your site").fill(shop.url);
  await site.getByLabel("Its name").fill("Shop");
  await site.getByRole("button", { name: "Save" }).click();
  await reads(site, "Done");

  const code = step("The chat on your pages");
  await expect(code.getByText("Its code was not seen in any page yet.")).toBeVisible();
  await picture(page, info, "code");
  await isAccessible(page, "the embed code in the guide");
  shopPage.snippet = await code.getByLabel("Embed code", { exact: true }).inputValue();
  const [tab] = await Promise.all([anna.context.waitForEvent("page"), code.getByRole("link", { name: "Check my site" }).click()]);
  await expect(tab.getByRole("button", { name: /chat/i }).first()).toBeVisible();
  await tab.close();
  await reads(code, "Done");

  const talk = step("A first chat with yourself");
  await expect(talk.getByRole("link", { name: "Open your site" })).toHaveAttribute("href", `${shop.url}/`);
  const vera = await Visitor.comes(browser, "mouse");
  await vera.opens(shop.url);
  await vera.opensPanel();
  await vera.asks("Vera", "Is this oak?");
  await page.getByRole("button", { name: "Accept Vera" }).click();
  await anna.says("Vera", "It is.");
  await expect.poll(() => vera.sees()).toEqual(["Is this oak?", "It is."]);
  const [pane, first] = await Promise.all([
    page.getByRole("region", { name: "Conversation with Vera" }).boundingBox(),
    page.locator(".thread .bubble").first().boundingBox(),
  ]);
  expect((first?.y ?? 999) - (pane?.y ?? 0), "a conversation begins at the top until it is full").toBeLessThan(160);

  await goesOn();
  await reads(talk, "Done");
  const colleagues = step("Your colleagues");
  await colleagues.getByLabel("E-mail addresses").fill("ben@example.org\nnobody");
  await colleagues.getByRole("button", { name: "Invite" }).click();
  await expect(colleagues.getByText("nobody: This is not an e-mail address.")).toBeVisible();
  await expect(colleagues.getByLabel("E-mail addresses")).toHaveValue("nobody");
  const link = await colleagues.getByLabel("Link", { exact: true }).inputValue();
  await expect(page.getByText("All of it is done.")).toBeVisible();
  await expect(guide).toBeHidden();
  await picture(page, info, "done");
  await isAccessible(page, "the guide when all is done");
  await anna.administers("Chat Operators");
  await reads(anna.entry("Ben"), "Invited");

  const ben = await Operator.comes(browser, "mouse", server);
  await ben.page.goto(link);
  await expect(ben.page.getByRole("heading", { name: "Welcome to Switchboard" })).toBeVisible();
  await picture(ben.page, info, "invited");
  await isAccessible(ben.page, "an invitation");
  await ben.page.getByLabel("New password", { exact: true }).fill("four words of his own");
  await ben.page.getByLabel("Confirm the new password").fill("four words of his own");
  await ben.page.getByRole("button", { name: "Set the password" }).click();
  await reads(ben.page.getByRole("status"), "Your password is set.");
  await ben.signsInByForm({ email: "ben@example.org", password: "four words of his own" });
  await expect(ben.page.getByRole("link", { name: "Getting started" })).toBeHidden();
  await reads(anna.entry("Ben"), "Online");
});
