// Manual B16: shortcut keys, shown in a help window, listed in the menus, changed by the operator.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("B16: keys accept, note, transfer and end; the help window and the menus show them", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "keyboard", server);
  await operator.signsIn();
  const { page } = operator;
  const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
  for (const [visitor, name] of [
    [vera, "Vera"],
    [olga, "Olga"],
  ] as const) {
    await visitor.opens(`${server.url}/demo`);
    await visitor.opensPanel();
    await visitor.asks(name, `Hello from ${name}`);
    await expect(operator.row(name)).toContainText("Requesting");
  }
  await page.keyboard.press("Alt+a");
  await expect(operator.composer("Vera")).toBeVisible();
  await page.keyboard.press("Alt+a");
  await expect(operator.composer("Olga")).toBeVisible();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(operator.composer("Vera")).toBeVisible();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(operator.composer("Olga")).toBeVisible();

  await page.keyboard.press("Alt+n");
  await expect(operator.window.getByRole("heading", { name: "Client Note: Olga" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+u");
  await expect(page.getByRole("button", { name: "Pop" })).toBeVisible();
  await page.keyboard.press("Alt+u");
  await page.keyboard.press("F1");
  await expect(operator.window.getByRole("heading", { name: "Shortcut keys" })).toBeVisible();
  await expect(operator.window.getByText("Alt+A", { exact: true })).toBeVisible();
  await picture(page, info, "help");
  await page.keyboard.press("Escape");
  await operator.presses(page.getByRole("button", { name: "Actions of this chat" }));
  await expect(page.getByRole("menuitem", { name: "Transfer… Alt+T" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+q");
  await operator.presses(operator.window.getByRole("button", { name: "End chat" }));
  await expect(page.getByText("This chat has ended.")).toBeVisible();
});

for (const hand of ["mouse", "keyboard"] as const) {
  test(`B16: an operator changes a key with the ${hand}, and one that is taken is told`, async ({ browser, server }, info) => {
    const operator = await Operator.comes(browser, hand, server);
    await operator.signsIn();
    const { page } = operator;
    await page.goto(`${server.url}/console/preferences/keys`);
    await operator.isLive();
    const button = page.getByRole("button", { name: /^All shortcut keys/ });
    await operator.presses(button);
    await page.keyboard.press("Alt+n");
    await expect(page.getByText("Alt+N does already: Client Note.")).toBeVisible();
    await page.keyboard.press("Control+Shift+h");
    await expect(button).toHaveAccessibleName("All shortcut keys: Ctrl+Shift+H");
    await picture(page, info, "keys");
    await page.reload();
    await operator.isLive();
    await page.keyboard.press("F1");
    await expect(operator.window).toBeHidden();
    await page.keyboard.press("Control+Shift+h");
    await expect(operator.window.getByText("Ctrl+Shift+H")).toBeVisible();
    await page.keyboard.press("Escape");
    await operator.presses(page.getByRole("button", { name: "All as usual" }));
    await expect(button).toHaveAccessibleName("All shortcut keys: F1");
  });
}
