// Manual B5, B8: the Client Note, which all operators see; B9: the remark, which nobody else does.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { inSight } from "../support/seen";
import { expect, test } from "../support/test";

for (const hand of ["mouse", "keyboard"] as const) {
  test(`B8: a note is added with the ${hand}, and every operator sees it`, async ({ browser, server }, info) => {
    const ben = await server.addOperator("Ben");
    const ann = await Operator.comes(browser, hand, server);
    const benny = await Operator.comes(browser, "mouse", server);
    await Promise.all([ann.signsIn(), benny.signsIn(ben)]);
    const visitor = await Visitor.comes(browser, "mouse");
    await visitor.opens(`${server.url}/demo`);

    await ann.opensMenuOf(ann.page.locator("tr[data-visitor]"));
    await picture(ann.page, info, "menu");
    await ann.chooses("Client Note");
    await expect(ann.window.getByText("Nobody has noted anything yet")).toBeVisible();
    await ann.fills(ann.window.getByRole("textbox"), "Likes tea.");
    await ann.presses(ann.window.getByRole("button", { name: "Add" }));
    await expect(ann.window.getByText("Likes tea.")).toBeVisible();
    await picture(ann.page, info, "client-note");
    await ann.page.keyboard.press("Escape");
    await expect(ann.window).toBeHidden();

    await benny.page.locator("tr[data-visitor]").click();
    const known = benny.page.getByRole("complementary", { name: "Visitor" });
    await expect(known.getByText("Likes tea.")).toBeVisible();
    await known.getByRole("textbox").fill("With milk.");
    await known.getByRole("textbox").press("Enter");
    await expect(known.getByText("With milk.")).toBeVisible();
    await expect(ann.page.getByText("With milk.")).toBeVisible();
  });
}

for (const hand of ["mouse", "keyboard"] as const) {
  test(`B5: a chat opens with the Client Note, put away with the ${hand}`, async ({ browser, server }, info) => {
    const operator = await Operator.comes(browser, hand, server);
    await operator.signsIn();
    const visitor = await Visitor.comes(browser, "mouse");
    await operator.hasChatWith(visitor, "Vera");
    const shown = operator.page.getByRole("region", { name: "Known of this visitor" });
    await expect(shown).toBeHidden();
    await operator.fills(operator.composer("Vera"), "/note Is a regular.");
    await operator.page.keyboard.press("Enter");
    await expect(shown).toContainText("Is a regular.");
    await operator.page.reload();
    await operator.isLive();
    await expect(shown).toContainText("Is a regular. – Support");
    await picture(operator.page, info, "opens-with-note");
    // The button of the chat window has all of them, by whom and when, and the field to add to them.
    const { window } = operator;
    await operator.presses(operator.page.getByRole("button", { name: "Client Note", exact: true }));
    await inSight(window.getByText("Is a regular."), window.getByText(/^Support · /));
    await operator.fills(window.getByRole("textbox"), "Has a dog.");
    await operator.presses(window.getByRole("button", { name: "Add" }));
    await inSight(window.getByText("Has a dog."));
    await operator.page.keyboard.press("Escape");
    await expect(window).toBeHidden();
    await inSight(shown.getByText("Has a dog. – Support"));
    await operator.presses(shown.getByRole("button", { name: "Put the note away" }));
    await expect(shown).toBeHidden();
    expect(await visitor.sees()).toEqual(["Hello"]);
  });
}

for (const hand of ["mouse", "keyboard"] as const) {
  test(`B9: a remark is one's own, given with the ${hand}`, async ({ browser, server }, info) => {
    const ben = await server.addOperator("Ben");
    const ann = await Operator.comes(browser, hand, server);
    const benny = await Operator.comes(browser, "mouse", server);
    await Promise.all([ann.signsIn(), benny.signsIn(ben)]);
    const visitor = await Visitor.comes(browser, "mouse");
    await visitor.opens(`${server.url}/demo`);
    await ann.opensMenuOf(ann.page.locator("tr[data-visitor]"));
    await ann.chooses("Remark");
    await ann.fills(ann.window.getByRole("textbox"), "the tea lady");
    await ann.presses(ann.window.getByRole("button", { name: "Save" }));
    await inSight(ann.page.locator("tr[data-visitor]").getByText("the tea lady"));
    await picture(ann.page, info, "remark");
    await benny.page.locator("tr[data-visitor]").click();
    await expect(benny.page.getByText("Client Note")).toBeVisible();
    await expect(benny.page.getByText("the tea lady")).toHaveCount(0);
    await ann.page.reload();
    await ann.isLive();
    await expect(ann.page.locator("tr[data-visitor]")).toContainText("the tea lady");
  });
}
