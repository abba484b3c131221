// Manual B12–B15 and A9: writing, HTML, pushing an address, canned messages.

import { type Hand, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("B12–B14: text, HTML and addresses are written in one chat", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page } = operator;
  const visitor = await Visitor.comes(browser, "mouse");
  const name = "علی\u200cرضا";
  const said: string[] = ["見てhttps://example.com/a。次の"];
  const field = operator.composer(name);
  const isSaid = async (...lines: string[]) => {
    said.push(...lines);
    await expect.poll(() => visitor.sees()).toEqual(said);
  };

  await test.step("B12: an address in a sentence without spaces is a link on both sides, and what cannot be seen is not sent", async () => {
    await operator.hasChatWith(visitor, name, said[0]);
    const link = { name: "https://example.com/a", exact: true };
    await expect(page.getByRole("link", link)).toHaveAttribute("href", "https://example.com/a");
    await expect(visitor.panel.getByRole("link", link)).toHaveAttribute("href", "https://example.com/a");
    await field.fill("\u3164\u2800");
    await page.keyboard.press("Enter");
    await operator.says(name, "I see.");
    await isSaid("I see.");
  });

  await test.step("B12: Enter sends, Shift+Enter breaks the line, and so does the button", async () => {
    await field.pressSequentially("one");
    await page.keyboard.press("Shift+Enter");
    await field.pressSequentially("two");
    await picture(page, info, "two-lines");
    await page.keyboard.press("Enter");
    await isSaid("one\ntwo");
    await field.fill("three");
    await page.getByRole("button", { name: "Send" }).click();
    await isSaid("three");
  });

  await test.step("B12: the Enter that ends a composition sends nothing, whatever the browser says of it", async () => {
    await field.fill("半分");
    // As Safari does it: after the composition has ended, with the key code of input methods.
    await field.dispatchEvent("keydown", { key: "Enter", keyCode: 229, isComposing: false, bubbles: true, cancelable: true });
    await expect(field).toHaveValue("半分");
    await operator.says(name, "whole");
    await isSaid("whole");
  });

  await test.step("B6, B14: what is no address is told", async () => {
    await page.getByRole("radio", { name: "URL" }).check();
    await field.fill("javascript:alert(1)");
    await page.getByRole("button", { name: "Pop" }).click();
    await expect(page.locator(".toast:popover-open")).toContainText("not an http or https address");
    await expect(field).toHaveValue("javascript:alert(1)");
    await picture(page, info, "no-address");
    await page.getByRole("radio", { name: "Text" }).check();
  });

  const box = page.getByRole("checkbox", { name: "as HTML" });
  for (const hand of ["mouse", "keyboard"] as Hand[]) {
    await test.step(`B13: as HTML, ticked it is rendered for the visitor, else shown as it is, with the ${hand}; the box keeps its state`, async () => {
      const html = `It is <b>in stock, ${hand}</b><script>document.title='owned'</script>.`;
      const writer = operator.with(hand);
      if (hand === "keyboard") await writer.switches(box);
      await expect(box).not.toBeChecked();
      await field.fill("");
      await writer.says(name, html);
      await isSaid(html);
      await writer.switches(box);
      await writer.says(name, html);
      await isSaid(`It is in stock, ${hand}.`);
      await expect(page.locator(".bubble.is-html").getByText(`in stock, ${hand}`, { exact: true })).toBeVisible();
      if (hand === "mouse") await picture(page, info, "html");
      await page.reload();
      await operator.isLive();
      await expect(box).toBeChecked();
      expect(await page.title()).not.toContain("owned");
    });
  }

  await test.step("B12: what is chosen in a list that is longer than its place is in sight", async () => {
    await box.uncheck();
    await page.setViewportSize({ width: 700, height: 300 });
    await field.pressSequentially("/");
    const options = page.getByRole("option");
    await expect(options.first()).toBeInViewport({ ratio: 1 });
    await expect(options.last()).not.toBeInViewport();
    await page.keyboard.press("ArrowUp");
    await expect(options.last()).toHaveAttribute("aria-selected", "true");
    await expect(options.last()).toBeInViewport({ ratio: 1 });
    await picture(page, info, "last");
  });
});

/** Saves responses with the form, as the operator's own or for all. */
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

