// Manual B12–B15 and A9: writing, HTML, pushing an address, what is often said.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("B12: Enter sends, Shift+Enter breaks the line, and so does the button", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  await operator.composer("Vera").pressSequentially("one");
  await operator.page.keyboard.press("Shift+Enter");
  await operator.composer("Vera").pressSequentially("two");
  await picture(operator.page, info, "two-lines");
  await operator.page.keyboard.press("Enter");
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "one\ntwo"]);
  await operator.composer("Vera").fill("three");
  await operator.page.getByRole("button", { name: "Send" }).click();
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "one\ntwo", "three"]);
});

test("B12: what is chosen in a list that is longer than its place is in sight", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server, { viewport: { width: 700, height: 300 } });
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  await operator.composer("Vera").pressSequentially("/");
  const options = operator.page.getByRole("option");
  await expect(options.first()).toBeInViewport({ ratio: 1 });
  await expect(options.last()).not.toBeInViewport();
  await operator.page.keyboard.press("ArrowUp");
  await expect(options.last()).toHaveAttribute("aria-selected", "true");
  await expect(options.last()).toBeInViewport({ ratio: 1 });
  await picture(operator.page, info, "last");
});

for (const hand of ["mouse", "keyboard"] as const) {
  test(`A9, B15: a canned response is made and used with the ${hand}`, async ({ browser, server }, info) => {
    const operator = await Operator.comes(browser, hand, server);
    await operator.signsIn();
    await operator.presses(operator.page.getByRole("button", { name: /Status, sound, sign out/ }));
    await operator.presses(operator.page.getByRole("link", { name: "Preferences" }));
    await operator.presses(operator.page.getByRole("link", { name: "Canned Msg" }));
    await operator.presses(operator.page.getByRole("button", { name: "Add" }));
    await operator.fills(operator.page.getByLabel("Name"), "Greeting");
    await operator.fills(operator.page.getByLabel("Shortcut"), "two words");
    await operator.fills(operator.page.getByLabel("Text"), "Hello %VISITOR%, I am %OPERATOR%.");
    await operator.presses(operator.page.getByRole("button", { name: "Save" }));
    await expect(operator.page.getByRole("alert").filter({ hasText: "A shortcut has" })).toBeVisible();
    await operator.page.getByLabel("Shortcut").fill("hello");
    await operator.presses(operator.page.getByRole("button", { name: "Save" }));
    await expect(operator.page.getByRole("button", { name: /Greeting/ })).toBeVisible();
    await picture(operator.page, info, "canned");

    await operator.page.getByRole("link", { name: /^Visitors/ }).click();
    const visitor = await Visitor.comes(browser, "mouse");
    await operator.hasChatWith(visitor, "Vera");
    const field = operator.composer("Vera");
    await field.pressSequentially("/he");
    await expect(operator.page.getByRole("option", { name: /Greeting/ })).toBeVisible();
    await picture(operator.page, info, "picker");
    if (hand === "mouse") await operator.page.getByRole("option", { name: /Greeting/ }).click();
    else await operator.page.keyboard.press("Enter");
    await expect(field).toHaveValue("Hello Vera, I am Support.");
    await operator.page.keyboard.press("Enter");
    await expect.poll(() => visitor.sees()).toEqual(["Hello", "Hello Vera, I am Support."]);
    await field.pressSequentially("Well, /hello now");
    await expect(field).toHaveValue("Well, Hello Vera, I am Support. now");
  });
}

/** Keeps responses by the form, as the operator's own or for all. */
async function keeps(operator: Operator, path: string, responses: [name: string, shortcut: string, text: string][]) {
  const { page } = operator;
  await page.getByRole("button", { name: /Status, sound, sign out/ }).click();
  await page.getByRole("link", { name: path.startsWith("admin") ? "Administration" : "Preferences" }).click();
  await page.getByRole("link", { name: path.startsWith("admin") ? "Canned responses" : "Canned Msg" }).click();
  for (const [name, shortcut, text] of responses) {
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Shortcut").fill(shortcut);
    await page.getByLabel("Text").fill(text);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.locator(".canned-row").filter({ hasText: name })).toBeVisible();
  }
  await page.getByRole("link", { name: /^Visitors/ }).click();
}

