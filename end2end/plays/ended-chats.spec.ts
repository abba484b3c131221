// A chat that has ended stays in the operator's list, greyed, until it is put away; who gave one away (manual A15) keeps
// reading what was said.

import { isAccessible } from "../support/accessible";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { inSight, reads } from "../support/seen";
import { expect, test } from "../support/test";

test("a chat that has ended stays in the list, tells who ended it, and is put away, with the mouse and the keys", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  const keys = ann.with("keyboard");
  await ann.signsIn();
  const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
  await ann.hasChatWith(vera, "Vera", "Is it in stock?");
  await vera.panel.getByRole("button", { name: "End chat" }).click();
  await vera.panel.getByRole("dialog").getByRole("button", { name: "End chat" }).click();
  await inSight(ann.over("Vera").getByText("Ended by the visitor"));
  await expect(ann.chats).toHaveCount(0);

  await ann.page.goto(`${server.url}/console`);
  await ann.isLive();
  await keys.hasChatWith(olga, "Olga", "Another question");
  await keys.ends();
  await reads(ann.over("Olga"), "Ended by you");
  await reads(ann.over("Vera"), "Ended by the visitor");
  await picture(ann.page, info, "over");
  await isAccessible(ann.page, "over");

  // It survives a reload, and is read as it was.
  await ann.page.reload();
  await ann.isLive();
  await keys.opensOver("Olga");
  await expect.poll(() => ann.sees()).toEqual(["Another question"]);
  await ann.opensOver("Vera");
  await expect.poll(() => ann.sees()).toEqual(["Is it in stock?"]);
  await expect(ann.page.getByText("This chat has ended.")).toBeVisible();
  await picture(ann.page, info, "read");

  // By its key, which is for the chat that is looked at; and all at once.
  await ann.page.keyboard.press("Alt+Z");
  await expect(ann.over("Vera")).toHaveCount(0);
  await expect(ann.over("Olga")).toBeVisible();
  await keys.presses(ann.page.getByRole("button", { name: "Put away all" }));
  await expect(ann.over("Olga")).toHaveCount(0);
  await ann.page.reload();
  await ann.isLive();
  await expect(ann.over(/./)).toHaveCount(0);
});

test("a chat that is put away by its row is gone in another window too", async ({ browser, server }) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
  await ann.hasChatWith(vera, "Vera");
  await ann.ends();
  await ann.hasChatWith(olga, "Olga");
  await ann.ends();
  const other = await Operator.comes(browser, "mouse", server);
  await other.signsIn();
  await ann.with("keyboard").presses(ann.over("Olga").getByRole("button", { name: "Put away Olga" }));
  for (const window of [ann, other]) {
    await expect(window.over("Olga")).toHaveCount(0);
    await reads(window.over("Vera"), "Ended by you");
  }
});

test("A15: who gave a chat away reads after a reload what was said until then, and who took it", async ({ browser, server }, info) => {
  const [ben, carla] = [await server.addOperator("Ben"), await server.addOperator("Carla")];
  const benny = await Operator.comes(browser, "mouse", server);
  const clara = await Operator.comes(browser, "mouse", server);
  await Promise.all([benny.signsIn(ben), clara.signsIn(carla)]);
  const vera = await Visitor.comes(browser, "mouse");
  await benny.hasChatWith(vera, "Vera", "Where is my parcel?");
  await benny.says("Vera", "Carla knows.");
  await benny.composer("Vera").fill("/t Carla");
  await benny.composer("Vera").press("Escape");
  await benny.composer("Vera").press("Enter");
  await clara.presses(clara.page.getByRole("button", { name: "Take Vera" }));
  await clara.says("Vera", "I am looking.");
  await reads(benny.over("Vera"), "Taken by Carla");
  await benny.page.reload();
  await benny.isLive();
  await expect.poll(() => benny.sees()).toEqual(["Where is my parcel?", "Carla knows."]);
  await expect(benny.page.getByText("Carla has this chat now. You can still read what was said until then.")).toBeVisible();
  await reads(benny.over("Vera"), "Taken by Carla");
  await expect(benny.page.getByText("This chat does not exist any more")).toHaveCount(0);
  await picture(benny.page, info, "given");
  await benny.presses(benny.page.getByRole("main").getByRole("button", { name: "Put away" }));
  await expect(benny.over("Vera")).toHaveCount(0);
});
