// Manual A14: operators talk with each other.

import { Operator } from "../support/people";
import { picture } from "../support/picture";
import { inSight } from "../support/seen";
import { expect, test } from "../support/test";

test("A14: a talk between operators begins with the mouse and the keys", async ({ browser, server }, info) => {
  const [ben, cleo] = [await server.addOperator("Ben"), await server.addOperator("Cleo")];
  const ann = await Operator.comes(browser, "mouse", server);
  const benny = await Operator.comes(browser, "mouse", server);
  const cleopatra = await Operator.comes(browser, "keyboard", server);
  await Promise.all([ann.signsIn(), benny.signsIn(ben), cleopatra.signsIn(cleo)]);
  const contacts = ann.page.getByRole("region", { name: "Contacts" });
  await picture(ann.page, info, "contacts");
  for (const [hand, name, colleague] of [["mouse", "Ben", benny], ["keyboard", "Cleo", cleopatra]] as const) {
    const one = ann.with(hand);
    await expect(contacts.getByRole("button", { name: `${name} Online` })).toBeVisible();
    const start = contacts.getByRole("button", { name: `Start chat with ${name}` });
    await start.evaluate((button) => button.scrollIntoView({ block: "center" }));
    await inSight(start);
    await one.presses(start);
    await expect(ann.composer(name)).toBeVisible();
    await one.says(name, "Lunch?");

    const { page } = colleague;
    const rows = page.getByRole("region", { name: "Contacts" }).getByRole("button", { name: /^(Support|Ben|Cleo) / });
    await colleague.opensIn(rows, rows.filter({ hasText: "1 unread" }));
    await expect.poll(() => colleague.sees()).toEqual(["Lunch?"]);
    await colleague.says("Support", "At noon.");
    await expect.poll(() => ann.sees()).toEqual(["Lunch?", "At noon."]);
    await picture(ann.page, info, `talk-${hand}`);
  }
});
