// The visitor sees how far his messages have come: stored, arrived at an operator's, seen by one.

import { mark } from "../support/commands";
import { Operator, Visitor } from "../support/people";
import { expect, test } from "../support/test";

for (const colorScheme of ["light", "dark"] as const) {
  test(`a message is sent, delivered and seen, ${colorScheme}`, async ({ browser, server }, info) => {
    const operator = await Operator.comes(browser, "mouse", server);
    await operator.signsIn();
    const visitor = await Visitor.comes(browser, "mouse", { colorScheme });
    await visitor.opens(`${server.url}/demo`);
    await visitor.opensPanel();
    await visitor.asks("Vera", "Is it in stock?");
    await operator.accepts("Vera");
    const marks = visitor.panel.locator(".words .mark");
    // 2 is the line that somebody has joined.
    await visitor.says("The blue one");
    await visitor.says("Or the green one");
    await mark(operator, { delivered: 3, read: 1 });
    await expect(marks).toHaveText(["Seen", "Delivered", "Sent"]);
    await visitor.page.screenshot({ path: info.outputPath("01-marks.png") });
    await mark(operator, { delivered: 4, read: 4 });
    await expect(marks).toHaveText(["Seen", "Seen", "Seen"]);
    await visitor.page.screenshot({ path: info.outputPath("02-all-seen.png") });
  });
}
