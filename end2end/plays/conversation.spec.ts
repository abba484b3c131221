// A visitor and an operator talk, in two real browsers, with the mouse and with the keys.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { expect, test } from "../support/test";

test("a visitor and an operator talk, with the mouse and the keys", async ({ browser, server }, info) => {
  const complaints: string[] = [];
  const shown = async (name: string, person: Visitor | Operator) => {
    await picture(person.page, info, name);
  };

  const operator = await Operator.comes(browser, "mouse", server);
  listen("operator", operator, complaints);
  await operator.signsInByForm();
  await expect(operator.page.getByText("Nobody is on your sites right now")).toBeVisible();
  await shown("01-nobody-here", operator);

  // The visitor opens the demo page and is in the list.
  const visitor = await Visitor.comes(browser, "mouse");
  listen("visitor", visitor, complaints);
  await visitor.opens(`${server.url}/demo`);
  await reads(operator.row("/demo"), "Online");
  await shown("02-a-visitor-browses", operator);
  await shown("03-the-demo-page", visitor);

  // The visitor asks; the operator's console rings, and the operator accepts.
  const soundsBefore = await operator.soundsPlayed();
  await visitor.opensPanel();
  await shown("04-the-welcome-screen", visitor);
  await visitor.asks("Vera", "Is the blue one in stock?");
  await reads(operator.row("Vera"), "Requesting");
  await expect.poll(() => operator.soundsPlayed(), "the request is heard").toBeGreaterThan(soundsBefore);
  await shown("05-a-request", operator);
  await shown("06-waiting", visitor);
  await operator.accepts("Vera");
  await expect(visitor.panel.getByText("Support joined the chat")).toBeVisible();

  // Ten messages each way, half of them with each hand.
  const said = ["Is the blue one in stock?"];
  for (let n = 1; n <= 10; n++) {
    const hand = n <= 5 ? "mouse" : "keyboard";
    await operator.with(hand).says("Vera", `answer ${n}`);
    said.push(`answer ${n}`);
    await expect.poll(() => visitor.sees()).toEqual(said);
    await visitor.with(hand).says(`question ${n}`);
    said.push(`question ${n}`);
    await expect.poll(() => operator.sees()).toEqual(said);
  }
  await visitor.knowsThatAllIsSent();
  await shown("07-a-conversation", operator);
  await shown("08-a-conversation", visitor);

  // A reload, and another page of the site: the conversation goes on.
  await visitor.page.reload();
  await expect.poll(() => visitor.sees()).toEqual(said);
  await visitor.page.goto(`${server.url}/demo/pricing`);
  await expect.poll(() => visitor.sees()).toEqual(said);
  await visitor.with("keyboard").says("on another page now");
  said.push("on another page now");
  await expect.poll(() => operator.sees()).toEqual(said);
  await reads(operator.page.getByRole("complementary"), "/demo/pricing");

  // The server is killed in between. What is written meanwhile waits and arrives once.
  await server.kill();
  await visitor.says("written while the server was away");
  await operator.with("keyboard").says("Vera", "so was this");
  await expect(visitor.panel.getByText("Reconnecting…")).toBeVisible();
  await expect(operator.page.getByText(/Reconnecting/).first()).toBeVisible();
  await shown("09-reconnecting", visitor);
  await shown("10-reconnecting", operator);
  await server.start();
  await operator.isLive();
  await expect.poll(async () => (await operator.sees()).length, { timeout: 30_000 }).toBe(said.length + 2);
  const afterwards = await operator.sees();
  expect(afterwards.slice(0, said.length)).toEqual(said);
  expect(afterwards.slice(said.length).sort()).toEqual(["so was this", "written while the server was away"]);
  await expect.poll(() => visitor.sees(), { timeout: 30_000 }).toEqual(afterwards);
  await visitor.knowsThatAllIsSent();
  await visitor.page.reload();
  await expect.poll(() => visitor.sees()).toEqual(afterwards);

  // The operator signs out; the next visitor gets the off-line form. Both have only keys.
  await operator.with("keyboard").signsOut();
  const next = await Visitor.comes(browser, "keyboard");
  listen("next visitor", next, complaints);
  await next.opens(`${server.url}/demo`);
  await next.opensPanel();
  await expect(next.panel.getByText("Leave us a message")).toBeVisible();
  await shown("11-the-off-line-form", next);

  expect(complaints).toEqual([]);
});

/**
 * Collects what a page complains about: errors of scripts, of hydration, of the
 * Content-Security-Policy.
 */
function listen(who: string, { page }: Visitor | Operator, complaints: string[]) {
  page.on("pageerror", (error) => complaints.push(`${who}: ${error}`));
  page.on("console", (message) => {
    const text = message.text();
    // While the server is down, a browser reports it itself, and nothing can prevent that.
    const isAway = /ERR_CONNECTION_REFUSED|WebSocket connection to .* failed/.test(text);
    if (["error", "warning"].includes(message.type()) && !isAway) complaints.push(`${who}: ${text}`);
  });
}
