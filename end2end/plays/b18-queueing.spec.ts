// Manual B18: requests are assigned one at a time to the least busy operator; who waits sees their place; what is not accepted
// in time goes to the next.

import type { Browser, Locator } from "@playwright/test";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { inSight, reads } from "../support/seen";
import type { Server } from "../support/server";
import { expect, test } from "../support/test";

test("B18: an administrator switches queueing on, with the mouse and the keys", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const { page } = operator;
  const queueing = page.getByRole("switch", { name: "Assign requests one at a time" });
  const save = page.getByRole("button", { name: "Save" });
  const [limit, within, tooLong] = ["Chats an operator has at most", "Seconds to accept", "Seconds a request may wait"].map((name) => page.getByLabel(name)) as [Locator, Locator, Locator];
  for (const [hand, numbers] of [["mouse", ["2", "40", "90"]], ["keyboard", ["3", "50", "60"]]] as const) {
    const one = operator.with(hand);
    await one.administers("Queueing");
    await expect(queueing).not.toBeChecked();
    await expect(save).toBeDisabled();
    await expect(limit).toBeDisabled();
    await one.switches(queueing);
    for (const [nr, field] of [limit, within, tooLong].entries()) await one.fills(field, numbers[nr]!);
    await inSight(limit, within, tooLong, save);
    await picture(page, info, "queueing");
    await one.saves();
    await expect(save).toBeDisabled();
    await page.reload();
    await operator.isLive();
    await expect(queueing).toBeChecked();
    for (const [nr, field] of [limit, within, tooLong].entries()) await expect(field).toHaveValue(numbers[nr]!);

    // Nothing outside the limits is sent: the browser says why at the field.
    await one.fills(limit, "0");
    await one.presses(save);
    await expect(limit).toBeFocused();
    await page.reload();
    await operator.isLive();
    await expect(limit).toHaveValue(numbers[0]);
    await one.switches(queueing);
    await one.saves();
  }
});

/** An administrator who takes no requests himself has switched queueing on; two operators are there. */
async function stage(browser: Browser, server: Server, seconds: number, tooLong = 0) {
  const ann = await Operator.comes(browser, "mouse", server);
  const accounts = [await server.addOperator("Benny"), await server.addOperator("Cleo")];
  await ann.signsIn();
  await ann.page.goto(`${server.url}/console/administration/queueing`);
  await ann.page.getByRole("switch", { name: "Assign requests one at a time" }).click();
  await ann.page.getByLabel("Chats an operator has at most").fill("1");
  await ann.page.getByLabel("Seconds to accept").fill(String(seconds));
  await ann.page.getByLabel("Seconds a request may wait").fill(String(tooLong));
  await ann.saves();
  await ann.page.getByRole("button", { name: /Status, sound, sign out/ }).click();
  await ann.page.getByRole("radio", { name: /^Busy/ }).check();
  await ann.page.keyboard.press("Escape");
  await ann.page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: /^Visitors/ }).click();
  const operators: Operator[] = [];
  for (const account of accounts) {
    const operator = await Operator.comes(browser, "mouse", server);
    await operator.signsIn(account);
    operators.push(operator);
  }
  return { ann, operators };
}

async function asks(browser: Browser, server: Server, name: string): Promise<Visitor> {
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks(name, `Hello from ${name}`);
  return visitor;
}

/** Who of them is asked to accept this visitor. */
async function isAskedBy(name: string, operators: Operator[]): Promise<Operator> {
  const accept = (operator: Operator) => operator.page.getByRole("button", { name: `Accept ${name}` }).filter({ visible: true });
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

test("B18: requests go to the least busy, one at a time, and whoever waits sees his place", async ({ browser, server }, info) => {
  const { ann, operators } = await stage(browser, server, 600);
  await asks(browser, server, "Vera");
  const first = await isAskedBy("Vera", operators);
  await asks(browser, server, "Walt");
  expect(await isAskedBy("Walt", operators)).not.toBe(first);
  const xenia = await asks(browser, server, "Xenia");
  await expect(xenia.panel.getByText("You are number 3 in the queue.")).toBeVisible();
  for (const operator of operators) await expect(operator.page.locator(".request")).toHaveCount(1);
  await picture(ann.page, info, "assigned");
  await picture(xenia.page, info, "place");

  await first.with("keyboard").accepts("Vera");
  await expect(xenia.panel.getByText("You are number 2 in the queue.")).toBeVisible();
  // He has as many as he may have, until he has ended one.
  await expect(first.page.locator(".request")).toHaveCount(0);
  await first.page.getByRole("button", { name: "End chat" }).click();
  await first.window.getByRole("button", { name: "End chat" }).click();
  expect(await isAskedBy("Xenia", operators)).toBe(first);
});

test("B18: a request that is not accepted in time goes to the next operator", async ({ browser, server }, info) => {
  const { operators } = await stage(browser, server, 5);
  const vera = await asks(browser, server, "Vera");
  const first = await isAskedBy("Vera", operators);
  const next = operators.find((operator) => operator !== first)!;
  await expect(next.page.getByRole("button", { name: "Accept Vera" })).toBeVisible();
  await expect(first.page.locator(".request")).toHaveCount(0);
  await picture(next.page, info, "the-next");
  await next.accepts("Vera");
  await next.says("Vera", "Here I am.");
  await expect.poll(() => vera.sees()).toEqual(["Hello from Vera", "Here I am."]);
  await next.page.getByRole("button", { name: "Actions of this chat" }).click();
  await next.chooses("Why it came here");
  await reads(next.window, /(Benny|Cleo) did not accept in time\. It was assigned to (Benny|Cleo)/);
  await picture(next.page, info, "why");
});

test("B18: an administrator is called to a request that waits too long, and accepts it whomever it is assigned to", async ({ browser, server }, info) => {
  const { ann, operators } = await stage(browser, server, 600, 2);
  await asks(browser, server, "Vera");
  const first = await isAskedBy("Vera", operators);
  // They have as long as they were told, which the row counts down.
  await expect(first.page.getByText(/^Assigned to (Benny|Cleo), (10:00|9:\d\d) left$/)).toBeVisible();
  const row = ann.page.locator(".request");
  await expect(row.getByText("Waiting too long")).toBeVisible();
  await expect(row.getByText(/^Assigned to (Benny|Cleo), /)).toBeVisible();
  await picture(ann.page, info, "too-long");
  await expect(first.page.getByRole("button", { name: "Accept Vera" })).toBeVisible();
  await ann.page.getByRole("button", { name: "Accept Vera" }).click();
  await expect(ann.composer("Vera")).toBeVisible();
  await expect(first.page.locator(".request")).toHaveCount(0);
});
