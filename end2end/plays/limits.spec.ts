// How often visitors may ask and leave messages: an administrator sets it, the panel says it,
// operators see it.

import type { Locator } from "@playwright/test";
import { isAccessible } from "../support/accessible";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

const TOO_OFTEN = "There was too much of this lately. Please try again in a while.";

/** The settings of the website Demo. */
async function setsUp(ann: Operator): Promise<Locator> {
  await ann.administers("Web sites");
  await ann.doesWith("Demo", "Set up");
  await expect(ann.window.getByLabel("Name", { exact: true })).toHaveValue("Demo");
  return ann.window;
}

test("who asks too often is told so, and operators see how many were refused, with both hands", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "keyboard", server);
  const [byKeys, byMouse] = [ann, ann.with("mouse")];
  await ann.signsIn();
  const window = await setsUp(ann);
  const limit = window.getByLabel("Requests: one visitor");
  const save = window.getByRole("button", { name: "Save" });
  await expect(limit).toHaveValue("20");
  for (const [one, bad] of [[byMouse, "none"], [byKeys, "0"]] as const) {
    await one.fills(limit, bad);
    await one.presses(save);
    await expect(window.getByText("A number from 1 to 100000.")).toBeInViewport();
    await expect(limit).toHaveValue(bad);
  }
  await ann.fills(limit, "1");
  await ann.presses(save);
  await expect(window).toBeHidden();

  const vera = await Visitor.comes(browser, "keyboard");
  await vera.opens(`${server.url}/demo`);
  await vera.opensPanel();
  await vera.asks("Vera", "Is this oak?");
  await ann.page.goto(`${server.url}/console`);
  await ann.isLive();
  await ann.accepts("Vera");
  await byMouse.ends();
  await vera.presses("Start a new chat");
  await vera.fillsIn("Vera", "And this one?");
  await expect(vera.panel.getByText(TOO_OFTEN)).toBeInViewport();
  await expect(vera.panel.getByLabel("Your question")).toHaveValue("And this one?");
  await picture(vera.page, info, "too-often");

  const told = ann.page.getByRole("region", { name: "Refused" });
  await expect(told).toContainText("1 request from 127.0.0.1 was refused on Demo.");
  await expect(ann.page.getByText("Nobody is waiting.")).toBeVisible();
  await vera.with("mouse").presses("Start chat");
  await expect(told).toContainText("2 requests from 127.0.0.1 were refused on Demo.");
  await picture(ann.page, info, "refused");
  await isAccessible(ann.page, "what was refused");

  // It can be dismissed; another window still has it.
  const other = await Operator.comes(browser, "mouse", server);
  await other.signsIn();
  const theirs = other.page.getByRole("region", { name: "Refused" });
  await expect(theirs).toContainText("2 requests");
  await byKeys.presses(told.getByRole("button", { name: "Dismiss" }));
  await expect(told).toBeHidden();
  await expect(theirs).toContainText("2 requests");
  await other.presses(theirs.getByRole("button", { name: "Dismiss" }));
  await expect(theirs).toBeHidden();
  // So has one that opens later.
  const ben = await Operator.comes(browser, "mouse", server);
  await ben.signsIn(await server.addOperator("Ben"));
  await expect(ben.page.getByRole("region", { name: "Refused" })).toContainText("2 requests");
});

test("too many off-line messages are refused in the language of the visitor, and on a phone", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  const window = await setsUp(ann);
  await window.getByLabel("The chat speaks").selectOption("Deutsch");
  await ann.fills(window.getByLabel("Off-line messages: all visitors"), "1");
  await picture(ann.page, info, "limits");
  await ann.presses(window.getByRole("button", { name: "Save" }));
  await expect(window).toBeHidden();
  await ann.signsOut();

  const phone = { viewport: { width: 390, height: 760 } };
  for (const [name, message] of [["Vera", "Bitte rufen Sie an."], ["Walter", "Mich bitte auch."]] as const) {
    const visitor = await Visitor.comes(browser, "mouse", phone);
    await visitor.page.goto(`${server.url}/demo`);
    await visitor.launcher.click();
    await visitor.panel.getByLabel("Ihr Name").fill(name);
    await visitor.panel.getByRole("textbox", { name: "Ihre Nachricht" }).fill(message);
    await visitor.panel.getByRole("textbox", { name: "Ihre E-Mail-Adresse" }).fill(`${name}@example.net`);
    await visitor.panel.getByRole("button", { name: "Nachricht senden" }).click();
    if (name === "Vera") {
      await expect(visitor.panel.getByText("Ihre Nachricht ist angekommen")).toBeVisible();
      continue;
    }
    await expect(visitor.panel.getByText("Davon kam zuletzt zu viel.")).toBeInViewport();
    await expect(visitor.panel.getByRole("textbox", { name: "Ihre Nachricht" })).toHaveValue(message);
    await picture(visitor.page, info, "too-many");
  }
});
