// Manual B11: a chat is saved as text or HTML.

import { readFile } from "node:fs/promises";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

for (const hand of ["mouse", "keyboard"] as const) {
  test(`B11: a chat is saved with the ${hand}`, async ({ browser, server }, info) => {
    const operator = await Operator.comes(browser, hand, server);
    await operator.signsIn();
    const visitor = await Visitor.comes(browser, "mouse");
    await operator.hasChatWith(visitor, "Vera", "What does <b>tea</b> cost?");
    await operator.says("Vera", "Three pounds.");
    await expect.poll(async () => (await visitor.sees()).length).toBe(2);
    for (const ending of ["txt", "html"] as const) {
      const save = async () => {
        if (ending === "txt") return operator.presses(operator.page.getByRole("button", { name: "Save", exact: true }));
        await operator.presses(operator.page.getByRole("button", { name: "Actions of this chat" }));
        await picture(operator.page, info, "save");
        await operator.chooses("Save as HTML");
      };
      const [download] = await Promise.all([operator.page.waitForEvent("download"), save()]);
      expect(download.suggestedFilename()).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\d Vera \\w{6}\\.${ending}$`));
      await expect(operator.page.locator(".toast")).toHaveText(`Saved in your downloads as ${download.suggestedFilename()}`);
      const file = await readFile(await download.path(), "utf8");
      expect(file).toContain("Three pounds.");
      expect(file).toContain(ending === "txt" ? "What does <b>tea</b> cost?" : "What does &lt;b&gt;tea&lt;/b&gt; cost?");
    }
  });
}

test("B11: a chat is saved into the folder that was chosen once", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  // The browser's own dialog cannot be operated from here: it is answered with a folder of the page's private file system.
  await operator.context.addInitScript(() => {
    const chooses = async () => (await navigator.storage.getDirectory()).getDirectoryHandle("Chats", { create: true });
    Object.assign(window, { showDirectoryPicker: chooses });
  });
  await operator.signsIn();
  const { page } = operator;
  await page.goto(`${server.url}/console/preferences`);
  await page.getByRole("button", { name: "Choose a folder…" }).click();
  await expect(page.getByText("Saved in the folder Chats")).toBeVisible();
  await picture(page, info, "folder");
  const visitor = await Visitor.comes(browser, "mouse");
  await page.goto(`${server.url}/console`);
  await operator.isLive();
  await operator.hasChatWith(visitor, "Vera", "What does tea cost?");
  await page.getByRole("button", { name: "Actions of this chat" }).click();
  await operator.chooses("Save as text");
  await expect(page.locator(".toast")).toContainText("Saved in the folder Chats as ");
  const files = await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("Chats");
    const files: [string, string][] = [];
    for await (const [name, handle] of folder) {
      if (handle instanceof FileSystemFileHandle) files.push([name, await (await handle.getFile()).text()]);
    }
    return files;
  });
  expect(files).toHaveLength(1);
  expect(files[0]?.[0]).toMatch(/ Vera \w{6}\.txt$/);
  expect(files[0]?.[1]).toContain("What does tea cost?");

  await page.goto(`${server.url}/console/preferences`);
  await page.getByRole("button", { name: "As downloads" }).click();
  await expect(page.getByText("Saved as downloads until you choose a folder")).toBeVisible();
});
