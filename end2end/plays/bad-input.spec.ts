// Invalid input to the administration's forms: the error is shown beside its field, typed text
// stays, nothing is overwritten. Operators, departments, URL rules and website names are in the
// tests of their rows. The full list of rejected input and its messages is in the tests of
// `chat/src/site`, `chat/src/mail` and `app/src/request/fault.rs`. Here is one case of each field,
// and more for what the page itself rejects (numbers, colours).

import type { Locator } from "@playwright/test";
import { isAccessible } from "../support/accessible";
import { Operator } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

/** Tries each value, and reads the message. */
async function isTold(within: Locator, field: Locator, bad: readonly (readonly [string, string | RegExp])[]): Promise<void> {
  for (const [typed, words] of bad) {
    await field.fill(typed);
    await within.getByRole("button", { name: "Save" }).click();
    await expect(within.getByRole("alert").filter({ hasText: words })).toBeVisible();
    await expect(field).toHaveValue(typed);
  }
}

test("A11, A18: what cannot be is told beside its field, and stays as it was typed", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  const { page, window } = ann;

  // The recipients of off-line messages.
  await ann.administers("Off-line messages");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const addresses = window.getByLabel("Further addresses");
  await isTold(window, addresses, [
    [" , ; ", "Tick at least one"],
    ["team@example.org, team@", "This is not an e-mail address."],
  ]);
  await picture(page, info, "address");
  await addresses.fill("team@example.org");
  await window.getByRole("button", { name: "Save" }).click();
  await expect(ann.entry("Everything else")).toContainText("team@example.org");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await isTold(window, addresses, [["more@example.org", "There is a rule for this site and department already."]]);
  await isAccessible(page, "a rule that is there already");
  await page.keyboard.press("Escape");
  await expect(window).toBeHidden();

  // A mail server.
  await ann.administers("E-mail");
  const form = page.locator("form.is-page").first();
  const field = (name: string) => page.getByLabel(name, { exact: true });
  await field("From").fill("chat@example.org");
  await isTold(form, field("Server"), [["smtp://mail.example.org/", "A name such as mail.example.org"]]);
  await field("Server").fill("mail.example.org");
  await isTold(form, field("Port"), [
    ["65536", "A number from 1 to 65535."],
    ["smtp", "A number from 1 to 65535."],
  ]);
  await field("Port").fill("587");
  await isTold(form, field("From"), [["chat", "This is not an e-mail address."]]);
  await field("From").fill("chat@example.org");
  await isTold(form, field("Name"), [["y".repeat(81), "at most 80 characters"]]);
  await field("Name").fill("Shop");
  await page.getByRole("combobox", { name: "Encryption" }).selectOption({ label: "None: only to a server on this machine or in your own network" });
  await field("Password").fill("a secret");
  await isTold(form, field("User"), [["chat", "Without encryption the password would go over the network"]]);
  await picture(page, info, "mail-server", { fullPage: true });
  await isAccessible(page, "a mail server that cannot be one");
  await field("User").fill("");
  await field("Password").fill("");
  await ann.saves();

  // A website.
  await ann.administers("Web sites");
  await ann.doesWith("Demo", "Set up");
  const preview = page.frameLocator('iframe[title="Preview of the chat"]');
  await expect(preview.getByRole("heading", { name: "How can we help?" })).toBeVisible();
  const add = window.getByRole("button", { name: "Add a field" });
  await add.click();
  await add.click();
  const [first, second] = [1, 2].map((place) => window.getByRole("group", { name: `Field ${place}` }));
  if (!first || !second) throw new Error("there are no fields");
  await first.getByLabel("Label").fill("Wood");
  await isTold(window, second.getByLabel("Label"), [
    ["\u200b\u0007", "field 2 needs a label"],
    // Cyrillic letters that look like Latin ones.
    ["W\u043e\u043ed", "two fields are called"],
  ]);
  await second.getByLabel("Label").fill("Colour of it");
  await second.getByLabel("Kind").selectOption("A choice");
  await isTold(window, second.getByLabel("Choices, one a line"), [["Oak\n oak ", "needs 2 to 50 different choices"]]);
  await second.getByLabel("Choices, one a line").fill("Oak\nAsh");
  await isTold(window, window.getByLabel("To agree to"), [["y".repeat(4_001), "can have 4000 characters at most"]]);
  await window.getByLabel("To agree to").fill("You may keep it.");
  await isTold(window, window.getByLabel("Colour", { exact: true }), [
    ["red", "A colour is written like #0077aa."],
    ["url(//evil)", "A colour is written like #0077aa."],
  ]);
  // Invalid input leaves the preview unchanged.
  await expect(preview.getByLabel("Wood")).toBeVisible();
  await window.getByLabel("Colour", { exact: true }).fill("");
  await isTold(window, window.getByLabel("Pixels from the side"), [
    ["301", "A distance is a number from 0 to 300."],
    ["-1", "A distance is a number from 0 to 300."],
    ["", "A distance is a number from 0 to 300."],
  ]);
  await window.getByLabel("Pixels from the side").fill("20");
  await isTold(window, window.getByLabel("Above the Welcome Screen"), [["x".repeat(81), "is too long: 80 characters at most"]]);
  await window.getByLabel("Above the Welcome Screen").fill("");
  await window.getByRole("checkbox", { name: /Only within business hours/ }).check();
  await window.getByLabel("Time zone").fill("Europe/Berlin");
  await isTold(window, window.getByLabel("Monday"), [["9 to 5", "“9 to 5” are no times like"]]);
  await window.getByLabel("Monday").fill("9-17");
  await isTold(window, window.getByLabel("Exceptions"), [["tomorrow", "“tomorrow” is no exception like"]]);
  await picture(page, info, "site");
  await window.getByLabel("Exceptions").fill("2026-12-25");
  await window.getByRole("button", { name: "Save" }).click();
  await expect(window).toBeHidden();
  await ann.administers("Audit log");
  const entry = page.locator(".audit > li").first();
  await expect(entry).toContainText("changed the web site Demo");
  await expect(entry).toContainText("Wood, Colour of it: Oak / Ash");
  await picture(page, info, "audit");
});