test("A8, A9, B15: the drop-down has all responses, in groups and with a search", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server, { viewport: { width: 1366, height: 768 } });
  await operator.signsIn();
  const { page } = operator;
  const shared = Array.from({ length: 12 }, (_, nr) => [`Answer ${nr + 1}`, `a${nr + 1}`, `This is answer ${nr + 1}.`] as [string, string, string]);
  await keeps(operator, "administration", shared);
  await keeps(operator, "preferences", [["My own", "", "Dear %VISITOR|customer%, good %DAYTIME|day|day|day% from %SITE%."]]);
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks("", "Hello");
  await operator.row("Requesting").dblclick();
  const field = page.getByRole("textbox", { name: /^Message to/ });
  await field.fill("So: ");
  await page.getByRole("button", { name: "Canned responses" }).click();
  const search = page.getByRole("combobox", { name: "Search in canned responses" });
  await expect(search).toBeFocused();
  const options = page.getByRole("option");
  await expect(options).toHaveCount(13);
  await expect(page.locator(".picker-group")).toHaveText(["Mine", "Shared"]);
  await expect(options.first()).toContainText("My own");
  await expect(options.first()).toBeInViewport({ ratio: 1 });
  await picture(page, info, "drop-down");
  await page.keyboard.press("ArrowUp");
  await expect(options.last()).toBeInViewport({ ratio: 1 });
  await search.fill("nothing like it");
  await expect(page.getByText("No matches.", { exact: false })).toBeVisible();
  await search.fill("answer 12");
  await expect(options).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("So: This is answer 12.");

  await field.fill("");
  await page.getByRole("button", { name: "Canned responses" }).click();
  await options.filter({ hasText: "My own" }).click();
  await expect(field).toHaveValue("Dear customer, good day from Demo.");
  await page.getByRole("button", { name: "Canned responses" }).click();
  await page.keyboard.press("Escape");
  await expect(options.first()).toBeHidden();
  await expect(field).toBeFocused();
});

test("A9, A15: a command is never a shortcut, and what is typed after white space is one, too", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page } = operator;
  await page.goto(`${server.url}/console/preferences/canned-messages`);
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByLabel("Name").fill("Thanks");
  await page.getByLabel("Shortcut").fill("/note");
  await page.getByLabel("Text").fill("Thank you!");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This is a command. Choose another shortcut." })).toBeVisible();
  await page.goto(`${server.url}/console`);
  await operator.isLive();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  await operator.composer("Vera").fill("  /note owes us money");
  await page.keyboard.press("Enter");
  await expect(page.locator(".toast:popover-open")).toHaveText("Added to the Client Note");
  await operator.says("Vera", "One moment.");
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "One moment."]);
});

test("B12: the Enter that ends a composition sends nothing, whatever the browser says of it", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  const field = operator.composer("Vera");
  await field.fill("半分");
  // As Safari does it: after the composition has ended, with the code that belongs to input methods.
  await field.dispatchEvent("keydown", { key: "Enter", keyCode: 229, isComposing: false, bubbles: true, cancelable: true });
  await expect(field).toHaveValue("半分");
  await operator.says("Vera", "whole");
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "whole"]);
});

test("B6, B14: what is no address is told", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  await operator.page.getByRole("radio", { name: "URL" }).check();
  const field = operator.composer("Vera");
  await field.fill("javascript:alert(1)");
  await operator.page.getByRole("button", { name: "Pop" }).click();
  await expect(operator.page.locator(".toast:popover-open")).toContainText("not an http or https address");
  await expect(field).toHaveValue("javascript:alert(1)");
  await picture(operator.page, info, "no-address");
});

for (const hand of ["mouse", "keyboard"] as const) {
  test(`B13: as HTML, ticked it is rendered for the visitor, else shown as it is, with the ${hand}; the box keeps its state`, async ({ browser, server }, info) => {
    const operator = await Operator.comes(browser, hand, server);
    await operator.signsIn();
    const visitor = await Visitor.comes(browser, "mouse");
    await operator.hasChatWith(visitor, "Vera");
    const html = "It is <b>in stock</b><script>document.title='owned'</script>.";
    await operator.says("Vera", html);
    await expect.poll(() => visitor.sees()).toEqual(["Hello", html]);
    await operator.switches(operator.page.getByRole("checkbox", { name: "as HTML" }));
    await operator.says("Vera", html);
    await expect.poll(() => visitor.sees()).toEqual(["Hello", html, "It is in stock."]);
    await expect(operator.page.locator(".bubble.is-html").getByText("in stock", { exact: true })).toBeVisible();
    await picture(operator.page, info, "html");
    await operator.page.reload();
    await operator.isLive();
    await expect(operator.page.getByRole("checkbox", { name: "as HTML" })).toBeChecked();
    expect(await operator.page.title()).not.toContain("owned");
  });
}

test("B12: an address in a sentence without spaces is a link on both sides, and what cannot be seen is not sent", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "علی\u200cرضا", "見てhttps://example.com/a。次の");
  const link = { name: "https://example.com/a", exact: true };
  await expect(operator.page.getByRole("link", link)).toHaveAttribute("href", "https://example.com/a");
  await expect(visitor.panel.getByRole("link", link)).toHaveAttribute("href", "https://example.com/a");
  await operator.composer("علی\u200cرضا").fill("\u3164\u2800");
  await operator.page.keyboard.press("Enter");
  await operator.says("علی\u200cرضا", "I see.");
  await expect.poll(() => visitor.sees()).toEqual(["見てhttps://example.com/a。次の", "I see."]);
});
