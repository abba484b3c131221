// Manual B2: an operator invites a visitor who is browsing; the visitor sees it on the page they
// are on.

import { isAccessible, isAccessibleInTheDark } from "../support/accessible";
import { hasSettled, isTold } from "../support/drawn";
import { snippet } from "../support/host-site";
import { type Hand, Operator, press, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { inSight } from "../support/seen";
import { expect, test } from "../support/test";

const TEXT = "I see that you look at our prices.\nCan I help you to choose?";

const card = (visitor: Visitor) => visitor.page.getByRole("complementary", { name: "Invitation to chat" });

for (const hand of ["mouse", "keyboard"] satisfies Hand[]) {
  test(`B2: an operator invites by the visitor's menu, and the visitor accepts, with the ${hand}`, async ({ browser, server, hostSite }, info) => {
    const key = await server.siteKey();
    const policy = `default-src 'none'; script-src ${server.url}; frame-src ${server.url}; connect-src ${server.url.replace("http", "ws")}`;
    const body = `<label>Search <input></label>`;
    const site = await hostSite({ "/": { body, policy, snippet: snippet(server.url, key) } });
    const operator = await Operator.comes(browser, hand, server);
    await operator.signsIn();
    const visitor = await Visitor.comes(browser, hand);
    const requests: string[] = [];
    const violations: string[] = [];
    visitor.page.on("request", (request) => requests.push(request.url()));
    visitor.page.on("console", (message) => {
      if (/Content.Security.Policy/i.test(message.text())) violations.push(message.text());
    });
    await visitor.opens(site.url);
    const search = visitor.page.getByLabel("Search");
    await search.focus();
    await visitor.page.keyboard.type("oa");
    await expect(operator.row("Online")).toBeVisible();

    await operator.invites(TEXT);
    await expect(card(visitor)).toContainText("Can I help you to choose?");
    await expect(card(visitor)).toContainText("Support");
    await expect(card(visitor).getByRole("status")).toContainText("Can I help you to choose?");
    await expect(operator.row("Invited by Support")).toBeVisible();
    await picture(operator.page, info, "00-invited");
    await picture(visitor.page, info, "01-the-invitation");
    // They go on with what they were doing, and only a small script was loaded for it.
    await expect(search).toBeFocused();
    await visitor.page.keyboard.type("k");
    await expect(search).toHaveValue("oak");
    const paths = requests.map((url) => new URL(url)).filter((url) => url.href.startsWith(server.url));
    expect(paths.map(({ pathname }) => pathname.replace(/\.\w{12}\./, "."))).toEqual(["/widget.js", "/assets/rare.js"]);
    await inSight(...["Accept", "No, thanks"].map((name) => card(visitor).getByRole("button", { name })));

    await press(hand, visitor.page, card(visitor).getByRole("button", { name: "Accept" }));
    await expect(card(visitor)).toBeHidden();
    await expect(visitor.panel.getByText("You took the invitation")).toBeVisible();
    await expect(visitor.panel.getByRole("textbox", { name: "Your message" })).toBeFocused();
    await visitor.says("Yes, please");
    await picture(visitor.page, info, "02-accepted");
    await expect.poll(() => visitor.sees()).toEqual([TEXT, "Yes, please"]);
    await expect(operator.row("Chatting with Support")).toBeVisible();
    await operator.chats.click();
    await expect.poll(() => operator.sees()).toEqual([TEXT, "Yes, please"]);
    expect(violations).toEqual([]);
  });
}

test("a visitor declines invitations, by mouse and by keys", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);

  await test.step("B2: the menu stays when the right button is let go, wherever the browser opens it", async () => {
    await operator.row("Online").first().hover();
    await operator.page.mouse.down({ button: "right" });
    // As long as a hand takes.
    await operator.page.waitForTimeout(100);
    await operator.page.mouse.up({ button: "right" });
    await operator.chooses("Request chat…");
    await expect(operator.window.getByRole("button", { name: "Request chat" })).toBeVisible();
    await operator.page.keyboard.press("Escape");
    await expect(operator.window).toBeHidden();
  });

  for (const hand of ["mouse", "keyboard"] satisfies Hand[]) {
    await test.step(`a visitor declines an invitation, with the ${hand}`, async () => {
      await expect(operator.row("/demo")).toContainText("Online");
      await operator.with(hand).invites(TEXT);
      await expect(operator.row("Invited by Support")).toBeVisible();
      await press(hand, visitor.page, card(visitor).getByRole("button", { name: "No, thanks" }));
      await expect(card(visitor)).toBeHidden();
      await expect(operator.row("/demo")).toContainText("Online");
      await expect(operator.chats).toHaveCount(0);
      // With the keys, they are still where they were.
      if (hand === "keyboard") await expect(visitor.launcher).toBeFocused();
    });
  }

  await test.step("what they want to ask themselves, they can", async () => {
    await visitor.page.goto(`${server.url}/demo/pricing`);
    await visitor.opensPanel();
    await expect(visitor.panel.getByRole("button", { name: "Start chat" })).toBeVisible();
    await expect(card(visitor)).toBeHidden();
  });
});