test("A11, B18: of two administrators who change the same the second is told, in a window and on a page", async ({ browser, server }) => {
  const pair: Operator[] = [];
  for (let nr = 0; nr < 2; nr++) {
    const one = await Operator.comes(browser, "mouse", server);
    await one.signsIn();
    pair.push(one);
  }
  const [ann, same] = pair;
  if (!ann || !same) throw new Error("there are not two");
  const late = "Somebody else has changed this meanwhile";

  for (const one of pair) await one.administers("E-mail");
  const host = (one: Operator) => one.page.getByLabel("Server", { exact: true });
  for (const one of pair) await expect(host(one)).toHaveValue("");
  await ann.page.getByLabel("From", { exact: true }).fill("chat@example.org");
  await host(ann).fill("mail.example.org");
  await ann.page.getByLabel("Port", { exact: true }).fill("587");
  await ann.saves();
  await same.page.getByLabel("From", { exact: true }).fill("chat@example.org");
  await same.page.getByLabel("Port", { exact: true }).fill("587");
  await isTold(same.page.locator("form.is-page").first(), host(same), [["other.example.org", late]]);
  await same.page.reload();
  await same.isLive();
  await expect(host(same)).toHaveValue("mail.example.org");

  await ann.administers("Off-line messages");
  await ann.page.getByRole("button", { name: "Add", exact: true }).click();
  const addresses = ann.window.getByLabel("Further addresses");
  await addresses.fill("team@example.org");
  await ann.window.getByRole("button", { name: "Save" }).click();
  await expect(ann.entry("Everything else")).toContainText("team@example.org");
  await same.administers("Off-line messages");
  for (const one of [ann, same]) {
    await one.entry("Everything else").getByRole("button", { name: /Actions for/ }).click();
    await one.chooses("Edit");
    await expect(one.window.getByLabel("Further addresses")).toHaveValue("team@example.org");
  }
  await addresses.fill("first@example.org");
  await ann.window.getByRole("button", { name: "Save" }).click();
  await expect(ann.entry("Everything else")).toContainText("first@example.org");
  await isTold(same.window, same.window.getByLabel("Further addresses"), [["second@example.org", late]]);
  await same.page.reload();
  await same.isLive();
  await expect(same.entry("Everything else")).toContainText("first@example.org");

  for (const one of pair) {
    await one.administers("Queueing");
    await one.page.getByRole("switch", { name: "Assign requests one at a time" }).click();
  }
  const limit = (one: Operator) => one.page.getByLabel("Chats an operator has at most");
  await limit(ann).fill("2");
  await ann.saves();
  await limit(same).fill("3");
  await same.page.getByRole("button", { name: "Save" }).click();
  await expect(same.page.getByRole("alert").filter({ hasText: late })).toBeVisible();
  await expect(limit(same)).toHaveValue("3");
  await ann.page.reload();
  await expect(limit(ann)).toHaveValue("2");
});
