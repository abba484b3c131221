// What is typed into the forms of the administration and cannot be taken: it is told beside its field, what was typed stays,
// nothing is overwritten. Operators, departments, URL rules and the names of web sites have theirs in the plays of their rows.

import type { Locator } from "@playwright/test";
import { isAccessible } from "../support/accessible";
import { Operator } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

const LONG = "x".repeat(300);
/** One word that looks like another (Cyrillic), and one with a letter that cannot be seen. */
const LOOKS_LIKE_WOOD = ["W\u043e\u043ed", "Wo\u200bod"];

/** Tries each, and reads what is told. */
async function isTold(within: Locator, field: Locator, bad: readonly (readonly [string, string | RegExp])[]): Promise<void> {
  for (const [typed, words] of bad) {
    await field.fill(typed);
    await within.getByRole("button", { name: "Save" }).click();
    await expect(within.getByRole("alert").filter({ hasText: words })).toBeVisible();
    await expect(field).toHaveValue(typed);
  }
}

test("A11: addresses that are none, a rule that is there already, and an edit that comes too late", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await ann.administers("Off-line messages");
  await ann.page.getByRole("button", { name: "Add", exact: true }).click();
  const addresses = ann.window.getByLabel("Further addresses");
  await isTold(ann.window, addresses, [
    ["", "Tick at least one"],
    [" , ; ", "Tick at least one"],
    ["team", "This is not an e-mail address."],
    ["team@example.org, team@", "This is not an e-mail address."],
    ["team@exam ple.org", "This is not an e-mail address."],
    ["team@example.org\u0007\u202e", "This is not an e-mail address."],
    [`${LONG}@example.org`, /not an e-mail address|Too long/],
  ]);
  await picture(ann.page, info, "address");
  await addresses.fill("team@example.org");
  await ann.window.getByRole("button", { name: "Save" }).click();
  await expect(ann.entry("Everything else")).toContainText("team@example.org");

  await ann.page.getByRole("button", { name: "Add", exact: true }).click();
  await isTold(ann.window, addresses, [["more@example.org", "There is a rule for this site and department already."]]);
  await isAccessible(ann.page, "a rule that is there already");
  await ann.page.keyboard.press("Escape");

  const same = await Operator.comes(browser, "mouse", server);
  await same.signsIn();
  await same.administers("Off-line messages");
  for (const one of [ann, same]) {
    await one.entry("Everything else").getByRole("button", { name: /Actions for/ }).click();
    await one.chooses("Edit");
    await expect(one.window.getByLabel("Further addresses")).toHaveValue("team@example.org");
  }
  await addresses.fill("first@example.org");
  await ann.window.getByRole("button", { name: "Save" }).click();
  await expect(ann.entry("Everything else")).toContainText("first@example.org");
  await isTold(same.window, same.window.getByLabel("Further addresses"), [["second@example.org", "Somebody else has changed this meanwhile"]]);
  await same.page.reload();
  await expect(same.entry("Everything else")).toContainText("first@example.org");
});

test("A11: a mail server that cannot be one, and a change of it that comes too late", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await ann.administers("E-mail");
  const form = ann.page.locator("form.is-page").first();
  const field = (name: string) => ann.page.getByLabel(name, { exact: true });
  await field("From").fill("chat@example.org");
  await isTold(form, field("Server"), [
    ["", "A name such as mail.example.org"],
    ["mail example", "A name such as mail.example.org"],
    ["mail.example.org\u0000", "A name such as mail.example.org"],
    ["smtp://mail.example.org/", "A name such as mail.example.org"],
  ]);
  await field("Server").fill("mail.example.org");
  await isTold(form, field("Port"), [
    ["0", "A number from 1 to 65535."],
    ["65536", "A number from 1 to 65535."],
    ["smtp", "A number from 1 to 65535."],
    ["-25", "A number from 1 to 65535."],
  ]);
  await field("Port").fill("587");
  await isTold(form, field("From"), [
    ["", /nothing in it|not an e-mail address/],
    ["chat", "This is not an e-mail address."],
    ["chat@example.org\u0007\u200b<x@y>", "This is not an e-mail address."],
  ]);
  await field("From").fill("chat@example.org");
  await isTold(form, field("Name"), [["y".repeat(81), "at most 80 characters"]]);
  await field("Name").fill("Shop");
  await ann.page.getByRole("combobox", { name: "Encryption" }).selectOption({ label: "None: only to a server on this machine or in your own network" });
  await field("Password").fill("a secret");
  await isTold(form, field("User"), [["chat", "Without encryption the password would go over the network"]]);
  await picture(ann.page, info, "mail-server", { fullPage: true });
  await isAccessible(ann.page, "a mail server that cannot be one");
  await field("User").fill("");
  await field("Password").fill("");
  await ann.saves();

  const same = await Operator.comes(browser, "mouse", server);
  await same.signsIn();
  await same.administers("E-mail");
  await expect(same.page.getByLabel("Server", { exact: true })).toHaveValue("mail.example.org");
  await field("Server").fill("one.example.org");
  await ann.saves();
  await isTold(same.page.locator("form.is-page").first(), same.page.getByLabel("Server", { exact: true }), [
    ["other.example.org", "Somebody else has changed this meanwhile"],
  ]);
});

