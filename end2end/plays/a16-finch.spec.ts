// Manual A16: an operator who has only finch, a client of libpurple as Pidgin is.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { Finch } from "../support/sip/finch";
import { addressOf, contact, count, expect, hears, test } from "../support/sip/test";

for (const over of ["udp", "tcp"] as const) {
  test(`A15, A16: an operator works with finch alone, over ${over.toUpperCase()}`, async ({ browser, server, comesWith }, info) => {
    await server.addOperator("Ben");
    const carlasAccount = await server.addOperator("Carla");
    const carla = await Operator.comes(browser, "mouse", server);
    await carla.signsIn(carlasAccount);
    const quitter = new Finch(over);
    const account = await comesWith(quitter, "Ben");
    await expect(contact(carla, "Ben", "Online")).toBeVisible();
    const first = new Finch(over);

    // Before any of them crashes: the server waits for who comes back.
    await test.step("whoever quits finch is off line, and whoever comes back is let in", async () => {
      await carla.signsOut();
      const iris = await Visitor.comes(browser, "mouse");
      await iris.opens(`${server.url}/demo`);
      await iris.opensPanel();
      await expect(iris.panel.getByRole("button", { name: "Start chat" })).toBeVisible();
      await quitter.quits();
      await expect(iris.panel.getByText("Leave us a message")).toBeVisible();
      await picture(iris.page, info, "off-line");
      await carla.signsIn(carlasAccount);
      await expect(contact(carla, "Ben", "Not at the desk")).toBeVisible();
      await picture(carla.page, info, "not-at-the-desk");
      // libpurple calls everything as it did before.
      await comesWith(first, account);
      await expect(contact(carla, "Ben", "Online")).toBeVisible();
      await carla.signsOut();
      await iris.context.close();
    });

    const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
    for (const visitor of [vera, olga]) {
      await visitor.opens(`${server.url}/demo`);
      await visitor.opensPanel();
    }
    const said = ["Where is my parcel?"];
    const looking = "I am looking: “äöü” & <1 minute>;";
    let visitor = "";

    await test.step("two visitors who write to finch at the same moment are both heard and answered", async () => {
      await Promise.all([vera.asks("Vera", "Where is my parcel?"), olga.asks("Olga", "Olga asks that.")]);
      for (const line of ["Where is my parcel?", "Olga asks that."]) await hears(first, line);
      visitor = await addressOf(first, "Vera");
      const toOlga = await addressOf(first, "Olga");
      expect(visitor).not.toBe(toOlga);
      // finch handles a leading slash itself; with a space before it, it is ordinary text.
      await first.types(visitor, "/a");
      await first.pressesEnter();
      await expect.poll(() => first.screen()).toContain("No such command");
      expect(await vera.panel.getByText(/Ben/).count()).toBe(0);
      await first.writes(visitor, " /a");
      await expect(vera.panel.getByText(/Ben/).first()).toBeVisible();
      await hears(first, "* Ben accepted the chat");
      await info.attach("finch.txt", { body: await first.screen() });
      await first.writes(toOlga, ".a");
      await first.writes(visitor, looking);
      await first.writes(toOlga, "That is for Olga.");
      said.push(looking);
      await expect.poll(() => vera.sees()).toEqual(said);
      await expect.poll(() => olga.sees()).toEqual(["Olga asks that.", "That is for Olga."]);
      await Promise.all([vera.says("Vera thanks."), olga.says("Olga, too.")]);
      for (const line of ["Vera thanks.", "Olga, too."]) await hears(first, line);
      said.push("Vera thanks.");
    });

    await test.step("of several messages that come together each is read, in their order, and none comes again", async () => {
      // If several arrive together, libpurple would read only the first.
      const lines = ["one", "two", "three", "four", "five"].map((number) => `It has the number ${number}.`);
      for (const line of lines) await vera.says(line);
      for (const line of lines) await hears(first, line);
      const heard = await first.heard();
      expect(lines.map((line) => heard.indexOf(line))).toEqual(lines.map((line) => heard.indexOf(line)).sort((a, b) => a - b));
      await vera.says("That is all.");
      await hears(first, "That is all.");
      for (const line of [...lines, "Where is my parcel?"]) expect(count(await first.heard(), line), line).toBe(1);
      said.push(...lines, "That is all.");
      await first.writes(visitor, "I see.");
      said.push("I see.");
      await expect.poll(() => vera.sees()).toEqual(said);
    });

    const ben = new Finch(over);
    await test.step("finch that crashed and was started anew goes on", async () => {
      await first.kill();
      await comesWith(ben, account);
      await hears(ben, "* You are in a chat with Vera.");
      // libpurple reuses the same identifiers for its next message, which must count as another
      // message.
      await ben.writes(visitor, " /a");
      await hears(ben, "* You have this chat already.");
      await ben.writes(visitor, looking);
      said.push(looking);
      await expect.poll(() => vera.sees()).toEqual(said);
      await vera.says("You said so.");
      await hears(ben, "You said so.");
      said.push("You said so.");
    });

    await test.step("A15: /t in finch offers the chat to a colleague in a browser", async () => {
      await ben.writes(visitor, " /t Zoe");
      await hears(ben, "* Nobody is called Zoe.");
      await ben.writes(visitor, " /t carla");
      await hears(ben, "* Not done: Carla is not at");
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
      said.push("It is on its way.");
      await expect.poll(() => vera.sees()).toEqual(said);
      await ben.writes(visitor, "Too late.");
      await hears(ben, "* There is no chat with this visitor that you could write in.");
      expect(await vera.sees()).toEqual(said);
    });
  });
}
