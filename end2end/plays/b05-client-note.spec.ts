// Manual B5, B8: the Client Note, which all operators see; B9: the remark, which only its author
// sees.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { inSight } from "../support/seen";
import { expect, test } from "../support/test";

test("B8: a note is added with the mouse and the keys, and every operator sees it", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const ann = await Operator.comes(browser, "mouse", server);
  const benny = await Operator.comes(browser, "mouse", server);
  await Promise.all([ann.signsIn(), benny.signsIn(ben)]);
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  const known = benny.page.getByRole("complementary", { name: "Visitor" });

  for (const [hand, note] of [["mouse", "Likes tea."], ["keyboard", "Has a dog."]] as const) {
    const one = ann.with(hand);
    await one.opensMenuOf(ann.page.locator("tr[data-visitor]"));
    await picture(ann.page, info, "menu");
    await one.chooses("Client Note");
    if (hand === "mouse") await expect(ann.window.getByText("Nobody has noted anything yet")).toBeVisible();
    else await inSight(ann.window.getByText("Likes tea."));
    await one.fills(ann.window.getByRole("textbox"), note);
    await one.presses(ann.window.getByRole("button", { name: "Add" }));
    await inSight(ann.window.getByText(note), ann.window.getByText(/^Support · /).last());
    await picture(ann.page, info, "client-note");
    await ann.page.keyboard.press("Escape");
    await expect(ann.window).toBeHidden();
    await benny.page.locator("tr[data-visitor]").click();
    await expect(known.getByText(note)).toBeVisible();
  }
  await known.getByRole("textbox").fill("With milk.");
  await known.getByRole("textbox").press("Enter");
  await expect(known.getByText("With milk.")).toBeVisible();
  await expect(ann.page.getByText("With milk.")).toBeVisible();
});

test("B5: a chat opens with the Client Note, added to and put away with the mouse and the keys", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  const { page, window } = operator;
  const shown = page.getByRole("region", { name: "Known of this visitor" });
  await expect(shown).toBeHidden();
  for (const [hand, first, second] of [["mouse", "Is a regular.", "Has a dog."], ["keyboard", "Wants no calls.", "Pays late."]] as const) {
    const one = operator.with(hand);
    await one.fills(operator.composer("Vera"), `/note ${first}`);
    await page.keyboard.press("Enter");
    await expect(shown.getByText(`${first} – Support`)).toBeVisible();
    await page.reload();
    await operator.isLive();
    await inSight(shown.getByText(`${first} – Support`));
    await picture(page, info, `opens-with-note-${hand}`);
    // The button of the chat window shows all notes, with author and time, and the field for a new
    // one.
    await one.presses(page.getByRole("button", { name: "Client Note", exact: true }));
    await inSight(window.getByText(first), window.getByText(/^Support · /).last());
    await one.fills(window.getByRole("textbox"), second);
    await one.presses(window.getByRole("button", { name: "Add" }));
    await inSight(window.getByText(second));
    await page.keyboard.press("Escape");
    await expect(window).toBeHidden();
    await inSight(shown.getByText(`${second} – Support`));
    await one.presses(shown.getByRole("button", { name: "Put the note away" }));
    await expect(shown).toBeHidden();
  }
  expect(await visitor.sees()).toEqual(["Hello"]);
});

test("B9: a remark is one's own, given with the mouse and the keys", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const ann = await Operator.comes(browser, "mouse", server);
  const benny = await Operator.comes(browser, "mouse", server);
  await Promise.all([ann.signsIn(), benny.signsIn(ben)]);
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  const row = ann.page.locator("tr[data-visitor]");
  for (const [hand, remark] of [["mouse", "the tea lady"], ["keyboard", "has a dog"]] as const) {
    const one = ann.with(hand);
    await one.opensMenuOf(row);
    await one.chooses("Remark");
    await one.fills(ann.window.getByRole("textbox"), remark);
    await one.presses(ann.window.getByRole("button", { name: "Save" }));
    await inSight(row.getByText(remark));
    await picture(ann.page, info, `remark-${hand}`);
    await benny.page.locator("tr[data-visitor]").click();
    await expect(benny.page.getByText("Client Note")).toBeVisible();
    await expect(benny.page.getByText(remark).filter({ visible: true })).toHaveCount(0);
    await ann.page.reload();
    await ann.isLive();
    await inSight(row.getByText(remark));
  }
});