test("A18: fields, colours, hours and words of a web site that cannot be", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await ann.administers("Web sites");
  await ann.doesWith("Demo", "Set up");
  const { window } = ann;
  const preview = ann.page.frameLocator('iframe[title="Preview of the chat"]');
  await expect(preview.getByRole("heading", { name: "How can we help?" })).toBeVisible();
  const add = window.getByRole("button", { name: "Add a field" });
  await add.click();
  await add.click();
  const [first, second] = [1, 2].map((place) => window.getByRole("group", { name: `Field ${place}` }));
  if (!first || !second) throw new Error("there are no fields");
  await first.getByLabel("Label").fill("Wood");
  await isTold(window, second.getByLabel("Label"), [
    ["", "field 2 needs a label"],
    ["\u200b\u0007", "field 2 needs a label"],
    ["x".repeat(81), "field 2 needs a label of at most 80 characters"],
    ["wood", "two fields are called"],
    ...LOOKS_LIKE_WOOD.map((word) => [word, "two fields are called"] as const),
  ]);
  await second.getByLabel("Label").fill("Colour of it");
  await second.getByLabel("Kind").selectOption("A choice");
  await isTold(window, second.getByLabel("Choices, one a line"), [
    ["", "needs 2 to 50 different choices"],
    ["Oak", "needs 2 to 50 different choices"],
    ["Oak\n oak ", "needs 2 to 50 different choices"],
    [`Oak\n${LONG}`, "needs 2 to 50 different choices"],
  ]);
  await second.getByLabel("Choices, one a line").fill("Oak\nAsh");
  await isTold(window, window.getByLabel("To agree to"), [
    ["y".repeat(4_001), "can have 4000 characters at most"],
    ["Wood", "two fields are called"],
  ]);
  await window.getByLabel("To agree to").fill("You may keep it.");
  await isTold(window, window.getByLabel("Colour", { exact: true }), [
    ["red", "A colour is written like #0077aa."],
    ["#12345", "A colour is written like #0077aa."],
    ["url(//evil)", "A colour is written like #0077aa."],
  ]);
  // What cannot be read leaves the preview as it was.
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
  await isTold(window, window.getByLabel("Monday"), [
    ["9 to 5", "“9 to 5” are no times like"],
    ["9-25", "“9-25” are no times like"],
    ["9-9", "In “9-9” something begins and ends at the same time"],
    ["9-12, 11-13", "In “9-12, 11-13” one time begins before another one ends"],
    ["21-2, 23-24", "In “21-2, 23-24” one time begins before another one ends"],
  ]);
  await window.getByLabel("Monday").fill("9-17");
  await isTold(window, window.getByLabel("Exceptions"), [
    ["tomorrow", "“tomorrow” is no exception like"],
    ["2026-12-25\n2026-12-25 9-12", "“2026-12-25 9-12” is no exception like"],
  ]);
  await picture(ann.page, info, "site");
  await isAccessible(ann.page, "what cannot be of a web site");
  await window.getByLabel("Exceptions").fill("2026-12-25");
  await window.getByRole("button", { name: "Save" }).click();
  await expect(window).toBeHidden();
  await ann.administers("Audit log");
  const entry = ann.page.locator(".audit > li").first();
  await expect(entry).toContainText("changed the web site Demo");
  await expect(entry).toContainText("Wood, Colour of it: Oak / Ash");
  await picture(ann.page, info, "audit");
});

test("B18: of two administrators who set queueing the second is told", async ({ browser, server }) => {
  const pair: Operator[] = [];
  for (let nr = 0; nr < 2; nr++) {
    const one = await Operator.comes(browser, "mouse", server);
    await one.signsIn();
    await one.administers("Queueing");
    await one.page.getByRole("switch", { name: "Assign requests one at a time" }).click();
    pair.push(one);
  }
  const [ann, same] = pair;
  if (!ann || !same) throw new Error("there are not two");
  await ann.page.getByLabel("Chats an operator has at most").fill("2");
  await ann.saves();
  await same.page.getByLabel("Chats an operator has at most").fill("3");
  await same.page.getByRole("button", { name: "Save" }).click();
  await expect(same.page.getByRole("alert").filter({ hasText: "Somebody else has changed this meanwhile" })).toBeVisible();
  await expect(same.page.getByLabel("Chats an operator has at most")).toHaveValue("3");
  await ann.page.reload();
  await expect(ann.page.getByLabel("Chats an operator has at most")).toHaveValue("2");
});