test("A8, A9, B15: canned responses are made, found and used", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page } = operator;

  for (const [hand, name, shortcut, text] of [
    ["mouse", "Greeting", "hello", "Hello %VISITOR%, I am %OPERATOR%."],
    ["keyboard", "Farewell", "bye", "Goodbye %VISITOR%."],
  ] as [Hand, string, string, string][]) {
    await test.step(`A9: a canned response is made with the ${hand}`, async () => {
      const writer = operator.with(hand);
      await writer.presses(page.getByRole("button", { name: /Status, sound, sign out/ }));
      await writer.presses(page.getByRole("link", { name: "Preferences" }));
      await writer.presses(page.getByRole("link", { name: "Canned Msg" }));
      await writer.presses(page.getByRole("button", { name: "Add" }));
      await writer.fills(page.getByLabel("Name"), name);
      // White space would end a shortcut, and a command can never be one.
      await writer.fills(page.getByLabel("Shortcut"), "two words");
      await writer.fills(page.getByLabel("Text"), text);
      await writer.presses(page.getByRole("button", { name: "Save" }));
      await expect(page.getByRole("alert").filter({ hasText: "A shortcut has" })).toBeVisible();
      await page.getByLabel("Shortcut").fill("/note");
      await writer.presses(page.getByRole("button", { name: "Save" }));
      await expect(page.getByRole("alert").filter({ hasText: "This is a command. Choose another shortcut." })).toBeVisible();
      await page.getByLabel("Shortcut").fill(shortcut);
      await writer.presses(page.getByRole("button", { name: "Save" }));
      await expect(page.getByRole("button", { name: new RegExp(name) })).toBeVisible();
      if (hand === "mouse") await picture(page, info, "canned");
      await page.getByRole("link", { name: /^Visitors/ }).click();
    });
  }
  const shared = Array.from({ length: 12 }, (_, nr) => [`Answer ${nr + 1}`, `a${nr + 1}`, `This is answer ${nr + 1}.`] as [string, string, string]);
  await keeps(operator, "administration", shared);
  await keeps(operator, "preferences", [["My own", "", "Dear %VISITOR|customer%, good %DAYTIME|day|day|day% from %SITE%."]]);

  const visitor = await Visitor.comes(browser, "mouse");
  await test.step("A9, B15: a shortcut stands for it, with the mouse and with the keyboard", async () => {
    await operator.hasChatWith(visitor, "Vera");
    const field = operator.composer("Vera");
    await field.pressSequentially("/he");
    await expect(page.getByRole("option", { name: /Greeting/ })).toBeVisible();
    await picture(page, info, "picker");
    await page.getByRole("option", { name: /Greeting/ }).click();
    await expect(field).toHaveValue("Hello Vera, I am Support.");
    await page.keyboard.press("Enter");
    await expect.poll(() => visitor.sees()).toEqual(["Hello", "Hello Vera, I am Support."]);
    await field.pressSequentially("/by");
    await expect(page.getByRole("option", { name: /Farewell/ })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(field).toHaveValue("Goodbye Vera.");
    await page.keyboard.press("Enter");
    await expect.poll(() => visitor.sees()).toEqual(["Hello", "Hello Vera, I am Support.", "Goodbye Vera."]);
    await field.pressSequentially("Well, /hello now");
    await expect(field).toHaveValue("Well, Hello Vera, I am Support. now");
  });

  await test.step("A9, A15: a command that is typed after white space is one, too", async () => {
    await operator.composer("Vera").fill("  /note owes us money");
    await page.keyboard.press("Enter");
    await expect(page.locator(".toast:popover-open")).toHaveText("Added to the Client Note");
    await operator.says("Vera", "One moment.");
    await expect.poll(async () => (await visitor.sees()).slice(3)).toEqual(["One moment."]);
    await page.getByRole("link", { name: /^Visitors/ }).click();
  });

  await test.step("A8, A9, B15: the drop-down has all responses, in groups and with a search", async () => {
    const nameless = await Visitor.comes(browser, "mouse");
    await nameless.opens(`${server.url}/demo`);
    await nameless.opensPanel();
    await nameless.asks("", "Hello");
    await operator.row("Requesting").dblclick();
    const field = page.getByRole("textbox", { name: /^Message to/ });
    await field.fill("So: ");
    await page.getByRole("button", { name: "Canned responses" }).click();
    const search = page.getByRole("combobox", { name: "Search in canned responses" });
    await expect(search).toBeFocused();
    const options = page.getByRole("option");
    await expect(options).toHaveCount(15);
    await expect(page.locator(".picker-group")).toHaveText(["Mine", "Shared"]);
    await expect(options.first()).toContainText(/Farewell|Greeting|My own/);
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
});
