// Manual B7: the Spell Checker window over the text in the input, and auto spell check on send.

import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { Server } from "../support/server";
import { expect, test } from "../support/test";

for (const hand of ["mouse", "keyboard"] as const) {
  test(`B7: a text is gone through word by word with the ${hand}`, async ({ browser, server }, info) => {
    const operator = await Operator.comes(browser, hand, server);
    await operator.signsIn();
    const visitor = await Visitor.comes(browser, "mouse");
    await operator.hasChatWith(visitor, "Vera");
    const field = operator.composer("Vera");
    await field.fill("I beleive teh parcel and teh bill are at Zorkville, definately.");
    await operator.presses(operator.page.getByRole("button", { name: "Spell Check", exact: true }));
    const { window } = operator;
    await expect(window.locator("mark")).toHaveText("beleive");
    await expect(window.getByLabel("Change to")).toHaveValue("believe");
    await picture(operator.page, info, "spell-checker");
    await operator.presses(window.getByRole("button", { name: "Change", exact: true }));
    await expect(window.locator("mark")).toHaveText("teh");
    await window.getByLabel("Change to").fill("the");
    await operator.presses(window.getByRole("button", { name: "Change all" }));
    await expect(window.locator("mark")).toHaveText("Zorkville");
    await operator.presses(window.getByRole("button", { name: "Add to my dictionary" }));
    await expect(window.locator("mark")).toHaveText("definately");
    await operator.presses(window.getByRole("button", { name: "definitely" }));
    await expect(window).toBeHidden();
    await expect(field).toHaveValue("I believe the parcel and the bill are at Zorkville, definitely.");
    await expect(field).toBeFocused();

    await operator.presses(operator.page.getByRole("button", { name: "Spell Check", exact: true }));
    await expect(operator.page.locator(".toast:popover-open")).toContainText("No misspelled word was found");
    expect(await visitor.sees()).toEqual(["Hello"]);
  });
}

test("B7: what is sent is checked first where that is switched on; own words and the language are kept", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page } = operator;
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  await page.getByRole("button", { name: "Spell Check settings" }).click();
  await picture(page, info, "settings");
  await operator.chooses("Check on send");
  await operator.says("Vera", "All is well here.");
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "All is well here."]);
  await operator.composer("Vera").fill("Oolongtea is nise.");
  await page.keyboard.press("Enter");
  await expect(operator.window.locator("mark")).toHaveText("Oolongtea");
  await operator.window.getByRole("button", { name: "Add to my dictionary" }).click();
  await expect(operator.window.locator("mark")).toHaveText("nise");
  await operator.window.getByRole("button", { name: "nice", exact: true }).click();
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "All is well here.", "Oolongtea is nice."]);

  await page.goto(`${server.url}/console/preferences`);
  await operator.isLive();
  await expect(page.getByText("Oolongtea", { exact: true })).toBeVisible();
  await page.getByRole("combobox", { name: "Dictionary" }).selectOption("fr");
  await page.getByRole("button", { name: "Remove Oolongtea" }).click();
  await expect(page.getByText("Oolongtea", { exact: true })).toHaveCount(0);
  await picture(page, info, "own-words");
  await page.getByRole("region", { name: "My chats" }).getByRole("link").first().click();
  await operator.says("Vera", "Le magasin est ouvert.");
  await expect.poll(async () => (await visitor.sees()).length).toBe(4);
  await operator.composer("Vera").fill("Oolongtea");
  await page.keyboard.press("Enter");
  await expect(operator.window.locator("mark")).toHaveText("Oolongtea");
});

test("B7: where the checker cannot be had, that is said, and nothing is held back", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page } = operator;
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  await page.getByRole("button", { name: "Spell Check settings" }).click();
  await operator.chooses("Check on send");
  await page.context().route(/\/spell\./, (route) => route.abort());
  await operator.says("Vera", "It is definately there.");
  await expect(page.locator(".toast:popover-open")).toContainText("The spell checker could not be loaded");
  await picture(page, info, "not-loaded");
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "It is definately there."]);
  await page.context().unroute(/\/spell\./);
  await operator.composer("Vera").fill("And definately blue.");
  await page.keyboard.press("Enter");
  await expect(operator.window.locator("mark")).toHaveText("definately");
});

