// A chat that has ended stays in the operator's list, greyed, until it is dismissed; an operator
// who transferred one (manual A15) can still read it.

import { isAccessible } from "../support/accessible";
import { type Hand, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { inSight } from "../support/seen";
import { expect, test } from "../support/test";

test("a chat that has ended stays in the list, tells who ended it, and is put away, by mouse and by keys", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  const other = await Operator.comes(browser, "mouse", server);
  await other.signsIn();
  const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
  for (const visitor of [vera, olga]) {
    await visitor.opens(`${server.url}/demo`);
    await visitor.opensPanel();
  }
  const visitors = ann.page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: /^Visitors/ });
  const begins = async (visitor: Visitor, name: string, question: string, isFirst: boolean) => {
    if (!isFirst) await visitor.presses("Start a new chat");
    await visitor.asks(name, question);
    await ann.accepts(name);
  };

  for (const hand of ["mouse", "keyboard"] as Hand[]) {
    await test.step(`with the ${hand}`, async () => {
      const anna = ann.with(hand);
      const isFirst = hand === "mouse";
      await begins(vera, "Vera", "Is it in stock?", isFirst);
      await vera.presses("End chat");
      await vera.panel.getByRole("dialog").getByRole("button", { name: "End chat" }).click();
      await inSight(ann.over("Vera").getByText("Ended by the visitor"));
      await expect(ann.chats).toHaveCount(0);

      await visitors.click();
      await begins(olga, "Olga", "Another question", isFirst);
      await anna.ends();
      await expect(ann.over("Olga")).toContainText("Ended by you");
      await expect(ann.over("Vera")).toContainText("Ended by the visitor");
      if (isFirst) {
        await picture(ann.page, info, "over");
        await isAccessible(ann.page, "over");
      }

      // It survives a reload, and is read as before.
      await ann.page.reload();
      await ann.isLive();
      await anna.opensOver("Vera");
      await expect.poll(() => ann.sees()).toEqual(["Is it in stock?"]);
      await expect(ann.page.getByText("This chat has ended.")).toBeVisible();
      if (isFirst) await picture(ann.page, info, "read");

      // With its key, which acts on the displayed chat; and all at once, in another window too.
      await ann.page.keyboard.press("Alt+Z");
      await expect(ann.over("Vera")).toHaveCount(0);
      await expect(ann.over("Olga")).toBeVisible();
      await anna.presses(ann.page.getByRole("button", { name: "Put away all" }));
      for (const window of [ann, other]) await expect(window.over("Olga")).toHaveCount(0);
      await ann.page.reload();
      await ann.isLive();
      await expect(ann.over(/./)).toHaveCount(0);
      await visitors.click();
    });
  }

  await test.step("a chat that is put away by its row is gone in another window too", async () => {
    for (const [visitor, name] of [[vera, "Vera"], [olga, "Olga"]] as const) {
      await begins(visitor, name, "Hello", false);
      await ann.ends();
    }
    await expect(other.over("Olga")).toContainText("Ended by you");
    await ann.presses(ann.over("Olga").getByRole("button", { name: "Put away Olga" }));
    for (const window of [ann, other]) {
      await expect(window.over("Olga")).toHaveCount(0);
      await expect(window.over("Vera")).toContainText("Ended by you");
    }
  });
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
  await expect(benny.over("Vera")).toContainText("Taken by Carla");
  await benny.page.reload();
  await benny.isLive();
  await expect.poll(() => benny.sees()).toEqual(["Where is my parcel?", "Carla knows."]);
  await expect(benny.page.getByText("Carla has this chat now. You can still read what was said until then.")).toBeVisible();
  await expect(benny.over("Vera")).toContainText("Taken by Carla");
  await expect(benny.page.getByText("This chat does not exist any more")).toHaveCount(0);
  await picture(benny.page, info, "given");
  await benny.presses(benny.page.getByRole("main").getByRole("button", { name: "Put away" }));
  await expect(benny.over("Vera")).toHaveCount(0);
});
