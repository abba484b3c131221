// Manual A7: a deactivated account cannot sign in, costs nothing, and keeps everything.

import { isAccessible } from "../support/accessible";
import { Operator, Visitor, type Hand } from "../support/people";
import { picture } from "../support/picture";
import { Server } from "../support/server";
import { expect, test as base } from "../support/test";

const test = base.extend<{ charging: Server }>({
  charging: async ({ browser }, use) => {
    const server = await Server.start({ SWITCHBOARD_PRICE: "9.00", SWITCHBOARD_CURRENCY: "EUR" });
    await use(server);
    for (const context of browser.contexts()) await context.close();
    await server.stop();
  },
});

test("A7: by mouse and by keys: an account is deactivated, keeps everything, and is activated again", async ({ browser, charging }, info) => {
  const ben = await charging.addOperator("Ben");
  const ann = await Operator.comes(browser, "mouse", charging);
  const benny = await Operator.comes(browser, "mouse", charging);
  await Promise.all([ann.signsIn(), benny.signsIn(ben)]);
  const vera = await Visitor.comes(browser, "mouse");
  await benny.hasChatWith(vera, "Vera", "Where is my parcel?");
  await benny.says("Vera", "I am looking.");
  await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "I am looking."]);

  await ann.administers("Chat Operators");
  const feeLine = ann.page.locator(".fee-line");
  for (const hand of ["mouse", "keyboard"] as Hand[]) {
    await test.step(`with the ${hand}`, async () => {
      const anna = ann.with(hand);
      const looks = async (page: typeof ann.page, what: string) => {
        if (hand !== "mouse") return;
        await picture(page, info, what);
        await isAccessible(page, what);
      };
      await expect(feeLine).toContainText("2 accounts × 9.00 EUR");
      await anna.doesWith("Ben", "Deactivate");
      await expect(ann.window.getByRole("heading", { name: "Deactivate Ben?" })).toBeVisible();
      await looks(ann.page, "asked");
      await anna.presses(ann.window.getByRole("button", { name: "Cancel" }));
      await expect(ann.window).toBeHidden();
      await expect(ann.entry("Ben")).toContainText("Online");
      await anna.doesWith("Ben", "Deactivate");
      await anna.presses(ann.window.getByRole("button", { name: "Deactivate", exact: true }));
      await expect(ann.entry("Ben")).toContainText("Deactivated");
      await expect(feeLine).toContainText("1 account × 9.00 EUR");
      await expect(ann.page.getByText("2 accounts, 1 deactivated", { exact: true })).toBeVisible();
      await looks(ann.page, "deactivated");

      // The chat is a request again. The operator is signed out, and whoever knows the password is
      // told why.
      await expect(ann.page.getByRole("link", { name: /Vera asks for a chat/ })).toBeVisible();
      await expect(benny.page).toHaveURL(/\/sign-in/);
      const told = benny.page.getByRole("alert");
      await benny.fills(benny.page.getByLabel("E-mail address"), ben.email);
      for (const [password, sentence] of [
        ["not the password", "The e-mail address or the password is not right."],
        [ben.password, "This account is deactivated. Ask an administrator to activate it."],
      ] as const) {
        await benny.fills(benny.page.getByLabel("Password"), password);
        await benny.presses(benny.page.getByRole("button", { name: "Sign in" }));
        await expect(told).toHaveText(sentence);
      }
      await looks(benny.page, "told");

      // Nobody can deactivate themselves, and nobody can talk with a deactivated account.
      const items = async (name: string) => {
        await anna.presses(ann.entry(name).getByRole("button", { name: `Actions for ${name}` }));
        return ann.page.getByRole("menuitem");
      };
      await expect(await items("Support")).toHaveText(["Edit profile", "SIP Info", "Delete"]);
      await ann.page.keyboard.press("Escape");
      await expect(await items("Ben")).toHaveText(["Edit profile", "SIP Info", "Activate", "Delete"]);
      await ann.page.keyboard.press("Escape");

      await anna.doesWith("Ben", "Activate");
      await anna.presses(ann.window.getByRole("button", { name: "Activate", exact: true }));
      await expect(ann.entry("Ben")).toContainText("Not at the desk");
      await expect(feeLine).toContainText("2 accounts × 9.00 EUR");
      await benny.signsInByForm(ben);
      await expect(ann.entry("Ben")).toContainText("Online");
    });
  }

  await ann.presses(ann.page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Audit log" }));
  const lines = ann.page.locator(".audit > li");
  await expect(lines.filter({ hasText: "Support deactivated the operator Ben" })).toHaveCount(2);
  await expect(lines.filter({ hasText: "Support activated the operator Ben" })).toHaveCount(2);
});
