// Manual A16: an operator has nothing but finch, which is a client of libpurple as Pidgin is.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { Finch } from "../support/sip/finch";
import { addressOf, count, expect, hears, test } from "../support/sip/test";

for (const over of ["udp", "tcp"] as const) {
  test(`A16: an operator with finch alone answers, over ${over.toUpperCase()}`, async ({ browser, server, comesWith }, info) => {
    await server.addOperator("Ben");
    const ben = new Finch(over);
    await comesWith(ben, "Ben");
    const vera = await Visitor.comes(browser, "mouse");
    await vera.opens(`${server.url}/demo`);
    await vera.opensPanel();
    await vera.asks("Vera", "Where is my parcel?");

    const visitor = await addressOf(ben, "Vera");
    await hears(ben, "Where is my parcel?");
    // What begins with a slash finch takes for itself; with a space before it, it is a text like any other.
    await ben.types(visitor, "/a");
    await ben.pressesEnter();
    await expect.poll(() => ben.screen()).toContain("No such command");
    expect(await vera.panel.getByText(/Ben/).count()).toBe(0);
    await ben.writes(visitor, " /a");
    await expect(vera.panel.getByText(/Ben/).first()).toBeVisible();
    await hears(ben, "* Ben accepted the chat");
    await info.attach("finch.txt", { body: await ben.screen() });

    await ben.writes(visitor, "I am looking: “äöü” & <1 minute>;");
    await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "I am looking: “äöü” & <1 minute>;"]);
    // Of several that come together libpurple would read the first alone.
    const lines = ["one", "two", "three", "four", "five"].map((number) => `It has the number ${number}.`);
    for (const line of lines) await vera.says(line);
    for (const line of lines) await hears(ben, line);
    const heard = await ben.heard();
    expect(lines.map((line) => heard.indexOf(line))).toEqual(lines.map((line) => heard.indexOf(line)).sort((a, b) => a - b));
    // Nothing of it comes again.
    await vera.says("That is all.");
    await hears(ben, "That is all.");
    for (const line of [...lines, "Where is my parcel?"]) expect(count(await ben.heard(), line), line).toBe(1);
  });

  test(`A16: two visitors who write to finch at the same moment are both heard, over ${over.toUpperCase()}`, async ({ browser, server, comesWith }) => {
    await server.addOperator("Ben");
    const ben = new Finch(over);
    await comesWith(ben, "Ben");
    const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
    for (const visitor of [vera, olga]) {
      await visitor.opens(`${server.url}/demo`);
      await visitor.opensPanel();
    }
    await Promise.all([vera.asks("Vera", "Vera asks this."), olga.asks("Olga", "Olga asks that.")]);
    for (const line of ["Vera asks this.", "Olga asks that."]) await hears(ben, line);
    const [toVera, toOlga] = [await addressOf(ben, "Vera"), await addressOf(ben, "Olga")];
    expect(toVera).not.toBe(toOlga);
    await ben.writes(toVera, " /a");
    await ben.writes(toOlga, ".a");
    await ben.writes(toVera, "This is for Vera.");
    await ben.writes(toOlga, "That is for Olga.");
    await expect.poll(() => vera.sees()).toEqual(["Vera asks this.", "This is for Vera."]);
    await expect.poll(() => olga.sees()).toEqual(["Olga asks that.", "That is for Olga."]);
    await Promise.all([vera.says("Vera thanks."), olga.says("Olga, too.")]);
    for (const line of ["Vera thanks.", "Olga, too."]) await hears(ben, line);
  });

  test(`A15: /t in finch offers the chat to a colleague in a browser, over ${over.toUpperCase()}`, async ({ browser, server, comesWith }, info) => {
    await server.addOperator("Ben");
    const carlasAccount = await server.addOperator("Carla");
    const carla = await Operator.comes(browser, "mouse", server);
    const ben = new Finch(over);
    await comesWith(ben, "Ben");
    const vera = await Visitor.comes(browser, "mouse");
    await vera.opens(`${server.url}/demo`);
    await vera.opensPanel();
    await vera.asks("Vera", "Where is my parcel?");
    const visitor = await addressOf(ben, "Vera");
    await ben.writes(visitor, " /a");
    await hears(ben, "* Ben accepted the chat");
    await ben.writes(visitor, " /t Zoe");
    await hears(ben, "* Nobody is called Zoe.");
    await ben.writes(visitor, " /t carla");
    await hears(ben, "* Not done: Carla is not at his desk");

    await carla.signsIn(carlasAccount);
    await ben.writes(visitor, " /t carl");
    await hears(ben, "* The chat is offered to Carla.");
    await carla.page.getByRole("link", { name: /Ben offers you the chat with Vera/ }).click();
    await picture(carla.page, info, "offered");
    await carla.presses(carla.page.getByRole("button", { name: "Take the chat" }));
    await expect(carla.composer("Vera")).toBeVisible();
    await expect(vera.panel.getByText(/Carla/).first()).toBeVisible();
    await hears(ben, "* Carla has this chat now.");
    await carla.says("Vera", "It is on its way.");
    await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "It is on its way."]);
    await ben.writes(visitor, "Too late.");
    await hears(ben, "* There is no chat with this visitor that you could write in.");
    expect(await vera.sees()).toEqual(["Where is my parcel?", "It is on its way."]);
  });

  test(`A16: whoever quits finch is off line, over ${over.toUpperCase()}`, async ({ browser, server, comesWith }, info) => {
    await server.addOperator("Ben");
    const ann = await Operator.comes(browser, "mouse", server);
    await ann.signsIn();
    const contact = ann.page.getByRole("region", { name: "Contacts" }).getByRole("button", { name: /^Ben/ });
    const ben = new Finch(over);
    const account = await comesWith(ben, "Ben");
    await expect(contact).toHaveAccessibleName("Ben Online");
    await ann.signsOut();
    const vera = await Visitor.comes(browser, "mouse");
    await vera.opens(`${server.url}/demo`);
    await vera.opensPanel();
    await expect(vera.panel.getByRole("button", { name: "Start chat" })).toBeVisible();
    await ben.quits();
    await expect(vera.panel.getByText("Leave us a message")).toBeVisible();
    await picture(vera.page, info, "off-line");
    await ann.signsIn();
    await expect(contact).toHaveAccessibleName("Ben Not at the desk");
    await picture(ann.page, info, "not-at-his-desk");
    // Whoever comes back is let in, though libpurple calls everything as it did before.
    const again = new Finch(over);
    await comesWith(again, account);
    await expect(contact).toHaveAccessibleName("Ben Online");
  });

  test(`A16: finch that crashed and was started anew goes on, over ${over.toUpperCase()}`, async ({ browser, server, comesWith }) => {
    await server.addOperator("Ben");
    const before = new Finch(over);
    const account = await comesWith(before, "Ben");
    const vera = await Visitor.comes(browser, "mouse");
    await vera.opens(`${server.url}/demo`);
    await vera.opensPanel();
    await vera.asks("Vera", "Where is my parcel?");
    const visitor = await addressOf(before, "Vera");
    await before.writes(visitor, " /a");
    await before.writes(visitor, "Good morning.");
    await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "Good morning."]);
    await before.kill();
    const ben = new Finch(over);
    await comesWith(ben, account);
    await hears(ben, "* You are in a chat with Vera.");
    // libpurple takes the same words for what it sends as before: it is another message all the same.
    await ben.writes(visitor, " /a");
    await hears(ben, "* You have this chat already.");
    await ben.writes(visitor, "Good morning.");
    await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "Good morning.", "Good morning."]);
    await vera.says("You said so.");
    await hears(ben, "You said so.");
  });
}
