// Manual B17: who the operator is, what visitors see of them, and the presence that they set.

import { HANDS, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { inSight } from "../support/seen";
import { expect, test } from "../support/test";

test("B17: the own line, and the status, with the mouse and the keys", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const benny = await Operator.comes(browser, "mouse", server);
  await benny.signsIn(ben);
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await inSight(ann.page.getByText("anna@example.org @ Demo"));
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  const contact = benny.page.getByRole("region", { name: "Contacts" });
  const own = ann.page.getByRole("button", { name: /Status, sound, sign out/ });
  for (const hand of HANDS) {
    for (const [status, seen] of [
      ["Away", "Away"],
      ["Busy", "Busy"],
      ["Invisible", "Not at the desk"],
      ["Online", "Online"],
    ] as const) {
      await ann.with(hand).presses(own);
      const choice = ann.page.getByRole("radio", { name: new RegExp(`^${status}`) });
      if (hand === "mouse") await choice.check();
      else {
        // A menu that is opened with a key has the focus.
        await expect(ann.page.getByRole("radio", { checked: true }).first()).toBeFocused();
        for (let steps = 0; steps < 5 && !(await choice.isChecked()); steps++) await ann.page.keyboard.press("ArrowDown");
      }
      if (status === "Busy") await picture(ann.page, info, "status");
      await ann.page.keyboard.press("Escape");
      await expect(own).toHaveAccessibleName(new RegExp(`^Support, ${status}\\.`));
      await expect(contact.getByRole("button", { name: `Support ${seen}` })).toBeVisible();
    }
  }
});