test("a policy of nonces lets the invitation in", async ({ browser, server, hostSite }) => {
  const key = await server.siteKey();
  const socket = server.url.replace("http", "ws");
  const policy = `default-src 'none'; script-src 'nonce-r4nd0m'; frame-src ${server.url}; connect-src ${socket}`;
  const tag = snippet(server.url, key).replace("<script", '<script nonce="r4nd0m"');
  const site = await hostSite({ "/": { body: "<h1>A page</h1>", policy, snippet: tag } });
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(site.url);
  await expect(operator.row("Online")).toBeVisible();
  await operator.invites(TEXT);
  await expect(card(visitor)).toContainText("Can I help you to choose?");
});

test("an invitation goes when it is withdrawn, and when another tab has answered", async ({ browser, server }) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await expect(operator.row("/demo")).toContainText("Online");
  await operator.invites(TEXT);
  await expect(card(visitor)).toBeVisible();
  await operator.ends();
  await expect(card(visitor)).toBeHidden();

  // It follows the visitor to the next page, and into another tab.
  await operator.invites("Once more?");
  await expect(card(visitor)).toBeVisible();
  await visitor.page.goto(`${server.url}/demo/pricing`);
  await expect(card(visitor)).toContainText("Once more?");
  const other = await visitor.context.newPage();
  await other.goto(`${server.url}/demo`);
  const there = other.getByRole("complementary", { name: "Invitation to chat" });
  await there.getByRole("button", { name: "No, thanks" }).click();
  await expect(there).toBeHidden();
  await expect(card(visitor)).toBeHidden();

  // Closing it is no answer: it does not reappear by itself, but the panel has it.
  // A browser draws nothing of a tab that lies behind another.
  await visitor.page.bringToFront();
  await operator.invites("And now?");
  await card(visitor).getByRole("button", { name: "Close" }).click();
  await isTold(visitor.page, () => visitor.page.reload());
  await expect(there).toBeVisible();
  await expect(card(visitor)).toBeHidden();
  await visitor.opensPanel();
  await expect(visitor.panel.getByText("And now?")).toBeVisible();
});

test("an open panel shows the invitation itself, and what became of it", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  const shown = async (name: string) => {
    await picture(visitor.page, info, name);
    await isAccessible(visitor.page, name);
    await isAccessibleInTheDark(visitor.page, name);
  };
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await expect(operator.row("/demo")).toContainText("Online");
  await operator.invites(TEXT);
  await expect(visitor.panel.getByText("Support invites you to chat.")).toBeVisible();
  await expect(card(visitor)).toBeHidden();
  await shown("01-invited");
  await operator.ends();
  await expect(visitor.panel.getByText("The invitation has ended")).toBeVisible();
  await expect(visitor.panel.getByRole("button", { name: "Start a new chat" })).toBeVisible();
  await shown("02-withdrawn");
  await operator.invites("Once more?");
  await visitor.panel.getByRole("button", { name: "No, thanks" }).click();
  await expect(visitor.panel.getByText("You declined the invitation")).toBeVisible();
  await shown("03-declined");
  await operator.invites("Really not?");
  await visitor.says("Well then");
  await expect(visitor.panel.getByText("You took the invitation")).toBeVisible();
  await expect(operator.row("Chatting with Support")).toBeVisible();
});

test("on a phone an invitation leaves the page in sight", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const viewport = { width: 360, height: 640 };
  const visitor = await Visitor.comes(browser, "mouse", { viewport, hasTouch: true, isMobile: true });
  await visitor.opens(`${server.url}/demo`);
  await expect(operator.row("/demo")).toContainText("Online");
  await operator.invites(`${TEXT} ${"We have many good things in stock. ".repeat(40)}`);
  await expect(card(visitor)).toContainText("in stock");
  await hasSettled(visitor.page);
  await picture(visitor.page, info, "01-on-a-phone");
  const box = await card(visitor).boundingBox();
  expect(box?.height).toBeLessThan(viewport.height / 3);
  expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(viewport.width);
  await isAccessible(visitor.page);
  await isAccessibleInTheDark(visitor.page);
  await card(visitor).getByRole("button", { name: "Accept" }).tap();
  await expect(visitor.panel.getByText("You took the invitation")).toBeVisible();
});

test("B2: who has left a message sees invitations in the panel, declines one and takes the next", async ({ browser, server }) => {
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.panel.getByLabel("Your name").fill("Vera");
  await visitor.panel.getByRole("textbox", { name: "Your message" }).fill("Please call me.");
  await visitor.panel.getByRole("textbox", { name: "Your e-mail address" }).fill("vera@example.net");
  await visitor.presses("Send message");
  await expect(visitor.panel.getByText("We have your message")).toBeVisible();
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  await operator.invites("Shall we talk now?");
  await expect(operator.row("Invited by Support")).toBeVisible();
  await expect(visitor.panel.getByText("Shall we talk now?")).toBeVisible();
  await visitor.presses("No, thanks");
  await expect(visitor.panel.getByText("We have your message")).toBeVisible();
  await expect(operator.row("Online")).toBeVisible();
  await operator.invites("Or a little later?");
  await expect(visitor.panel.getByText("Or a little later?")).toBeVisible();
  await visitor.presses("Accept");
  await visitor.says("Yes, please");
  await expect(operator.row("Chatting with Support")).toBeVisible();
});
