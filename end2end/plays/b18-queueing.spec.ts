// Manual B18: requests are assigned one at a time to the least busy operator; waiting visitors see
// their place; a request that is not accepted in time goes to the next operator.

import type { Browser } from "@playwright/test";
import { type Hand, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import type { Server } from "../support/server";
import { expect, test } from "../support/test";

async function asks(browser: Browser, server: Server, name: string): Promise<Visitor> {
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks(name, `Hello from ${name}`);
  return visitor;
}

async function isAskedBy(name: string, operators: Operator[]): Promise<Operator> {
  const accept = (operator: Operator) => operator.page.getByRole("button", { name: `Accept ${name}` });
  let asked: Operator[] = [];
  await expect
    .poll(async () => {
      const counts = await Promise.all(operators.map((operator) => accept(operator).count()));
      asked = operators.filter((_, nr) => counts[nr] === 1);
      return asked.length;
    })
    .toBe(1);
  return asked[0]!;
}

test("B18: queueing is switched on, requests go to the least busy, one at a time, and from who does not accept them to the next", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  const accounts = [await server.addOperator("Benny"), await server.addOperator("Cleo")];
  await ann.signsIn();
  const { page } = ann;
  const field = {
    limit: page.getByLabel("Chats an operator has at most"),
    seconds: page.getByLabel("Seconds to accept"),
    tooLong: page.getByLabel("Seconds a request may wait"),
  };

  for (const hand of ["mouse", "keyboard"] as Hand[]) {
    await test.step(`an administrator switches queueing on with the ${hand}`, async () => {
      const anna = ann.with(hand);
      await anna.administers("Queueing");
      const queueing = page.getByRole("switch", { name: "Assign requests one at a time" });
      const save = page.getByRole("button", { name: "Save" });
      if (hand === "keyboard") {
        await anna.switches(queueing);
        await anna.saves();
      }
      await expect(queueing).not.toBeChecked();
      await expect(save).toBeDisabled();
      await expect(field.limit).toBeDisabled();
      if (hand === "mouse") await expect(field.tooLong).toHaveValue("120");
      await anna.switches(queueing);
      await field.limit.fill("1");
      await field.seconds.fill("600");
      await field.tooLong.fill(hand === "mouse" ? "90" : "0");
      if (hand === "mouse") await picture(page, info, "queueing");
      await anna.saves();
      await expect(save).toBeDisabled();
      await page.reload();
      await expect(queueing).toBeChecked();
      await expect(field.limit).toHaveValue("1");
      await expect(field.tooLong).toHaveValue(hand === "mouse" ? "90" : "0");

      // Nothing outside the limits is sent.
      await field.limit.fill("0");
      await anna.presses(save);
      expect(await field.limit.evaluate((field: HTMLInputElement) => field.validity.rangeUnderflow)).toBe(true);
      await page.reload();
      await expect(field.limit).toHaveValue("1");
      await ann.isLive();
    });
  }

  // An administrator who takes no requests; two operators are present.
  await page.getByRole("button", { name: /Status, sound, sign out/ }).click();
  await page.getByRole("radio", { name: /^Busy/ }).check();
  await page.keyboard.press("Escape");
  const places = page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: /^Visitors/ });
  await places.click();
  const operators: Operator[] = [];
  for (const account of accounts) {
    const operator = await Operator.comes(browser, "mouse", server);
    await operator.signsIn(account);
    operators.push(operator);
  }
  const ends = async (operator: Operator) => {
    await operator.page.getByRole("button", { name: "End chat" }).click();
    await operator.window.getByRole("button", { name: "End chat" }).click();
    await operator.page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: /^Visitors/ }).click();
  };
  const other = (one: Operator) => operators.find((operator) => operator !== one)!;
  const accept = (operator: Operator, name: string) => operator.page.getByRole("button", { name: `Accept ${name}` });

  const vera = await asks(browser, server, "Vera");
  const first = await isAskedBy("Vera", operators);
  await test.step("requests go to the least busy, one at a time, and whoever waits sees their place", async () => {
    // They have as long as they were told, which the row counts down.
    await expect(first.page.getByText(/^Assigned to (Benny|Cleo), (10:00|9:\d\d) left$/)).toBeVisible();
    const walt = await asks(browser, server, "Walt");
    expect(await isAskedBy("Walt", operators)).not.toBe(first);
    const xenia = await asks(browser, server, "Xenia");
    await expect(xenia.panel.getByText("You are number 3 in the queue.")).toBeVisible();
    for (const operator of operators) await expect(operator.page.locator(".request")).toHaveCount(1);
    await picture(page, info, "assigned");
    await picture(xenia.page, info, "place");

    await accept(first, "Vera").click();
    await expect(xenia.panel.getByText("You are number 2 in the queue.")).toBeVisible();
    // They have as many chats as allowed, until they end one.
    await expect(first.page.locator(".request")).toHaveCount(0);
    await ends(first);
    expect(await isAskedBy("Xenia", operators)).toBe(first);
    await vera.context.close();

    await accept(other(first), "Walt").click();
    await ends(other(first));
    await walt.context.close();
  });

  await test.step("an administrator is called to a request that waits too long, and accepts it whomever it is assigned to", async () => {
    await ann.administers("Queueing");
    await field.tooLong.fill("2");
    await ann.saves();
    await places.click();
    const row = page.locator(".request");
    await expect(row.getByText("Waiting too long")).toBeVisible();
    await expect(row.getByText(/^Assigned to (Benny|Cleo), /)).toBeVisible();
    await picture(page, info, "too-long");
    await expect(accept(first, "Xenia")).toBeVisible();
    await accept(ann, "Xenia").click();
    await expect(ann.composer("Xenia")).toBeVisible();
    await expect(first.page.locator(".request")).toHaveCount(0);
    await ann.ends();
  });

  await test.step("a request that is not accepted in time goes to the next operator", async () => {
    await ann.administers("Queueing");
    await field.seconds.fill("5");
    await field.tooLong.fill("0");
    await ann.saves();
    const yuri = await asks(browser, server, "Yuri");
    const asked = await isAskedBy("Yuri", operators);
    const next = other(asked);
    await expect(accept(next, "Yuri")).toBeVisible();
    await expect(asked.page.locator(".request")).toHaveCount(0);
    await picture(next.page, info, "the-next");
    await next.accepts("Yuri");
    await next.says("Yuri", "Here I am.");
    await expect.poll(() => yuri.sees()).toEqual(["Hello from Yuri", "Here I am."]);
    await next.page.getByRole("button", { name: "Actions of this chat" }).click();
    await next.chooses("Why it came here");
    await expect(next.window).toContainText(/(Benny|Cleo) did not accept in time\. It was assigned to (Benny|Cleo)/);
    await picture(next.page, info, "why");
  });
});
