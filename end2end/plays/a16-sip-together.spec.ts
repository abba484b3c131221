// Manual A15, A16: several SIP clients, of several operators or of one.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import type { SipClient } from "../support/sip/client";
import { JsSip } from "../support/sip/jssip";
import { Linphone } from "../support/sip/linphone";
import { Pjsua } from "../support/sip/pjsua";
import { addressBefore, addressOf, contact, count, expect, hears, looksOn, test } from "../support/sip/test";

test("A15, A16: several clients, of two operators and of one", async ({ browser, server, comesWith }, info) => {
  const bens = await server.addOperator("Ben");
  await server.addOperator("Clara");
  const ann = await looksOn(browser, server);
  const [ben, clara] = [new Pjsua("tls"), new Linphone("udp")];
  const sip = await comesWith(ben, "Ben");
  await comesWith(clara, "Clara");
  const vera = await Visitor.comes(browser, "mouse");
  await vera.opens(`${server.url}/demo`);
  await vera.opensPanel();
  await vera.asks("Vera", "Where is my parcel?");

  await test.step("A15: /t in one client offers the chat, and /a in one of another kind takes it", async () => {
    // Both receive the request; the first to accept gets the chat.
    const [fromBen, fromClara] = [await addressOf(ben, "Vera"), await addressOf(clara, "Vera")];
    await ben.writes(fromBen, "/a");
    await hears(clara, "* This chat is not waiting for you any more.");
    await expect(clara.writes(fromClara, "/a")).rejects.toThrow("not sent");
    await hears(clara, "* There is no chat with this visitor that you could write in.");

    // A command that fails is reported, and the visitor hears nothing of it.
    await ben.writes(fromBen, "/t Zoe");
    await hears(ben, "* Nobody is called Zoe. At their desks: Clara, Support.");
    await ben.writes(fromBen, "/t cla");
    await hears(ben, "* The chat is offered to Clara.");
    const offered = await addressBefore(clara, "* Ben offers you this chat – answer /a to take it.");
    expect(offered).toBe(fromClara);
    await clara.writes(offered, "/a");
    await hears(ben, "* Clara has this chat now.");
    await expect(vera.panel.getByText(/Clara/).first()).toBeVisible();

    // It goes on with Clara alone.
    await vera.says("Hello Clara");
    await hears(clara, "Hello Clara");
    await clara.writes(fromClara, "I have your parcel here.");
    const said = ["Where is my parcel?", "Hello Clara", "I have your parcel here."];
    await expect.poll(() => vera.sees()).toEqual(said);
    expect(await ben.heard()).not.toContain("Hello Clara");
    expect(await ben.heard()).not.toContain("I have your parcel here.");
    await ann.row("Vera").dblclick();
    await expect.poll(() => ann.sees()).toEqual(said);
    await expect(contact(ann, "Clara", "Online")).toBeVisible();
  });
  // A chat that its operator leaves behind would ring for the following ones.
  await vera.presses("End chat");
  await vera.panel.getByRole("dialog").getByRole("button", { name: "End chat" }).click();
  await hears(clara, "* Vera ended the chat");
  for (const client of [ben, clara]) await client.quits();
  for (const { context } of [ann, vera]) await context.close();

  await test.step("A16: three clients and a console of one operator at the same time", async () => {
    const console = await Operator.comes(browser, "mouse", server);
    await console.signsIn(bens);
    const clients: SipClient[] = [new Linphone("tcp"), new Pjsua("tls"), new JsSip()];
    for (const client of clients) await comesWith(client, sip);
    const walter = await Visitor.comes(browser, "mouse");
    await walter.opens(`${server.url}/demo`);
    await walter.opensPanel();
    await walter.asks("Walter", "Where is my parcel?");

    // All of them ring, with one address.
    const addresses = await Promise.all(clients.map((client) => addressOf(client, "Walter")));
    expect(new Set(addresses).size).toBe(1);
    const address = addresses[0] as string;
    for (const client of clients) await hears(client, "Where is my parcel?");
    await expect(console.row("Walter")).toContainText("Requesting");

    // Ben accepts in all of them at once: it counts once, and the other two say so.
    await Promise.all(clients.map((client) => client.writes(address, "/a")));
    for (const client of clients) await hears(client, "* Ben accepted the chat");
    const told = async () => (await Promise.all(clients.map((client) => client.heard()))).map((heard) => count(heard, "* You have this chat already."));
    await expect.poll(async () => (await told()).sort()).toEqual([0, 1, 1]);
    await expect(walter.panel.getByText("Ben joined the chat")).toHaveCount(1);

    // What Ben writes in one client appears in the others and in the console with the name before
    // it, and is not echoed.
    await console.row("Walter").dblclick();
    const said = ["Where is my parcel?"];
    for (const [at, client] of clients.entries()) {
      const answer = `Answer ${at + 1}`;
      await client.writes(address, answer);
      said.push(answer);
      for (const other of clients) {
        if (other !== client) await hears(other, `Ben: ${answer}`);
      }
      await expect.poll(() => console.sees()).toEqual(said);
    }
    await console.says("Walter", "From the console");
    await walter.says("Thank you");
    said.push("From the console", "Thank you");
    await expect.poll(() => walter.sees()).toEqual(said);
    for (const client of clients) {
      await hears(client, "Ben: From the console");
      await hears(client, "Thank you");
    }
    for (const [at, client] of clients.entries()) await hears(client, `Answer ${at + 1}`, 0);
    await picture(console.page, info, "console");

    // With one client left Ben is still present; the others go on.
    await clients[0]?.quits();
    await clients[2]?.kill();
    await console.signsOut();
    await walter.says("Are you there?");
    await hears(clients[1] as SipClient, "Are you there?");
  });
});
