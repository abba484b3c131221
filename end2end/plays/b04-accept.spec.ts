// Manual B4: double click or Enter accepts; one of two operators gets the chat, the other is told
// who has it.

import { Line } from "../support/line";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { expect, test } from "../support/test";

test("B4: a request is accepted with the mouse and the keys", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  for (const [hand, name] of [["mouse", "Vera"], ["keyboard", "Olga"]] as const) {
    const visitor = await Visitor.comes(browser, hand);
    await operator.with(hand).hasChatWith(visitor, name, "Is it in stock?");
    await expect(visitor.panel.getByText("Support joined")).toBeVisible();
    await picture(operator.page, info, `accepted-${hand}`);
    await operator.with(hand).goesToVisitors();
  }
});

test("B4: two operators race for one visitor", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const line = await Line.to(server.url);
  const ann = await Operator.comes(browser, "mouse", server);
  const benny = await Operator.comes(browser, "mouse", server);
  await Promise.all([ann.signsIn(), benny.signsIn(ben, line.url)]);
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks("Vera", "Hello");
  for (const one of [ann, benny]) await reads(one.row("Vera"), "Requesting");
  // Ann is faster. Ben accepts too, before the console knows.
  line.holdsBack();
  await ann.row("Vera").dblclick();
  await expect(ann.composer("Vera")).toBeVisible();
  await benny.row("Vera").dblclick();
  line.letsThrough();

  await reads(benny.told, "Support was faster and has this chat");
  await expect(benny.composer("Vera")).toBeHidden();
  await picture(benny.page, info, "too-late");
  await ann.says("Vera", "I have you");
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "I have you"]);
  await line.stop();
});
