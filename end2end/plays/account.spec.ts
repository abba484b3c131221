// An operator changes what of their account is theirs: their screen name and their password.

import { isAccessible } from "../support/accessible";
import { mailing } from "../support/mailing";
import { type Hand, Operator } from "../support/people";
import { picture } from "../support/picture";
import type { Server } from "../support/server";
import { expect, test } from "../support/test";

type Browser = Parameters<typeof Operator.comes>[0];

async function comes(browser: Browser, hand: Hand, server: Server, options = {}): Promise<Operator> {
  const anna = await Operator.comes(browser, hand, server, options);
  await anna.signsIn();
  return anna;
}

async function opensAccount(anna: Operator): Promise<void> {
  await anna.page.goto(`${anna.page.url().split("/console")[0]}/console/preferences/account`);
  await anna.isLive();
  await expect(anna.page.getByRole("heading", { name: "Password" })).toBeVisible();
}

for (const hand of ["mouse", "keyboard"] as const) {
  test(`with the ${hand}: an operator changes their password, and is signed out elsewhere`, async ({ browser, server }, info) => {
    const anna = await comes(browser, hand, server);
    const elsewhere = await comes(browser, "mouse", server);
    await opensAccount(anna);
    const field = (name: string) => anna.page.getByLabel(name, { exact: true });
    const change = anna.page.getByRole("button", { name: "Change" });
    const told = anna.page.getByRole("alert").filter({ hasText: /./ });
    await expect(change).toBeDisabled();
    const enters = async (current: string, password: string, again = password) => {
      await anna.fills(field("Current password"), current);
      await anna.fills(field("New password"), password);
      await anna.fills(field("Confirm password"), again);
      await anna.presses(change);
    };
    const { password } = server.admin;
    await enters("not the password", "four words nobody expects");
    await expect(told).toHaveText("This is not your password.");
    await expect(field("Current password")).toBeFocused();
    await picture(anna.page, info, "wrong");
    await isAccessible(anna.page, "a wrong password");
    await enters(password, "four words nobody expects", "four words nobody expect");
    await expect(told).toHaveText("The two passwords are not the same.");
    await enters(password, "anna@example.org");
    await expect(told).toContainText("This password is easily guessed");
    await enters(password, "four words nobody expects");
    await expect(anna.page.locator(".toast")).toContainText("Your password is changed.");
    await expect(field("New password")).toHaveValue("");
    await expect(elsewhere.page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await elsewhere.signsInByForm({ email: server.admin.email, password: "four words nobody expects" });
    await anna.page.reload();
    await anna.isLive();
  });

  test(`with the ${hand}: an operator chooses their screen name`, async ({ browser, server }, info) => {
    await server.addOperator("Ben");
    const anna = await comes(browser, hand, server);
    const ben = await Operator.comes(browser, "mouse", server);
    await ben.signsIn({ email: "ben@example.org", password: server.admin.password });
    await opensAccount(anna);
    const name = anna.page.getByLabel("Name", { exact: true });
    const save = anna.page.getByRole("button", { name: "Save" });
    await expect(save).toBeDisabled();
    await anna.fills(name, "Anna from sales");
    await picture(anna.page, info, "account");
    await isAccessible(anna.page, "the account");
    await anna.presses(save);
    await expect(anna.page.locator(".toast")).toContainText("Saved.");
    await expect(ben.page.locator(".rail")).toContainText("Anna from sales");
  });
}

for (const hand of ["mouse", "keyboard"] as const) {
  test(`with the ${hand}: an operator sees where they are signed in, and signs out there`, async ({ browser, server }, info) => {
    const agents = { firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", telephone: "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36" };
    const anna = await comes(browser, hand, server);
    const firefox = await comes(browser, "mouse", server, { userAgent: agents.firefox });
    const telephone = await comes(browser, "mouse", server, { userAgent: agents.telephone });
    await opensAccount(anna);
    const section = anna.page.getByRole("region", { name: "Where you are signed in" });
    const rows = section.getByRole("listitem");
    await expect(rows).toHaveCount(3);
    await expect(rows.filter({ hasText: "this browser" })).toContainText("127.0.0.1");
    await expect(rows.filter({ hasText: "this browser" }).getByRole("button")).toBeHidden();
    await rows.last().scrollIntoViewIfNeeded();
    await picture(anna.page, info, "sessions");
    await isAccessible(anna.page, "the sessions");
    await anna.presses(section.getByRole("button", { name: "Sign out Firefox 140 on Linux" }));
    await expect(anna.page.locator(".toast")).toContainText("You are signed out of Firefox 140 on Linux.");
    await expect(rows).toHaveCount(2);
    await expect(firefox.page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await telephone.isLive();
    await anna.presses(section.getByRole("button", { name: "Sign out everywhere else" }));
    await expect(rows).toHaveCount(1);
    await expect(telephone.page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await expect(section.getByRole("button", { name: "Sign out everywhere else" })).toBeHidden();
    await anna.isLive();
  });
}

test("the account on a phone, in the dark", async ({ browser, server }, info) => {
  const anna = await comes(browser, "mouse", server, { viewport: { width: 390, height: 760 }, colorScheme: "dark" });
  await opensAccount(anna);
  await expect(anna.page.getByLabel("New password", { exact: true })).toBeVisible();
  await picture(anna.page, info, "phone", { fullPage: true });
  await isAccessible(anna.page, "the account on a phone");
});

for (const hand of ["mouse", "keyboard"] as const) {
  test(`with the ${hand}: a forgotten password is replaced by a link in an e-mail`, async ({ browser, mailServer }, info) => {
    const play = async (server: Server) => {
      const anna = await Operator.comes(browser, hand, server);
      const { page } = anna;
      await page.goto(`${server.url}/console`);
      await anna.presses(page.getByRole("link", { name: "Forgot your password?" }));
      await expect(page.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
      await picture(page, info, "forgotten");
      await isAccessible(page, "a forgotten password");
      await anna.fills(page.getByLabel("E-mail address"), server.admin.email);
      await anna.presses(page.getByRole("button", { name: "Send the link" }));
      await expect(page.getByRole("status")).toContainText("a link is on its way there");
      const [letter] = await mailServer.letters(1);
      expect(letter?.to).toEqual([server.admin.email]);
      const link = /^http:\S+$/m.exec(letter?.email.text ?? "")?.[0] ?? "";
      expect(link, letter?.email.text).toContain(`${server.url}/sign-in/new-password?token=`);

      await page.goto(link);
      const chooses = async (password: string, again = password) => {
        await anna.fills(page.getByLabel("New password", { exact: true }), password);
        await anna.fills(page.getByLabel("Confirm the new password"), again);
        await anna.presses(page.getByRole("button", { name: "Change the password" }));
      };
      await chooses("nobody expects these", "or those");
      await expect(page.getByRole("alert")).toHaveText("The two new passwords are not the same.");
      await picture(page, info, "new-password");
      await isAccessible(page, "a new password");
      await chooses("nobody expects these");
      await expect(page.getByRole("status")).toContainText("Your password is changed.");
      await anna.signsInByForm({ email: server.admin.email, password: "nobody expects these" });

      await page.goto(link);
      await chooses("another one for me");
      await expect(page.getByRole("alert")).toContainText("This link is no longer good");
      await picture(page, info, "used");
    };
    await mailing(mailServer, play, browser);
  });
}
