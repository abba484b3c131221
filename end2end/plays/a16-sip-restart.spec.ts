// Manual A16: the server or a client ends without warning and is restarted during a chat.

import { Visitor } from "../support/people";
import { JsSip } from "../support/sip/jssip";
import { Linphone } from "../support/sip/linphone";
import { Pjsua } from "../support/sip/pjsua";
import { addressBefore, addressOf, expect, hears, test } from "../support/sip/test";

// The server remembers clients on UDP. The others notice by themselves and retry after one or two
// seconds, which is set for these tests: their own defaults are up to some minutes.
const people = [
  { operator: "Ben", visitor: "Vera", client: new Linphone("udp") },
  { operator: "Clara", visitor: "Walter", client: new Linphone("tcp") },
  { operator: "Dora", visitor: "Xenia", client: new Linphone("tls") },
  { operator: "Emil", visitor: "Yuri", client: new Pjsua("udp") },
  { operator: "Frida", visitor: "Zora", client: new Pjsua("tls") },
  { operator: "Gerd", visitor: "Olga", client: new JsSip() },
];

/** The operators whose clients crash at the end, with the transport of the new client. */
const broken: Record<string, "udp" | "tls"> = { Emil: "udp", Frida: "tls" };

test("A16: when the server or a client is started anew, all go on, and nothing is lost or comes twice", async ({ browser, gateway, comesWith }) => {
  test.setTimeout(240_000);
  const { server } = gateway;
  const talks = [];
  for (const { operator, visitor: name, client } of people) {
    await server.addOperator(operator);
    const account = await comesWith(client, operator);
    const visitor = await Visitor.comes(browser, "mouse");
    await visitor.opens(`${server.url}/demo`);
    await visitor.opensPanel();
    await visitor.asks(name, `I am ${name}`);
    const address = await addressOf(client, name);
    await client.writes(address, "/a");
    await expect(visitor.panel.getByText(`${operator} joined the chat`)).toBeVisible();
    await client.writes(address, `I am ${operator}`);
    await expect.poll(() => visitor.sees()).toEqual([`I am ${name}`, `I am ${operator}`]);
    talks.push({ operator, name, client, visitor, address, account });
  }

  // The server is killed and restarted.
  await server.kill();
  for (const { name, visitor } of talks) await visitor.says(`${name} while nobody was there`);
  await gateway.startAgain();

  for (const { name, client } of talks) await hears(client, `${name} while nobody was there`);
  for (const { operator, name, client, visitor, address } of talks) {
    await client.writes(address, `${operator} is back`);
    await visitor.says(`${name} afterwards`);
    await hears(client, `${name} afterwards`);
    const said = [`I am ${name}`, `I am ${operator}`, `${name} while nobody was there`, `${operator} is back`, `${name} afterwards`];
    await expect.poll(() => visitor.sees()).toEqual(said);
  }
  // What follows the messages could have been a repetition of them.
  for (const { operator, name, client } of talks) {
    await hears(client, `I am ${name}`);
    await hears(client, `${name} while nobody was there`);
    await hears(client, `${operator} is back`, 0);
  }

  // Clients crash, and their operators return with new ones.
  for (const { operator, name, visitor, client, account, address } of talks) {
    const over = broken[operator];
    if (!over) continue;
    await test.step(`a client that broke down is told all that was said meanwhile: ${client.name}`, async () => {
      await client.kill();
      // More messages than an operator who joins a chat is sent.
      const questions = Array.from({ length: 14 }, (_, n) => `Question ${n + 1}?`);
      for (const question of questions) await visitor.says(question);
      await visitor.knowsThatAllIsSent();
      const anew = new Linphone(over);
      await comesWith(anew, account);
      expect(await addressBefore(anew, `* You are in a chat with ${name}.`)).toBe(address);
      await hears(anew, "Question 14?");
      for (const question of questions) await hears(anew, question);
      await hears(anew, `I am ${operator}`, 0);
      await anew.writes(address, "I am here again");
      await expect.poll(async () => (await visitor.sees()).at(-1)).toBe("I am here again");
    });
  }
});