test("B7: German is chosen where its dictionary was added, and why there is none of Japanese is told", async ({ browser }, info) => {
  const german = resolve(import.meta.dirname, "../../xtask/node_modules/dictionary-de");
  const folder = await mkdtemp(join(tmpdir(), "dictionaries-"));
  for (const kind of ["aff", "dic"]) await copyFile(join(german, `index.${kind}`), join(folder, `de.${kind}`));
  const server = await Server.start({ SWITCHBOARD_DICTIONARIES: folder });
  try {
    const operator = await Operator.comes(browser, "mouse", server, { locale: "ja-JP" });
    await operator.signsIn();
    const { page, window } = operator;
    const visitor = await Visitor.comes(browser, "mouse");
    await operator.hasChatWith(visitor, "Vera");
    const settings = page.getByRole("button", { name: "Spell Check settings" });
    await settings.click();
    await operator.chooses("Why not my language?");
    await expect(page.locator(".toast:popover-open")).toContainText("Japanese is written without spaces between words");
    await settings.click();
    await picture(page, info, "languages");
    await operator.chooses("Deutsch");

    let arrive = () => {};
    const arrived = new Promise<void>((done) => (arrive = done));
    await operator.context.route("**/operator/dictionary/de/dic", async (route) => {
      await arrived;
      await route.continue();
    });
    await operator.composer("Vera").fill("Über Öffnungszeiten der Strase und Rücksendeetiketten schreibe ich grosse Briefe.");
    await page.getByRole("button", { name: "Spell Check", exact: true }).click();
    await expect(page.getByText("The dictionary is loading…", { exact: true })).toBeVisible();
    arrive();
    await expect(window.locator("mark")).toHaveText("Strase");
    await expect(page.getByText("The dictionary is loading…", { exact: true })).toHaveCount(0);
    await expect(window.getByLabel("Change to")).toHaveValue("Straße");
    await window.getByRole("button", { name: "Change", exact: true }).click();
    await expect(window.locator("mark")).toHaveText("grosse");
    await window.getByRole("button", { name: "große", exact: true }).click();
    await expect(operator.composer("Vera")).toHaveValue(
      "Über Öffnungszeiten der Straße und Rücksendeetiketten schreibe ich große Briefe.",
    );
  } finally {
    for (const context of browser.contexts()) await context.close();
    await server.stop();
    await rm(folder, { recursive: true });
  }
});

test("B7: of HTML the text between the tags is checked on send; the menu leaves its button in sight", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server, { viewport: { width: 1366, height: 768 } });
  await operator.signsIn();
  const { page, window } = operator;
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  const settings = page.getByRole("button", { name: "Spell Check settings" });
  await settings.click();
  await expect(page.getByRole("menu")).toBeVisible();
  const [button, menu] = await Promise.all([settings.boundingBox(), page.getByRole("menu").boundingBox()]);
  const isBeside = menu!.y + menu!.height <= button!.y || menu!.y >= button!.y + button!.height;
  expect(isBeside, "no item is under the pointer").toBe(true);
  await expect(page.getByRole("menuitem").last()).toBeInViewport({ ratio: 1 });
  await picture(page, info, "menu");
  await operator.chooses("Check on send");

  await page.getByRole("checkbox", { name: "as HTML" }).check();
  await expect(page.getByText("Start with HTML on?", { exact: true })).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  await expect(page.getByText("Start with HTML on?", { exact: true })).toBeHidden();
  await expect(operator.composer("Vera")).toBeFocused();
  await operator.composer("Vera").fill('😀 <b title="teh > nise">teh</b> caf&eacute; <code>definately</code> is <i>nise</i>');
  await page.keyboard.press("Enter");
  await expect(window.locator("mark")).toHaveText("teh");
  await expect(window.locator(".spelled")).toContainText('😀 <b title="teh > nise">teh</b> caf&eacute;');
  const field = window.getByLabel("Change to");
  const change = window.getByRole("button", { name: "Change", exact: true });
  const [left, right] = await Promise.all([field.boundingBox(), change.boundingBox()]);
  expect(right!.x).toBeGreaterThanOrEqual(left!.x + left!.width);
  expect(Math.abs(right!.y - left!.y), "in one row").toBeLessThan(8);
  // They bring the likeliest word into the field.
  await expect(window.getByRole("list", { name: "Suggestions" }).getByRole("button").first()).toBeVisible();
  await picture(page, info, "spell-checker");
  await field.fill("the");
  await change.click();
  await expect(window.locator("mark")).toHaveText("nise");
  await window.getByRole("button", { name: "nice", exact: true }).click();
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "😀 the café definately is nice"]);
});
