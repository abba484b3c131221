// How often visitors may ask and leave messages: an administrator says it, the panel tells it, operators see it.

import type { Locator } from "@playwright/test";
import { isAccessible } from "../support/accessible";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

const TOO_OFTEN = "There was too much of this lately. Please try again in a while.";

/** The window in which the web site Demo is set up. */
async function setsUp(ann: Operator): Promise<Locator> {
  await ann.administers("Web sites");
  await ann.doesWith("Demo", "Set up");
  await expect(ann.window.getByLabel("Name", { exact: true })).toHaveValue("Demo");
  return ann.window;
}

for (const hand of ["mouse", "keyboard"] as const) {
  test(`with the ${hand}: who asks too often is told so, and operators see how many were refused`, async ({ browser, server }, info) => {
    const ann = await Operator.comes(browser, hand, server);
    await ann.signsIn();
    const window = await setsUp(ann);
    const limit = window.getByLabel("Requests: one visitor");
    await expect(limit).toHaveValue("20");
    await ann.fills(limit, "none");
    await ann.presses(window.getByRole("button", { name: "Save" }));
    await expect(window.getByText("A number from 1 to 100000.")).toBeInViewport();
    await isAccessible(ann.page, "a limit that is none");
    await ann.fills(limit, "1");
    await ann.presses(window.getByRole("button", { name: "Save" }));
    await expect(window).toBeHidden();

    const vera = await Visitor.comes(browser, hand);
    await vera.opens(`${server.url}/demo`);
    await vera.opensPanel();
    await vera.asks("Vera", "Is this oak?");
    await ann.page.goto(`${server.url}/console`);
    await ann.isLive();
    await ann.accepts("Vera");
    await ann.ends();
    await vera.presses("Start a new chat");
    await vera.fillsIn("Vera", "And this one?");
    await expect(vera.panel.getByText(TOO_OFTEN)).toBeInViewport();
    await expect(vera.panel.getByLabel("Your question")).toHaveValue("And this one?");
    await picture(vera.page, info, "too-often");

    const told = ann.page.getByRole("region", { name: "Refused" });
    await expect(told).toContainText("1 request from 127.0.0.1 was refused on Demo.");
    await expect(ann.page.getByText("Nobody is waiting.")).toBeVisible();
    await vera.presses("Start chat");
    await expect(told).toContainText("2 requests from 127.0.0.1 were refused on Demo.");
    await picture(ann.page, info, "refused");
    await isAccessible(ann.page, "what was refused");

    // Whoever has seen it puts it away; another window still has it.
    await ann.presses(told.getByRole("button", { name: "Dismiss" }));
    await expect(told).toBeHidden();
    const other = await Operator.comes(browser, hand, server);
    await other.signsIn();
    await expect(other.page.getByRole("region", { name: "Refused" })).toContainText("2 requests");
  });
}

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
