// Manual A12: URL routing: a request goes to the members of the first rule that matches the page it
// comes from.

import { isAccessible } from "../support/accessible";
import { HostSite, snippet } from "../support/host-site";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

/** Adds a rule in its window, optionally with the fallback for absent members. */
async function adds(ann: Operator, pattern: string, members: string[], instead?: string): Promise<void> {
  await ann.presses(ann.page.getByRole("button", { name: "Add", exact: true }));
  await ann.fills(ann.window.getByLabel("Pages"), pattern);
  for (const member of members) await ann.switches(ann.window.getByRole("checkbox", { name: member }));
  if (instead) await ann.window.getByLabel("If none of them is there").selectOption({ label: instead });
  await ann.presses(ann.window.getByRole("button", { name: "Save" }));
  await expect(ann.window).toBeHidden();
  await expect(ann.entry(pattern)).toContainText(members.join(", "));
}

const order = (ann: Operator) => ann.page.getByRole("main").locator(".account .row-name");

test("A12: by mouse and by keys: rules say whom requests from which pages go to, and the first one counts", async ({ browser, server }, info) => {
  const chat = snippet(server.url, await server.siteKey());
  const pages = ["/help/lamp", "/shop"].map((path) => [path, { body: `<h1>${path}</h1>`, snippet: chat }]);
  const site = await HostSite.start(Object.fromEntries(pages));
  const where = new URL(site.url).host;
  const [ben, cleo] = [await server.addOperator("Ben"), await server.addOperator("Cleo")];
  const ann = await Operator.comes(browser, "mouse", server);
  const benny = await Operator.comes(browser, "mouse", server);
  const cleopatra = await Operator.comes(browser, "mouse", server);
  await Promise.all([ann.signsIn(), benny.signsIn(ben), cleopatra.signsIn(cleo)]);
  await ann.administers("URL routing");
  await ann.switches(ann.page.getByRole("switch", { name: /Requests go by the page/ }));
  await adds(ann, where, ["Ben"]);
  await adds(ann.with("keyboard"), `${where}/help/*`, ["Cleo"]);
  await expect(order(ann)).toHaveText([where, `${where}/help/*`]);

  // The tester predicts the outcome before anybody asks.
  const tries = async (path: string, by = ann) => {
    const field = ann.page.getByLabel("Address of a page");
    await field.fill("");
    await by.fills(field, `${site.url}${path}`);
    await by.presses(ann.page.getByRole("button", { name: "Try it" }));
  };
  await tries("/help/lamp");
  await expect(ann.page.getByText(`Rule 1, for ${where}, sends it to Ben.`)).toBeVisible();
  const to = {
    ben: ann.page.getByText(`Rule 1, for ${where}, sends it to Ben.`),
    cleo: ann.page.getByText(`Rule 1, for ${where}/help/*, sends it to Cleo.`),
  };
  // It is moved with the keys, back again, and by dragging.
  const moves = async (key: string) => {
    await ann.entry(`${where}/help/*`).getByRole("button").first().focus();
    await ann.page.keyboard.press(key);
  };
  await moves("Alt+ArrowUp");
  await expect(order(ann)).toHaveText([`${where}/help/*`, where]);
  await tries("/help/lamp", ann.with("keyboard"));
  await expect(to.cleo).toBeVisible();
  await moves("Alt+ArrowDown");
  await expect(order(ann)).toHaveText([where, `${where}/help/*`]);
  await tries("/help/lamp", ann.with("keyboard"));
  await expect(to.ben).toBeVisible();
  await ann.entry(`${where}/help/*`).dragTo(ann.entry(where).first());
  await expect(order(ann)).toHaveText([`${where}/help/*`, where]);
  await tries("/help/lamp");
  await expect(to.cleo).toBeVisible();
  await tries("/shop");
  await expect(ann.page.getByText(`Rule 2, for ${where}, sends it to Ben.`)).toBeVisible();
  await picture(ann.page, info, "rules", { fullPage: true });
  await isAccessible(ann.page, "rules");

  // Real requests follow the prediction.
  for (const [name, path, asked, other] of [
    ["Vera", "/help/lamp", cleopatra, benny],
    ["Olga", "/shop", benny, cleopatra],
  ] as const) {
    const visitor = await Visitor.comes(browser, "mouse");
    await visitor.opens(`${site.url}${path}`);
    await visitor.opensPanel();
    await visitor.asks(name, `From ${path}`);
    await expect(asked.page.getByRole("button", { name: `Accept ${name}` })).toBeVisible();
    await expect(other.row(name)).toBeVisible();
    await expect(other.page.getByRole("button", { name: `Accept ${name}` })).toHaveCount(0);
  }

  // The chat shows why it went there, even after it is over and the rules have changed.
  await cleopatra.accepts("Vera");
  await cleopatra.ends();
  await ann.page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: /^Visitors/ }).click();
  await ann.row("Vera").click();
  const anna = ann.with("keyboard");
  await anna.presses(ann.page.getByRole("region", { name: "Earlier chats" }).getByRole("link"));
  await anna.presses(ann.page.getByRole("button", { name: "Actions of this chat" }));
  await anna.chooses("Why it came here");
  await expect(ann.window).toContainText(`Rule 1, for ${where}/help/*, was the first that fits ${site.url}/help/lamp.`);
  await expect(ann.window.getByRole("listitem").filter({ hasText: "Cleo: available, 0 chats" }).last()).toBeVisible();
  await expect(ann.window).not.toContainText("Ben");
  await picture(ann.page, info, "why");
  await isAccessible(ann.page, "why");
  await ann.page.keyboard.press("Escape");
  await ann.administers("URL routing");

  // A removed rule matches nobody any more, with mouse and keyboard alike.
  await adds(ann, `${where}/tea`, ["Ben"]);
  for (const [by, pattern] of [[anna, `${where}/tea`], [ann, `${where}/help/*`]] as const) {
    await by.doesWith(pattern, "Remove");
    await by.presses(ann.window.getByRole("button", { name: "Remove" }));
    await expect(ann.window).toBeHidden();
  }
  await expect(order(ann)).toHaveText([where]);
  await tries("/help/lamp");
  await expect(ann.page.getByText(`Rule 1, for ${where}, sends it to Ben.`)).toBeVisible();
  await ann.page.getByLabel("Address of a page").fill("https://elsewhere.example/");
  await ann.presses(ann.page.getByRole("button", { name: "Try it" }));
  await expect(ann.page.getByText("No rule fits: it goes to everybody.")).toBeVisible();
  await site.stop();
});

