// Manual A11: off-line messages reach real mailboxes, chosen by the administrator's rules.

import { isAccessible } from "../support/accessible";
import { isAway, leaves, messages, openMessage } from "../support/leaving";
import { Operator } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { expect, test } from "../support/test";

// Successive messages are not combined here.
test.use({ variables: { SWITCHBOARD_MAIL_GATHER_SECONDS: "0" } });

test("A11: an off-line message reaches the mailboxes that the rules name, with the mouse and the keys", async ({ browser, server, mailServer }, info) => {
  await server.addOperator("Ben");
  const ann = await Operator.comes(browser, "mouse", server);
  const keys = ann.with("keyboard");
  await ann.signsIn();
  const said = ann.page.locator(".tester .said");
  const field = (name: string) => ann.page.getByLabel(name, { exact: true });

  // Nothing is set up: errors appear beside their fields, and typed text stays.
  await ann.administers("E-mail");
  await keys.fills(field("From"), "chat@example.org");
  await keys.presses(ann.page.getByRole("button", { name: "Save" }));
  await expect(ann.page.getByText("A name such as mail.example.org")).toBeVisible();
  await expect(field("Server")).toBeFocused();
  await expect(field("From")).toHaveValue("chat@example.org");
  await isAccessible(ann.page, "a wrong mail server");
  await keys.fills(field("Server"), "127.0.0.1");
  await keys.selects(ann.page.getByRole("combobox", { name: "Encryption" }), "None: only to a server on this machine or in your own network");
  await expect(field("Port")).toHaveValue("25");
  await ann.fills(field("Port"), String(mailServer.port));
  await ann.saves();
  await picture(ann.page, info, "mail-server", { fullPage: true });

  // The real answer of the mail server, good or bad.
  await keys.presses(ann.page.getByRole("button", { name: "Send it" }));
  await reads(said, "250 2.0.0 Taken as");
  await mailServer.behaves("refuse");
  await ann.presses(ann.page.getByRole("button", { name: "Send it" }));
  await reads(said, "550 5.1.1 There is no such mailbox here");
  await picture(ann.page, info, "refused", { fullPage: true });
  await isAccessible(ann.page, "e-mail");
  await mailServer.behaves("take");

  await ann.administers("Off-line messages");
  await ann.presses(ann.page.getByRole("button", { name: "Add", exact: true }));
  await ann.presses(ann.window.getByRole("button", { name: "Save" }));
  await expect(ann.window.getByText("Tick at least one")).toBeVisible();
  await ann.switches(ann.window.getByRole("checkbox", { name: "Ben" }));
  await ann.fills(ann.window.getByLabel("Further addresses"), "nobody");
  await ann.presses(ann.window.getByRole("button", { name: "Save" }));
  await expect(ann.window.getByLabel("Further addresses")).toBeFocused();
  await expect(ann.window.getByRole("checkbox", { name: "Ben" })).toBeChecked();
  await ann.fills(ann.window.getByLabel("Further addresses"), "team@example.org");
  await picture(ann.page, info, "rule");
  await isAccessible(ann.page, "a mail rule");
  await ann.presses(ann.window.getByRole("button", { name: "Save" }));
  await reads(ann.entry("Everything else"), "Ben, team@example.org");
  await picture(ann.page, info, "rules");

  await isAway(ann);
  await leaves(browser, server, "Vera", "Please call me.");
  const [, ben, team] = await mailServer.letters(3);
  expect([ben?.to, team?.to].flat().sort()).toEqual(["ben@example.org", "team@example.org"]);
  expect(ben?.email.subject).toBe("Vera left a message on Demo");
  expect(ben?.email.replyTo).toEqual([{ name: "Vera", address: "vera@example.net" }]);
  expect(ben?.email.text).toContain("Please call me.");
  expect(ben?.email.text).toContain(`${server.url}/demo`);

  // A refusal is shown with the message, which can be sent again.
  await mailServer.behaves("refuse");
  await leaves(browser, server, "Zoe", "Me too.");
  await keys.presses(ann.page.getByRole("link", { name: /^Off-line messages/ }).first());
  const zoe = messages(ann).filter({ hasText: "Zoe" });
  const open = openMessage(ann);
  await expect(zoe.getByText("Not sent", { exact: true })).toBeVisible();
  await keys.presses(zoe.getByRole("button"));
  await reads(open, "550 5.1.1 There is no such mailbox here");
  await picture(ann.page, info, "not-sent");
  await isAccessible(ann.page, "an off-line message that was refused");
  await mailServer.behaves("take");
  await ann.presses(open.getByRole("button", { name: "Send again" }));
  await mailServer.letters(5);
  await expect(open.locator(".letter").filter({ hasText: /Sent just now/ })).toHaveCount(2);
  await expect(zoe.getByText("Not sent", { exact: true })).toBeHidden();
  await picture(ann.page, info, "sent");

  // Without the rule it goes to the administrators. What the mouse has added, the keys remove and
  // add again.
  await keys.administers("Off-line messages");
  await keys.doesWith("Everything else", "Remove");
  await keys.presses(ann.window.getByRole("button", { name: "Remove" }));
  await expect(ann.page.getByText("There is no rule yet")).toBeVisible();
  await leaves(browser, server, "Uma", "And me.");
  const last = (await mailServer.letters(6)).at(-1);
  expect(last?.to).toEqual([server.admin.email]);
  await keys.presses(ann.page.getByRole("button", { name: "Add", exact: true }));
  await keys.switches(ann.window.getByRole("checkbox", { name: "Ben" }));
  await keys.presses(ann.window.getByRole("button", { name: "Save" }));
  await expect(ann.entry("Everything else").getByText("Ben")).toBeVisible();
  await ann.administers("Audit log");
  await reads(ann.page.locator(".audit"), "removed the mail rule for");
  await reads(ann.page.locator(".audit"), "Mail server");
});
