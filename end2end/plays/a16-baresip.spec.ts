// Manual A16: an operator has nothing but baresip.

import { Operator, Visitor } from "../support/people";
import { Baresip } from "../support/sip/baresip";
import { addressOf, expect, hears, test } from "../support/sip/test";

for (const over of ["udp", "tcp"] as const) {
  test(`A16: an operator with baresip alone answers, transfers and goes, over ${over.toUpperCase()}`, async ({ browser, server, comesWith }, info) => {
    await server.addOperator("Ben");
    const ben = new Baresip(over);
    await comesWith(ben, "Ben");
    const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
    for (const [visitor, name] of [[vera, "Vera"], [olga, "Olga"]] as const) {
      await visitor.opens(`${server.url}/demo`);
      await visitor.opensPanel();
      await visitor.asks(name, `${name} asks.`);
      await hears(ben, `${name} asks.`);
    }
    const [toVera, toOlga] = [await addressOf(ben, "Vera"), await addressOf(ben, "Olga")];

    await ben.writes(toOlga, "Hello?");
    await hears(ben, "* Not done: answer /a first");
    expect(ben.screen).toContain("403 Accept the chat first");
    await ben.writes(toVera, "/a");
    await expect(vera.panel.getByText(/Ben/).first()).toBeVisible();
    await ben.writes(toVera, "I am looking, “äöü” & <so>.");
    await ben.writes(toOlga, "/a");
    await ben.writes(toOlga, "I am here.");
    await expect.poll(() => vera.sees()).toEqual(["Vera asks.", "I am looking, “äöü” & <so>."]);
    await expect.poll(() => olga.sees()).toEqual(["Olga asks.", "I am here."]);
    await Promise.all([vera.says("Vera is waiting."), olga.says("Olga is, too.")]);
    for (const line of ["Vera is waiting.", "Olga is, too."]) await hears(ben, line);

    const carla = await Operator.comes(browser, "mouse", server);
    await carla.signsIn(await server.addOperator("Carla"));
    await ben.writes(toVera, "/t carl");
    await hears(ben, "* The chat is offered to Carla.");
    await carla.page.getByRole("link", { name: /Ben offers you the chat with Vera/ }).click();
    await carla.presses(carla.page.getByRole("button", { name: "Take the chat" }));
    await expect(vera.panel.getByText(/Carla/).first()).toBeVisible();
    await hears(ben, "* Carla has this chat now.");
    await info.attach("baresip.txt", { body: ben.screen });

    const contact = carla.page.getByRole("region", { name: "Contacts" }).getByRole("button", { name: /^Ben/ });
    await expect(contact).toHaveAccessibleName("Ben Online");
    await ben.quits();
    await expect(contact).toHaveAccessibleName("Ben Not at the desk");
    await carla.signsOut();
    const zoe = await Visitor.comes(browser, "mouse");
    await zoe.opens(`${server.url}/demo`);
    await zoe.opensPanel();
    await expect(zoe.panel.getByText("Leave us a message")).toBeVisible();
  });
}
