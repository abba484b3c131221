// An operator's machine sleeps during a chat: afterwards nothing is missing or duplicated.
// `server/tests/program/asleep.rs` has the longer sleep after which the server takes them for gone.

import { Line } from "../support/line";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("an operator whose machine slept has missed nothing and said nothing twice", async ({ browser, server }, info) => {
  const line = await Line.to(server.url);
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn(undefined, line.url);
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera", "Are you there?");
  await operator.says("Vera", "I am.");
  await expect.poll(() => visitor.sees()).toEqual(["Are you there?", "I am."]);

  line.goesDead();
  await operator.says("Vera", "Said in the dark.");
  await operator.context.setOffline(true);
  const asked = Array.from({ length: 12 }, (_, nr) => `Question ${nr + 1}`);
  for (const text of asked) await visitor.says(text);
  await visitor.knowsThatAllIsSent();
  await expect(operator.page.locator("html[data-live=connected]")).toHaveCount(0);
  await operator.says("Vera", "Said without a connection.");
  await picture(operator.page, info, "asleep");
  expect(await operator.sees()).not.toContain("Question 12");

  line.comesBack();
  await operator.context.setOffline(false);
  await operator.isLive();
  const said = ["Said in the dark.", "Said without a connection."];
  await expect.poll(() => operator.sees()).toEqual(["Are you there?", "I am.", ...asked, ...said]);
  await expect.poll(() => visitor.sees()).toEqual(["Are you there?", "I am.", ...asked, ...said]);
  await picture(operator.page, info, "awake");
  await operator.page.reload();
  await operator.isLive();
  await expect.poll(() => operator.sees()).toEqual(["Are you there?", "I am.", ...asked, ...said]);
  await line.stop();
});
