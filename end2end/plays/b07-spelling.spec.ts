// Manual B7: the Spell Checker window over the text in the input, and auto spell check on send.

import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { Server } from "../support/server";
import { expect, test } from "../support/test";

/** The Spell Checker has suggestions, the likeliest of which is in its field. */
async function isSuggested({ window }: Operator): Promise<void> {
  await expect(window.getByRole("list", { name: "Suggestions" }).getByRole("button").first()).toBeVisible();
}

test("B7: a text is gone through word by word, with the mouse and the keys", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  const { page, window } = operator;
  const field = operator.composer("Vera");
  const shown = window.locator("mark");
  for (const [hand, place] of [["mouse", "Zorkville"], ["keyboard", "Quxbury"]] as const) {
    const one = operator.with(hand);
    await one.fills(field, `I beleive teh parcel and teh bill are at ${place}, definately.`);
    await one.presses(page.getByRole("button", { name: "Spell Check", exact: true }));
    await reads(shown, /^beleive$/);
    await expect(window.getByLabel("Change to")).toHaveValue("believe");
    await picture(page, info, `spell-checker-${hand}`);
    await one.presses(window.getByRole("button", { name: "Change", exact: true }));
    await reads(shown, /^teh$/);
    await isSuggested(operator);
    await one.fills(window.getByLabel("Change to"), "the");
    await one.presses(window.getByRole("button", { name: "Change all" }));
    await reads(shown, place);
    await one.presses(window.getByRole("button", { name: "Add to my dictionary" }));
    await reads(shown, /^definately$/);
    await one.presses(window.getByRole("button", { name: "definitely" }));
    await expect(window).toBeHidden();
    await expect(field).toHaveValue(`I believe the parcel and the bill are at ${place}, definitely.`);
    await expect(field).toBeFocused();
  }
  await operator.presses(page.getByRole("button", { name: "Spell Check", exact: true }));
  await reads(operator.told, "No misspelled word was found");
  expect(await visitor.sees()).toEqual(["Hello"]);
});

test("B7: what is sent is checked first where that is switched on with either hand; own words and the language are kept", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  const keys = operator.with("keyboard");
  await operator.signsIn();
  const { page } = operator;
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  const settings = page.getByRole("button", { name: "Spell Check settings" });
  const shown = operator.window.locator("mark");
  const said = ["Hello"];
  const isSaid = async (text: string) => {
    said.push(text);
    await expect.poll(() => visitor.sees()).toEqual(said);
  };
  // Switched on and off again, with mouse and keyboard.
  for (const one of [operator, keys]) {
    await one.presses(settings);
    await picture(page, info, "settings");
    await one.chooses("Check on send");
    await one.says("Vera", "All is well here.");
    await isSaid("All is well here.");
    await one.says("Vera", "Oolongtea is nise.");
    if (one === operator) {
      await reads(shown, "Oolongtea");
      await one.presses(operator.window.getByRole("button", { name: "Add to my dictionary" }));
    }
    await reads(shown, "nise");
    await isSuggested(operator);
    await one.fills(operator.window.getByLabel("Change to"), "nice");
    await one.presses(operator.window.getByRole("button", { name: "Change", exact: true }));
    await isSaid("Oolongtea is nice.");
    await one.presses(settings);
    await one.chooses("Do not check on send");
    await one.says("Vera", "It is very nise.");
    await isSaid("It is very nise.");
  }
  await operator.presses(settings);
  await operator.chooses("Check on send");

  await page.goto(`${server.url}/console/preferences`);
  await operator.isLive();
  await expect(page.getByText("Oolongtea", { exact: true })).toBeVisible();
  await keys.selects(page.getByRole("combobox", { name: "Dictionary" }), "Français");
  await keys.presses(page.getByRole("button", { name: "Remove Oolongtea" }));
  await expect(page.getByText("Oolongtea", { exact: true })).toHaveCount(0);
  await picture(page, info, "own-words");
  await keys.goesTo("Vera");
  await keys.says("Vera", "Le magasin est ouvert.");
  await isSaid("Le magasin est ouvert.");
  await keys.says("Vera", "Oolongtea");
  await reads(shown, "Oolongtea");
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
  await reads(operator.told, "The spell checker could not be loaded");
  await picture(page, info, "not-loaded");
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "It is definately there."]);
  await page.context().unroute(/\/spell\./);
  await operator.composer("Vera").fill("And definately blue.");
  await page.keyboard.press("Enter");
  await reads(operator.window.locator("mark"), "definately");
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
    await reads(operator.told, "Japanese is written without spaces between words");
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
    await reads(window.locator("mark"), "Strase");
    await expect(page.getByText("The dictionary is loading…", { exact: true })).toBeHidden();
    await expect(window.getByLabel("Change to")).toHaveValue("Straße");
    await window.getByRole("button", { name: "Change", exact: true }).click();
    await reads(window.locator("mark"), "grosse");
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
  await reads(window.locator("mark"), "teh");
  await reads(window.locator(".spelled"), '😀 <b title="teh > nise">teh</b> caf&eacute;');
  const field = window.getByLabel("Change to");
  const change = window.getByRole("button", { name: "Change", exact: true });
  const [left, right] = await Promise.all([field.boundingBox(), change.boundingBox()]);
  expect(right!.x).toBeGreaterThanOrEqual(left!.x + left!.width);
  expect(Math.abs(right!.y - left!.y), "in one row").toBeLessThan(8);
  await isSuggested(operator);
  await picture(page, info, "spell-checker");
  await field.fill("the");
  await change.click();
  await reads(window.locator("mark"), "nise");
  await window.getByRole("button", { name: "nice", exact: true }).click();
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "😀 the café definately is nice"]);
});
