// Manual B11: a chat is saved as text or HTML.

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { HANDS, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { expect, test } from "../support/test";

test("B11: a chat is saved as text and as HTML, with the mouse and the keys", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  const { page } = operator;
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera", "What does <b>tea</b> cost?");
  await operator.says("Vera", "Three pounds.");
  await expect.poll(async () => (await visitor.sees()).length).toBe(2);
  for (const hand of HANDS) {
    const one = operator.with(hand);
    for (const ending of ["txt", "html"] as const) {
      const save = async () => {
        if (ending === "txt") return one.presses(page.getByRole("button", { name: "Save", exact: true }));
        await one.presses(page.getByRole("button", { name: "Actions of this chat" }));
        await picture(page, info, "save");
        await one.chooses("Save as HTML");
      };
      const [download] = await Promise.all([page.waitForEvent("download"), save()]);
      expect(download.suggestedFilename()).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\d Vera \\w{6}\\.${ending}$`));
      await reads(operator.told, `Saved in your downloads as ${download.suggestedFilename()}`);
      const file = await readFile(await download.path(), "utf8");
      expect(file).toContain("Three pounds.");
      expect(file).toContain(ending === "txt" ? "What does <b>tea</b> cost?" : "What does &lt;b&gt;tea&lt;/b&gt; cost?");
    }
  }
});

/** The files in the chosen folder, by name. */
function filesIn(page: Page): Promise<[string, string][]> {
  return page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("Chats");
    const files: [string, string][] = [];
    for await (const [name, handle] of folder) {
      if (handle instanceof FileSystemFileHandle) files.push([name, await (await handle.getFile()).text()]);
    }
    return files.sort();
  });
}

test("B11: a chat is saved into the folder that was chosen once, with the mouse and the keys", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  // A test cannot operate the browser's own dialog: it is answered with a folder of the page's
  // private file system.
  await operator.context.addInitScript(() => {
    const chooses = async () => (await navigator.storage.getDirectory()).getDirectoryHandle("Chats", { create: true });
    Object.assign(window, { showDirectoryPicker: chooses });
  });
  await operator.signsIn();
  const { page } = operator;
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera", "What does tea cost?");
  for (const [hand, kind] of [["mouse", "text"], ["keyboard", "HTML"]] as const) {
    const one = operator.with(hand);
    await page.goto(`${server.url}/console/preferences`);
    await operator.isLive();
    await one.presses(page.getByRole("button", { name: "Choose a folder…" }));
    await expect(page.getByText("Saved in the folder Chats")).toBeVisible();
    await picture(page, info, "folder");
    await one.goesTo("Vera");
    await one.presses(page.getByRole("button", { name: "Actions of this chat" }));
    await one.chooses(`Save as ${kind}`);
    await reads(operator.told, /Saved in the folder Chats as .+ Vera \w{6}\.(txt|html)$/);
    await page.goto(`${server.url}/console/preferences`);
    await operator.isLive();
    await one.presses(page.getByRole("button", { name: "As downloads" }));
    await expect(page.getByText("Saved as downloads until you choose a folder")).toBeVisible();
  }
  const files = await filesIn(page);
  expect(files.map(([name]) => name.replace(/^.* Vera \w{6}\./, ""))).toEqual(["html", "txt"]);
  for (const [, text] of files) expect(text).toContain("What does tea cost?");
});
