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
    await field.pressSequentially("Well, /hello ");
    await expect(field).toHaveValue("Well, Hello Vera, I am Support.");
  });
}

test("B6, B14: what is no address is told", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  await operator.page.getByRole("radio", { name: "URL" }).check();
  const field = operator.composer("Vera");
  await field.fill("javascript:alert(1)");
  await operator.page.getByRole("button", { name: "Pop" }).click();
  await expect(operator.page.locator(".toast")).toContainText("not an http or https address");
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
    await expect(operator.page.locator(".bubble.is-html b")).toHaveText("in stock");
    await picture(operator.page, info, "html");
    await operator.page.reload();
    await operator.isLive();
    await expect(operator.page.getByRole("checkbox", { name: "as HTML" })).toBeChecked();
    expect(await operator.page.title()).not.toContain("owned");
  });
}
