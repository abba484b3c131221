// Visitors see whom they talk with, on a panel that looks like the site: the operator's picture,
// the site's logo, greeting and colour.

import type { Locator, Page } from "@playwright/test";
import { isAccessible } from "../support/accessible";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { expect, test } from "../support/test";
import { textsOf } from "../support/texts";

/** A picture file: what the page shows now. */
async function photograph(page: Page) {
  return { name: "me.png", mimeType: "image/png", buffer: await page.screenshot() };
}

/** The picture itself is displayed, and not only its frame. */
async function isShown(image: Locator): Promise<void> {
  await expect(image).toBeVisible();
  await expect.poll(() => image.evaluate((node) => (node as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
}

/** No part of the text is cut off. */
async function isWhole(words: Locator): Promise<void> {
  await expect(words).toBeVisible();
  const isCut = (node: Element) => node.scrollWidth > node.clientWidth || node.scrollHeight > node.clientHeight;
  expect(await words.evaluate(isCut), "nothing is cut off").toBe(false);
}

test("an operator's picture is cut to a square, and stands where they are seen", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const anna = await Operator.comes(browser, "mouse", server);
  await anna.signsIn();
  const own = anna.page.locator(".own-button img");
  await isShown(own);
  await expect(own).toHaveAttribute("src", /^\/face\//);
  await anna.page.goto(`${server.url}/console/preferences/account`);
  await anna.isLive();
  const upload = anna.page.getByRole("button", { name: "Upload a picture" });
  await anna.uploads(upload, { name: "me.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await expect(anna.page.getByRole("alert").filter({ hasText: "could not be read as a picture" })).toBeVisible();
  await anna.with("keyboard").uploads(upload, await photograph(anna.page));
  await expect(own).toHaveAttribute("src", /^\/picture\//);
  await isShown(own);
  const large = anna.page.locator(".picture-field img");
  await expect.poll(() => large.evaluate(({ naturalWidth, naturalHeight }: HTMLImageElement) => [naturalWidth, naturalHeight])).toEqual([128, 128]);
  await picture(anna.page, info, "preferences");
  await isAccessible(anna.page, "the account");

  const colleague = await Operator.comes(browser, "mouse", server);
  await colleague.signsIn(ben);
  await isShown(colleague.page.getByRole("region", { name: "Contacts" }).locator("img"));
  const visitor = await Visitor.comes(browser, "mouse");
  await anna.page.goto(`${server.url}/console`);
  await anna.isLive();
  await anna.hasChatWith(visitor, "Vera");
  await anna.says("Vera", "Hello Vera");
  await anna.says("Vera", "How can I help?");
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "Hello Vera", "How can I help?"]);
  await isShown(visitor.panel.locator("header img"));
  // Beside the first line of the group only.
  const faces = visitor.panel.locator("#thread img:visible");
  await expect(faces).not.toHaveCount(0);
  await isShown(faces.first());
  const [face, line] = [await faces.first().boundingBox(), await visitor.panel.getByText("Hello Vera").boundingBox()];
  expect(face!.x + face!.width).toBeLessThanOrEqual(line!.x);
  await picture(visitor.page, info, "panel");
  await isAccessible(visitor.page, "a conversation with a picture");

  await anna.page.goto(`${server.url}/console/preferences/account`);
  await anna.isLive();
  await anna.with("keyboard").presses(anna.page.getByRole("button", { name: "Remove it" }));
  await expect(own).toHaveAttribute("src", /^\/face\//);
  await expect(anna.page.getByRole("button", { name: "Remove it" })).toBeHidden();
});

test("the panel's head is the site's: logo, title, greeting, colour, and light or dark as the site wants", async ({ browser, server }, info) => {
  const anna = await Operator.comes(browser, "mouse", server);
  await anna.signsIn();
  await anna.administers("Web sites");
  await anna.doesWith("Demo", "Set up");
  const { window } = anna;
  await anna.uploads(window.getByRole("button", { name: "Upload a logo" }), await photograph(anna.page));
  await window.getByLabel("Title in the head").fill("Finch & Daughters");
  await window.getByLabel("Greeting in the head").fill("A person answers, from nine to five");
  await window.getByLabel("Colour", { exact: true }).fill("#ffcc00");
  const preview = anna.page.frameLocator('iframe[title="Preview of the chat"]');
  await isShown(preview.locator("header img"));
  await expect(preview.getByRole("heading", { name: "Finch & Daughters" })).toBeVisible();
  await expect(preview.getByText("A person answers, from nine to five")).toBeVisible();
  await picture(anna.page, info, "set-up");
  await anna.saves();

  const visitor = await Visitor.comes(browser, "mouse", { viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  const { page, panel } = visitor;
  const head = panel.locator("body > header");
  await isShown(head.locator("img"));
  await expect(head).toHaveCSS("background-color", "rgb(255, 204, 0)");
  await expect(head).toHaveCSS("color", "rgb(0, 0, 0)");
  await expect(panel.locator("html"), "not dark on a light page").toHaveCSS("color-scheme", "light");
  for (const width of [360, 390]) {
    await page.setViewportSize({ width, height: 740 });
    await isWhole(panel.locator("#about"));
    await isWhole(panel.locator("#greeting"));
  }
  await picture(page, info, "phone-light");
  await isAccessible(page, "the panel of a site with a look");

  // It follows the visitor's system: at once, in the open panel.
  await anna.doesWith("Demo", "Set up");
  await window.getByLabel("Light or dark").selectOption("As the visitor's system");
  await anna.saves();
  await expect(panel.locator("html")).toHaveCSS("color-scheme", "light dark");
  await picture(page, info, "phone-dark");
  await isAccessible(page, "the same in the dark");
});

test("the off-line form is sent without scrolling, in a panel of 380 × 560", async ({ browser, server }, info) => {
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  const { page, panel } = visitor;
  // It grows as it opens.
  await expect.poll(() => page.locator('iframe[src*="/panel"]').boundingBox()).toMatchObject({ width: 380, height: 560 });
  for (const [tag, language] of [["en", "English"], ["de", "Deutsch"], ["ar", "العربية"]] as const) {
    // It begins in English.
    if (language !== "English") {
      await panel.locator("#language").click();
      await panel.locator("#languages").getByRole("button", { name: language }).click();
    }
    await reads(panel.locator("#submit"), textsOf(tag)["forms.send-message"]!);
    await expect(panel.locator("#email")).toBeVisible();
    await expect(panel.locator("#submit")).toBeInViewport({ ratio: 1 });
    const { bottom, edge } = await panel.locator("#submit").evaluate((node) => ({ bottom: node.getBoundingClientRect().bottom, edge: innerHeight }));
    expect(bottom, language).toBeLessThanOrEqual(edge);
    await expect(panel.locator("#email"), "no field lies below it").toBeInViewport({ ratio: 1 });
    await picture(page, info, language);
  }
});
