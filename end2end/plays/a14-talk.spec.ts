// Manual A14: operators talk with each other.

import { Operator } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

for (const hand of ["mouse", "keyboard"] as const) {
  test(`A14: a talk between operators begins with the ${hand}`, async ({ browser, server }, info) => {
    const ben = await server.addOperator("Ben");
    const ann = await Operator.comes(browser, hand, server);
    const benny = await Operator.comes(browser, "mouse", server);
    await ann.signsIn();
    await benny.signsIn(ben);
    const contacts = ann.page.getByRole("region", { name: "Contacts" });
    await expect(contacts.getByRole("button", { name: "Ben Online" })).toBeVisible();
    await picture(ann.page, info, "contacts");
    await ann.presses(contacts.getByRole("button", { name: "Start chat with Ben" }));
    await expect(ann.composer("Ben")).toBeVisible();
    await ann.says("Ben", "Lunch?");

    const at = benny.page.getByRole("region", { name: "Contacts" }).getByRole("button", { name: /Support.*1 unread/ });
    await expect(at).toBeVisible();
    await at.click();
    await expect.poll(() => benny.sees()).toEqual(["Lunch?"]);
    await benny.says("Support", "At noon.");
    await expect.poll(() => ann.sees()).toEqual(["Lunch?", "At noon."]);
    await picture(ann.page, info, "talk");
  });
}
