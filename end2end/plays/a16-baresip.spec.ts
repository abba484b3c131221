// Manual A16: operators who have only baresip.

import { Operator, Visitor } from "../support/people";
import { Baresip } from "../support/sip/baresip";
import { addressOf, contact, expect, hears, test } from "../support/sip/test";

test("A15, A16: operators with baresip alone answer, transfer and go, one over UDP and one over TCP", async ({ browser, server, comesWith }, info) => {
  await server.addOperator("Ben");
  await server.addOperator("Dora");
  const [ben, dora] = [new Baresip("udp"), new Baresip("tcp")];
  await comesWith(ben, "Ben");
  await comesWith(dora, "Dora");
  const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
  for (const [visitor, name] of [[vera, "Vera"], [olga, "Olga"]] as const) {
    await visitor.opens(`${server.url}/demo`);
    await visitor.opensPanel();
    await visitor.asks(name, `${name} asks.`);
    for (const client of [ben, dora]) await hears(client, `${name} asks.`);
  }
  const to = {
    ben: { vera: await addressOf(ben, "Vera"), olga: await addressOf(ben, "Olga") },
    dora: { vera: await addressOf(dora, "Vera"), olga: await addressOf(dora, "Olga") },
  };

  await test.step("who has not accepted is told so", async () => {
    for (const [client, visitor] of [[ben, to.ben.olga], [dora, to.dora.vera]] as const) {
      await client.writes(visitor, "Hello?");
      await hears(client, "* Not done: answer /a first");
      expect(client.screen).toContain("403 Accept the chat first");
    }
  });

  await test.step("an operator with baresip alone answers two visitors, over UDP", async () => {
    await ben.writes(to.ben.vera, "/a");
    await expect(vera.panel.getByText(/Ben/).first()).toBeVisible();
    await ben.writes(to.ben.vera, "I am looking, “äöü” & <so>.");
    await ben.writes(to.ben.olga, "/a");
    await ben.writes(to.ben.olga, "I am here.");
    await expect.poll(() => vera.sees()).toEqual(["Vera asks.", "I am looking, “äöü” & <so>."]);
    await expect.poll(() => olga.sees()).toEqual(["Olga asks.", "I am here."]);
    await Promise.all([vera.says("Vera is waiting."), olga.says("Olga is, too.")]);
    for (const line of ["Vera is waiting.", "Olga is, too."]) await hears(ben, line);
  });

  await test.step("both chats go on with the operator over TCP", async () => {
    for (const [nr, [from, taken]] of ([[to.ben.vera, to.dora.vera], [to.ben.olga, to.dora.olga]] as const).entries()) {
      await ben.writes(from, "/t dora");
      await hears(ben, "* The chat is offered to Dora.", nr + 1);
      await hears(dora, "* Ben offers you this chat – answer /a to take it.", nr + 1);
      await dora.writes(taken, "/a");
      await hears(ben, "* Dora has this chat now.", nr + 1);
    }
    await dora.writes(to.dora.vera, "Dora speaking, “äöü” & <so>.");
    await dora.writes(to.dora.olga, "Dora as well.");
    await expect.poll(() => vera.sees()).toEqual(["Vera asks.", "I am looking, “äöü” & <so>.", "Vera is waiting.", "Dora speaking, “äöü” & <so>."]);
    await expect.poll(() => olga.sees()).toEqual(["Olga asks.", "I am here.", "Olga is, too.", "Dora as well."]);
    await Promise.all([vera.says("Vera thanks."), olga.says("Olga does, too.")]);
    for (const line of ["Vera thanks.", "Olga does, too."]) await hears(dora, line);
  });

  const carla = await Operator.comes(browser, "mouse", server);
  await test.step("/t offers the chat to a colleague in a browser", async () => {
    await carla.signsIn(await server.addOperator("Carla"));
    await dora.writes(to.dora.vera, "/t carl");
    await hears(dora, "* The chat is offered to Carla.");
    await carla.page.getByRole("link", { name: /Dora offers you the chat with Vera/ }).click();
    await carla.presses(carla.page.getByRole("button", { name: "Take the chat" }));
    await expect(vera.panel.getByText(/Carla/).first()).toBeVisible();
    await hears(dora, "* Carla has this chat now.");
    await info.attach("baresip over UDP.txt", { body: ben.screen });
    await info.attach("baresip over TCP.txt", { body: dora.screen });
  });

  await test.step("who quits is not there any more", async () => {
    for (const [client, name] of [[ben, "Ben"], [dora, "Dora"]] as const) {
      await expect(contact(carla, name, "Online")).toBeVisible();
      await client.quits();
      await expect(contact(carla, name, "Not at the desk")).toBeVisible();
    }
    await carla.signsOut();
    const zoe = await Visitor.comes(browser, "mouse");
    await zoe.opens(`${server.url}/demo`);
    await zoe.opensPanel();
    await expect(zoe.panel.getByText("Leave us a message")).toBeVisible();
  });
});
