// Manual B11: a chat is saved as text or HTML.

import { readFile } from "node:fs/promises";
import { Operator, Visitor } from "../support/people";
import { expect, test } from "../support/test";

for (const hand of ["mouse", "keyboard"] as const) {
  test(`B11: a chat is saved with the ${hand}`, async ({ browser, server }, info) => {
    const operator = await Operator.comes(browser, hand, server);
    await operator.signsIn();
    const visitor = await Visitor.comes(browser, "mouse");
    await operator.hasChatWith(visitor, "Vera", "What does <b>tea</b> cost?");
    await operator.says("Vera", "Three pounds.");
    await expect.poll(async () => (await visitor.sees()).length).toBe(2);
    for (const [choice, ending] of [
      ["Save as text", "txt"],
      ["Save as HTML", "html"],
    ] as const) {
      await operator.presses(operator.page.getByRole("button", { name: "Actions of this chat" }));
      if (ending === "txt") await operator.page.screenshot({ path: info.outputPath("save.png") });
      const [download] = await Promise.all([operator.page.waitForEvent("download"), operator.chooses(choice)]);
      expect(download.suggestedFilename()).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\d Vera \\w{6}\\.${ending}$`));
      const file = await readFile(await download.path(), "utf8");
      expect(file).toContain("Three pounds.");
      expect(file).toContain(ending === "txt" ? "What does <b>tea</b> cost?" : "What does &lt;b&gt;tea&lt;/b&gt; cost?");
    }
  });
}
