// Manual A7: an account can be deactivated: it cannot sign in, costs nothing, and keeps everything.

import { isAccessible } from "../support/accessible";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { Server } from "../support/server";
import { expect, test as base } from "../support/test";

const test = base.extend<{ charging: Server }>({
  /** An installation with a price. */
  charging: async ({ browser }, use) => {
    const server = await Server.start({ SWITCHBOARD_PRICE: "9.00", SWITCHBOARD_CURRENCY: "EUR" });
    await use(server);
    for (const context of browser.contexts()) await context.close();
    await server.stop();
  },
});

test("A7: an account is deactivated, keeps everything, and is activated again, with the mouse and the keys", async ({ browser, charging }, info) => {
  const ben = await charging.addOperator("Ben");
  const ann = await Operator.comes(browser, "mouse", charging);
  const keys = ann.with("keyboard");
  const benny = await Operator.comes(browser, "mouse", charging);
  await Promise.all([ann.signsIn(), benny.signsIn(ben)]);
  const vera = await Visitor.comes(browser, "mouse");
  await benny.hasChatWith(vera, "Vera", "Where is my parcel?");
  await benny.says("Vera", "I am looking.");
  await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "I am looking."]);

  await ann.administers("Chat Operators");
  const feeLine = ann.page.locator(".fee-line");
  await reads(feeLine, "2 accounts × 9.00 EUR");
  await ann.doesWith("Ben", "Deactivate");
  await expect(ann.window.getByRole("heading", { name: "Deactivate Ben?" })).toBeVisible();
  await picture(ann.page, info, "asked");
  await isAccessible(ann.page, "asked");
  await ann.presses(ann.window.getByRole("button", { name: "Cancel" }));
  await reads(ann.entry("Ben"), "Online");
  await ann.doesWith("Ben", "Deactivate");
  await ann.presses(ann.window.getByRole("button", { name: "Deactivate", exact: true }));
  await reads(ann.entry("Ben"), "Deactivated");
  await reads(feeLine, "1 account × 9.00 EUR");
  await expect(ann.page.getByText("2 accounts, 1 deactivated", { exact: true })).toBeVisible();
  await picture(ann.page, info, "deactivated");
  await isAccessible(ann.page, "deactivated");

  // The chat is a request again, and the operator is out, and told why whoever knows the password.
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
  await picture(benny.page, info, "told");
  await isAccessible(benny.page, "told");

  // Nobody deactivates themself, and nobody is asked to talk with who is not there.
  const items = async (name: string) => {
    await ann.presses(ann.entry(name).getByRole("button", { name: `Actions for ${name}` }));
    return ann.page.getByRole("menuitem");
  };
  await expect(await items("Support")).toHaveText(["Edit profile", "SIP Info", "Delete"]);
  await ann.page.keyboard.press("Escape");
  await expect(await items("Ben")).toHaveText(["Edit profile", "SIP Info", "Activate", "Delete"]);
  await ann.page.keyboard.press("Escape");

  await ann.doesWith("Ben", "Activate");
  await ann.presses(ann.window.getByRole("button", { name: "Activate", exact: true }));
  await reads(ann.entry("Ben"), "Not at the desk");
  await reads(feeLine, "2 accounts × 9.00 EUR");
  await benny.signsInByForm(ben);
  await reads(ann.entry("Ben"), "Online");

  // The same with the keys.
  await keys.doesWith("Ben", "Deactivate");
  await keys.presses(ann.window.getByRole("button", { name: "Deactivate", exact: true }));
  await reads(ann.entry("Ben"), "Deactivated");
  await expect(benny.page).toHaveURL(/\/sign-in/);
  await keys.doesWith("Ben", "Activate");
  await keys.presses(ann.window.getByRole("button", { name: "Activate", exact: true }));
  await reads(ann.entry("Ben"), "Not at the desk");

  await keys.presses(ann.page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Audit log" }));
  const lines = ann.page.locator(".audit > li");
  for (const done of ["deactivated", "activated"]) {
    const told = lines.filter({ hasText: `Support ${done} the operator Ben`, visible: true });
    await expect(told).toHaveCount(2);
  }
});
