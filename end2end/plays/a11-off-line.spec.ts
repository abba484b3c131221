// Manual A11: off-line messages reach real mailboxes, of whom the administrator's rules say.

import { isAccessible } from "../support/accessible";
import { isAway, leaves, messages, openMessage } from "../support/leaving";
import { Operator } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

// What visitors leave one after the other is not gathered here.
test.use({ variables: { SWITCHBOARD_MAIL_GATHER_SECONDS: "0" } });

for (const hand of ["mouse", "keyboard"] as const) {
  test(`A11: with the ${hand}: an off-line message reaches the mailboxes that the rules name`, async ({
    browser,
    server,
    mailServer,
  }, info) => {
    await server.addOperator("Ben");
    const ann = await Operator.comes(browser, hand, server);
    await ann.signsIn();
    const said = ann.page.locator(".tester .said");
    const field = (name: string) => ann.page.getByLabel(name, { exact: true });

    // Nothing is set up: what is wrong is told beside its field, and what was typed stays.
    await ann.administers("E-mail");
    await ann.fills(field("From"), "chat@example.org");
    await ann.presses(ann.page.getByRole("button", { name: "Save" }));
    await expect(ann.page.getByText("A name such as mail.example.org")).toBeVisible();
    await expect(field("Server")).toBeFocused();
    await expect(field("From")).toHaveValue("chat@example.org");
    await isAccessible(ann.page, "a wrong mail server");
    await ann.fills(field("Server"), "127.0.0.1");
    await ann.page.getByRole("combobox", { name: "Encryption" }).selectOption({ label: "None: only to a server on this machine or in your own network" });
    await expect(field("Port")).toHaveValue("25");
    await field("Port").fill(String(mailServer.port));
    await ann.saves();
    await picture(ann.page, info, "mail-server", { fullPage: true });

    // The real answer of the mail server, good or bad.
    await ann.presses(ann.page.getByRole("button", { name: "Send it" }));
    await expect(said).toContainText("250 2.0.0 Taken as");
    await mailServer.behaves("refuse");
    await ann.presses(ann.page.getByRole("button", { name: "Send it" }));
    await expect(said).toContainText("550 5.1.1 There is no such mailbox here");
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
    await ann.window.getByLabel("Further addresses").fill("team@example.org");
    await picture(ann.page, info, "rule");
    await isAccessible(ann.page, "a mail rule");
    await ann.presses(ann.window.getByRole("button", { name: "Save" }));
    await expect(ann.entry("Everything else")).toContainText("Ben, team@example.org");
    await picture(ann.page, info, "rules");

    await isAway(ann);
    await leaves(browser, server, "Vera", "Please call me.");
    const [, ben, team] = await mailServer.letters(3);
    expect([ben?.to, team?.to].flat().sort()).toEqual(["ben@example.org", "team@example.org"]);
    expect(ben?.email.subject).toBe("Vera left a message on Demo");
    expect(ben?.email.replyTo).toEqual([{ name: "Vera", address: "vera@example.net" }]);
    expect(ben?.email.text).toContain("Please call me.");
    expect(ben?.email.text).toContain(`${server.url}/demo`);

    // A refusal is seen where the message is, and it can be sent again.
    await mailServer.behaves("refuse");
    await leaves(browser, server, "Zoe", "Me too.");
    await ann.presses(ann.page.getByRole("link", { name: /^Off-line messages/ }).first());
    const zoe = messages(ann).filter({ hasText: "Zoe" });
    const open = openMessage(ann);
    await expect(zoe.getByText("Not sent", { exact: true })).toBeVisible();
    await ann.presses(zoe.getByRole("button"));
    await expect(open).toContainText("550 5.1.1 There is no such mailbox here");
    await picture(ann.page, info, "not-sent");
    await isAccessible(ann.page, "an off-line message that was refused");
    await mailServer.behaves("take");
    await ann.presses(open.getByRole("button", { name: "Send again" }));
    await mailServer.letters(5);
    await expect(open.locator(".letter").filter({ hasText: /Sent just now/ })).toHaveCount(2);
    await expect(zoe.getByText("Not sent", { exact: true })).toBeHidden();
    await picture(ann.page, info, "sent");

    // Without the rule it goes to the administrators.
    await ann.administers("Off-line messages");
    await ann.doesWith("Everything else", "Remove");
    await ann.presses(ann.window.getByRole("button", { name: "Remove" }));
    await expect(ann.page.getByText("There is no rule yet")).toBeVisible();
    await leaves(browser, server, "Uma", "And me.");
    const last = (await mailServer.letters(6)).at(-1);
    expect(last?.to).toEqual([server.admin.email]);
    await ann.administers("Audit log");
    await expect(ann.page.locator(".audit")).toContainText("removed the mail rule for");
    await expect(ann.page.locator(".audit")).toContainText("Mail server");
  });
}
