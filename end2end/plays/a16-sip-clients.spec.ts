// Manual A5, A16: an operator works with a SIP client alone. The same play with real clients of others, over each way.

import { Visitor } from "../support/people";
import { picture } from "../support/picture";
import { JsSip } from "../support/sip/jssip";
import { Linphone } from "../support/sip/linphone";
import { Pjsua } from "../support/sip/pjsua";
import { addressOf, contact, expect, hears, looksOn, test } from "../support/sip/test";

const clients = [
  new Linphone("udp"),
  new Linphone("tcp"),
  new Linphone("tls"),
  new Pjsua("udp"),
  new Pjsua("tcp"),
  new Pjsua("tls"),
  new JsSip(),
];

for (const client of clients) {
  test(`A16: an operator works with ${client.name} alone`, async ({ browser, server, comesWith }, info) => {
    await server.addOperator("Ben");
    const ann = await looksOn(browser, server);
    const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
    for (const visitor of [vera, olga]) {
      await visitor.opens(`${server.url}/demo`);
      await visitor.opensPanel();
      await expect(visitor.panel.getByText("Leave us a message")).toBeVisible();
    }
    await expect(contact(ann, "Ben", "Not at the desk")).toBeVisible();

    // He signs in, and is there.
    await comesWith(client, "Ben");
    await expect(contact(ann, "Ben", "Online")).toBeVisible();
    await expect(olga.panel.getByRole("button", { name: "Start chat" })).toBeVisible();

    // He is asked, and accepts.
    await vera.asks("Vera", "Wo ist mein Päckchen? 📦");
    const address = await addressOf(client, "Vera");
    await hears(client, "Wo ist mein Päckchen? 📦");
    await client.writes(address, "/a");
    await expect(vera.panel.getByText("Ben joined the chat")).toBeVisible();
    await picture(vera.page, info, "accepted");

    // They talk.
    await vera.says("It is the blue one,\nand it is <b>late</b> & \"lost\".");
    await hears(client, "It is the blue one,\nand it is <b>late</b> & \"lost\".");
    const answers = ["Grüß Gott! Ich schaue nach – 3 € zurück 😀👍🏽", "<i>Moment</i> & \"bitte\" //a 日本語 שלום"];
    for (const answer of answers) await client.writes(address, answer);
    const said = ["Wo ist mein Päckchen? 📦", "It is the blue one,\nand it is <b>late</b> & \"lost\".", ...answers];
    await expect.poll(() => vera.sees()).toEqual(said);
    await picture(vera.page, info, "answered");

    // The administrator's console shows the same.
    await ann.row("Vera").dblclick();
    await expect.poll(() => ann.sees()).toEqual(said);
    await picture(ann.page, info, "looked-on");

    // He signs out, and nobody is there.
    await client.quits();
    await expect(contact(ann, "Ben", "Not at the desk")).toBeVisible();
    await expect(olga.panel.getByText("Leave us a message")).toBeVisible();
    await picture(olga.page, info, "off-line");
  });
}