test("A12: what cannot be is told, and when the operator whom a rule names signs off, what waits goes where the rule says instead, and back", async ({ browser, server }, info) => {
  const chat = snippet(server.url, await server.siteKey());
  const pages = ["/help", "/tea"].map((path) => [path, { body: `<h1>${path}</h1>`, snippet: chat }]);
  const site = await HostSite.start(Object.fromEntries(pages));
  const where = new URL(site.url).host;
  const ben = await server.addOperator("Ben");
  const ann = await Operator.comes(browser, "mouse", server);
  const benny = await Operator.comes(browser, "mouse", server);
  await Promise.all([ann.signsIn(), benny.signsIn(ben)]);
  await ann.administers("URL routing");
  await test.step("a rule that cannot be is told beside its field, and one that somebody else has changed is not overwritten", async () => {
    await ann.page.getByRole("button", { name: "Add", exact: true }).click();
    const told = ann.window.getByRole("alert").filter({ hasText: /./ });
    const save = ann.window.getByRole("button", { name: "Save" });
    const pages = ann.window.getByLabel("Pages");
    for (const bad of ["/help", "shop example"]) {
      await pages.fill(bad);
      await save.click();
      await expect(told).toContainText(/^The address/);
      await expect(pages).toBeFocused();
      await expect(pages).toHaveValue(bad);
    }
    await picture(ann.page, info, "told");
    await pages.fill("shop.example");
    await save.click();
    await expect(told).toContainText("Tick at least one");
    await ann.window.getByRole("checkbox", { name: "Support" }).check();
    await save.click();
    await expect(ann.entry("shop.example")).toBeVisible();

    const same = await Operator.comes(browser, "mouse", server);
    await same.signsIn();
    await same.administers("URL routing");
    for (const one of [ann, same]) {
      await one.doesWith("shop.example", "Edit");
      await expect(one.window.getByLabel("Pages")).toHaveValue("shop.example");
    }
    await ann.window.getByLabel("Pages").fill("store.example");
    await ann.window.getByRole("button", { name: "Save" }).click();
    await expect(ann.entry("store.example")).toBeVisible();
    await same.window.getByLabel("Pages").fill("mall.example");
    await same.window.getByRole("button", { name: "Save" }).click();
    await expect(same.window.getByRole("alert").filter({ hasText: "Somebody else has changed this meanwhile" })).toBeVisible();
    await expect(same.window.getByLabel("Pages")).toHaveValue("mall.example");
    await same.context.close();
  });
  await ann.switches(ann.page.getByRole("switch", { name: /Requests go by the page/ }));
  await adds(ann, `${where}/tea`, ["Ben"]);
  await adds(ann, `${where}/help`, ["Ben"], "Visitors are offered the off-line form");
  await ann.entry(`${where}/help`).getByRole("button").first().click();
  await expect(ann.window.getByLabel("If none of them is there").getByRole("option", { selected: true })).toHaveText("Visitors are offered the off-line form");
  await picture(ann.page, info, "instead");
  await isAccessible(ann.page, "what is done instead");
  await ann.page.keyboard.press("Escape");

  const accept = (operator: Operator, name: string) => operator.page.getByRole("button", { name: `Accept ${name}` });
  const asks = async (name: string, path: string) => {
    const visitor = await Visitor.comes(browser, "mouse");
    await visitor.opens(`${site.url}${path}`);
    await visitor.opensPanel();
    await visitor.asks(name, `From ${path}`);
    await expect(accept(benny, name)).toBeVisible();
    await expect(accept(ann, name)).toHaveCount(0);
    return visitor;
  };
  const vera = await asks("Vera", "/help");
  await asks("Walt", "/tea");

  await benny.signsOut();
  await expect(accept(ann, "Walt")).toBeVisible();
  await expect(vera.panel.getByText("Nobody is available any more.")).toBeVisible();
  await expect(ann.page.getByText("Nobody is there for it")).toBeVisible();
  await expect(accept(ann, "Vera")).toHaveCount(0);
  await vera.presses("Leave a message");
  await expect(vera.panel.getByRole("textbox", { name: "Your message" })).toHaveValue("From /help");
  await picture(vera.page, info, "off-line-form");

  // Ben is back, and has both of them.
  await benny.signsIn(ben);
  await expect(accept(benny, "Walt")).toBeVisible();
  await expect(accept(ann, "Walt")).toHaveCount(0);
  await benny.page.getByRole("button", { name: "Accept Vera" }).click();
  await expect(benny.composer("Vera")).toBeVisible();
  await expect.poll(() => vera.sees()).toEqual(["From /help"]);
  await site.stop();
});
