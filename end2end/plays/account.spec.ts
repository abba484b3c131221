// An operator changes the editable parts of their account: their screen name and their password.

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

test("an operator changes their name and their password, and sees where they are signed in, by mouse and by keys", async ({ browser, server }, info) => {
  const bens = await server.addOperator("Ben");
  const agents = { firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", telephone: "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36" };
  const ann = await comes(browser, "mouse", server);
  const firefox = await comes(browser, "mouse", server, { userAgent: agents.firefox });
  const telephone = await comes(browser, "mouse", server, { userAgent: agents.telephone });
  const ben = await Operator.comes(browser, "mouse", server);
  await ben.signsIn(bens);
  await opensAccount(ann);
  const isSignedOut = (operator: Operator) => expect(operator.page.getByRole("button", { name: "Sign in" })).toBeVisible();
  const told = ann.page.locator(".toast");

  for (const [hand, own] of [["mouse", "Anna from sales"], ["keyboard", "Anna from support"]] as [Hand, string][]) {
    await test.step(`with the ${hand}: an operator chooses their screen name`, async () => {
      const anna = ann.with(hand);
      const name = ann.page.getByLabel("Name", { exact: true });
      const save = ann.page.getByRole("button", { name: "Save" });
      await expect(save).toBeDisabled();
      await name.fill("");
      await anna.fills(name, own);
      if (hand === "mouse") {
        await picture(ann.page, info, "account");
        await isAccessible(ann.page, "the account");
      }
      await anna.presses(save);
      if (hand === "mouse") await expect(told).toContainText("Saved.");
      await expect(ben.page.locator(".rail")).toContainText(own);
    });
  }

  const section = ann.page.getByRole("region", { name: "Where you are signed in" });
  const rows = section.getByRole("listitem");
  for (const hand of ["mouse", "keyboard"] as Hand[]) {
    await test.step(`with the ${hand}: an operator sees where they are signed in, and signs out there`, async () => {
      const anna = ann.with(hand);
      if (hand === "keyboard") {
        for (const one of [firefox, telephone]) await one.signsIn();
        await ann.page.reload();
        await ann.isLive();
      }
      await expect(rows).toHaveCount(3);
      await expect(rows.filter({ hasText: "this browser" })).toContainText("127.0.0.1");
      await expect(rows.filter({ hasText: "this browser" }).getByRole("button")).toBeHidden();
      if (hand === "mouse") {
        await rows.last().scrollIntoViewIfNeeded();
        await picture(ann.page, info, "sessions");
        await isAccessible(ann.page, "the sessions");
      }
      await anna.presses(section.getByRole("button", { name: "Sign out Firefox 140 on Linux" }));
      if (hand === "mouse") await expect(told).toContainText("You are signed out of Firefox 140 on Linux.");
      await expect(rows).toHaveCount(2);
      await isSignedOut(firefox);
      await telephone.isLive();
      await anna.presses(section.getByRole("button", { name: "Sign out everywhere else" }));
      await expect(rows).toHaveCount(1);
      await isSignedOut(telephone);
      await expect(section.getByRole("button", { name: "Sign out everywhere else" })).toBeHidden();
      await ann.isLive();
    });
  }

  let current = server.admin.password;
  for (const [hand, password] of [["mouse", "four words nobody expects"], ["keyboard", "five other words nobody expects"]] as [Hand, string][]) {
    await test.step(`with the ${hand}: an operator changes their password, and is signed out elsewhere`, async () => {
      const anna = ann.with(hand);
      // In another browser.
      await firefox.signsIn({ ...server.admin, password: current });
      const field = (name: string) => ann.page.getByLabel(name, { exact: true });
      const change = ann.page.getByRole("button", { name: "Change" });
      const wrong = ann.page.getByRole("alert").filter({ hasText: /./ });
      await expect(change).toBeDisabled();
      const enters = async (given: string, password: string, again = password) => {
        await anna.fills(field("Current password"), given);
        await anna.fills(field("New password"), password);
        await anna.fills(field("Confirm password"), again);
        await anna.presses(change);
      };
      await enters("not the password", password);
      await expect(wrong).toHaveText("This is not your password.");
      await expect(field("Current password")).toBeFocused();
      if (hand === "mouse") {
        await picture(ann.page, info, "wrong");
        await isAccessible(ann.page, "a wrong password");
      }
      await enters(current, password, "four words nobody expect");
      await expect(wrong).toHaveText("The two passwords are not the same.");
      await enters(current, "anna@example.org");
      await expect(wrong).toContainText("This password is easily guessed");
      await enters(current, password);
      // A second notice cannot be told from the first.
      if (hand === "mouse") await expect(told).toContainText("Your password is changed.");
      await expect(field("New password")).toHaveValue("");
      current = password;
      await isSignedOut(firefox);
      await ann.page.reload();
      await ann.isLive();
    });
  }
  await firefox.signsInByForm({ email: server.admin.email, password: current });

  await test.step("the account on a phone, in the dark", async () => {
    await ann.page.setViewportSize({ width: 390, height: 760 });
    await ann.page.emulateMedia({ colorScheme: "dark" });
    await expect(ann.page.getByLabel("New password", { exact: true })).toBeVisible();
    await picture(ann.page, info, "phone", { fullPage: true });
    await isAccessible(ann.page, "the account on a phone");
  });
});

test("a forgotten password is replaced by a link in an e-mail, by mouse and by keys", async ({ browser, mailServer }, info) => {
  const play = async (server: Server) => {
    const ann = await Operator.comes(browser, "mouse", server);
    const { page } = ann;
    for (const [nr, hand] of (["mouse", "keyboard"] as const).entries()) {
      await test.step(`with the ${hand}`, async () => {
        const anna = ann.with(hand);
        const looks = async (what: string) => {
          if (nr > 0) return;
          await picture(page, info, what);
          await isAccessible(page, what);
        };
        await page.goto(`${server.url}/console`);
        await anna.presses(page.getByRole("link", { name: "Forgot your password?" }));
        await expect(page.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
        await looks("forgotten");
        await anna.fills(page.getByLabel("E-mail address"), server.admin.email);
        await anna.presses(page.getByRole("button", { name: "Send the link" }));
        await expect(page.getByRole("status")).toContainText("a link is on its way there");
        const letter = (await mailServer.letters(nr + 1))[nr];
        expect(letter?.to).toEqual([server.admin.email]);
        const link = /^http:\S+$/m.exec(letter?.email.text ?? "")?.[0] ?? "";
        expect(link, letter?.email.text).toContain(`${server.url}/sign-in/new-password?token=`);

        await page.goto(link);
        const chooses = async (password: string, again = password) => {
          await anna.fills(page.getByLabel("New password", { exact: true }), password);
          await anna.fills(page.getByLabel("Confirm the new password"), again);
          await anna.presses(page.getByRole("button", { name: "Change the password" }));
        };
        const own = `nobody expects these, ${hand}`;
        await chooses(own, "or those");
        await expect(page.getByRole("alert")).toHaveText("The two new passwords are not the same.");
        await looks("new-password");
        await chooses(own);
        await expect(page.getByRole("status")).toContainText("Your password is changed.");
        await anna.signsInByForm({ email: server.admin.email, password: own });

        await page.goto(link);
        await chooses("another one for me");
        await expect(page.getByRole("alert")).toContainText("This link is no longer good");
        if (nr === 0) await picture(page, info, "used");
        await page.context().clearCookies();
      });
    }
  };
  await mailing(mailServer, play, browser);
});
