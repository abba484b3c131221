// Manual A16: what goes through SIP clients: long messages, typing, who is there; and what is not in the log.

import type { Browser } from "@playwright/test";
import { Visitor } from "../support/people";
import type { Server } from "../support/server";
import type { SipClient } from "../support/sip/client";
import { JsSip } from "../support/sip/jssip";
import { Linphone } from "../support/sip/linphone";
import { Pjsua } from "../support/sip/pjsua";
import { addressOf, expect, hears, test } from "../support/sip/test";

/** A visitor asks, and the operator in this client accepts. */
async function talks(browser: Browser, server: Server, client: SipClient) {
  const vera = await Visitor.comes(browser, "mouse");
  await vera.opens(`${server.url}/demo`);
  await vera.opensPanel();
  await vera.asks("Vera", "Hello");
  const address = await addressOf(client, "Vera");
  await client.writes(address, "/a");
  await expect(vera.panel.getByText("Ben joined the chat")).toBeVisible();
  return { vera, address };
}

/** So many characters, most of them of two bytes and no two pieces alike. */
function long(characters: number): string {
  let text = "";
  for (let n = 0; text.length < characters; n++) text += `Wörtergrüße${n} `;
  return `${text.slice(0, characters - 1)}!`;
}

/** What is left of a text if what the client puts before each piece is taken away, as are the ends of lines and the spaces. */
function bare(text: string): string {
  return text.replaceAll(/^.*?sip:[^\n]*?>?: /gm, "").replaceAll(/\s/g, "");
}

// A visitor's panel takes 4,000 characters at most, so the 6,000 are two messages of his; a client's are cut by the server.
for (const [client, most] of [
  [new Linphone("udp"), 6_000],
  [new Linphone("tcp"), 6_000],
  [new JsSip(), 6_000],
  // PJSIP sends nothing of more than 4,000 bytes, its own fields among them.
  [new Pjsua("udp"), 2_500],
  [new Pjsua("tcp"), 2_500],
] as const) {
  test(`A16: long messages arrive whole with ${client.name}`, async ({ browser, server, comesWith }) => {
    await server.addOperator("Ben");
    await comesWith(client, "Ben");
    const { vera, address } = await talks(browser, server, client);
    const whole = long(6_000);
    const before = (await client.heard()).length;
    await vera.says(whole.slice(0, 4_000));
    await vera.says(whole.slice(4_000));
    await expect.poll(async () => bare((await client.heard()).slice(before)), { timeout: 30_000 }).toContain(bare(whole));
    await vera.says("That was all");
    await hears(client, "That was all");

    const answer = long(most);
    await client.writes(address, answer);
    await expect.poll(async () => (await vera.sees()).slice(4).join("").replaceAll(/\s/g, "")).toBe(answer.replaceAll(/\s/g, ""));
  });
}

test("A16: that somebody types goes both ways, and a client sees who is on the site", async ({ browser, server, comesWith }) => {
  await server.addOperator("Ben");
  const client = new Pjsua("tls");
  await comesWith(client, "Ben");
  const { vera, address } = await talks(browser, server, client);

  const field = vera.panel.getByRole("textbox", { name: "Your message" });
  await field.pressSequentially("I am typing …");
  await expect.poll(() => client.seesTyping(address), { timeout: 15_000 }).toBe(true);
  await field.fill("");
  await expect.poll(() => client.seesTyping(address), { timeout: 15_000 }).toBe(false);
  client.types(address, true);
  await expect(vera.panel.getByText("Ben is typing…")).toBeVisible();
  client.types(address, false);
  await expect(vera.panel.getByText("Ben is typing…")).toBeHidden();

  client.watches(address);
  await expect.poll(() => client.seesThere(address), { timeout: 15_000 }).toBe(true);
  await vera.context.close();
  await expect.poll(() => client.seesThere(address), { timeout: 60_000 }).toBe(false);
});

test.describe("with everything in the log", () => {
  test.use({ settings: { SWITCHBOARD_LOG: "trace" } });

  test("A16: neither proofs nor passwords nor what people say are in the log", async ({ browser, server, comesWith }) => {
    await server.addOperator("Ben");
    const clients = [new Linphone("udp"), new Pjsua("tls"), new JsSip()];
    const account = await comesWith(clients[0] as SipClient, "Ben");
    for (const client of clients.slice(1)) await comesWith(client, account);
    const { vera, address } = await talks(browser, server, clients[0] as SipClient);
    await vera.says("Palimpsest of the visitor");
    for (const client of clients) {
      await hears(client, "Palimpsest of the visitor");
      await client.writes(address, "Rhododendron of the operator");
    }
    await expect.poll(async () => (await vera.sees()).length).toBe(5);
    for (const client of clients) await client.quits();

    const ways = ["udp", "tls", "ws"].map((way) => new RegExp(`a SIP client has come.*${way} 127`));
    for (const way of ways) await expect.poll(() => plain(server.log), "the log tells what happens").toMatch(way);
    expect(plain(server.log), "everything is logged that can be").toMatch(/ TRACE /);
    for (const secret of ["Palimpsest", "Rhododendron", account.password, "Digest ", "Authorization", "response=", "nonce="]) {
      expect(server.log.includes(secret), `${secret} is in the log`).toBe(false);
    }
  });
});

/** Without the colours. */
function plain(log: string): string {
  return log.replaceAll(/\x1b\[[0-9;]*m/g, "");
}
