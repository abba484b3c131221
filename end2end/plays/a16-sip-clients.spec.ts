// Manual A5, A16: an operator works with a SIP client alone. This is repeated with real third-party
// clients over each transport, and covers what passes through them: long messages, typing,
// presence. None of it is in the log.

import { Visitor } from "../support/people";
import { picture } from "../support/picture";
import type { SipClient } from "../support/sip/client";
import { JsSip } from "../support/sip/jssip";
import { Linphone } from "../support/sip/linphone";
import { Pjsua } from "../support/sip/pjsua";
import { addressOf, contact, expect, hears, looksOn, test } from "../support/sip/test";

// Logs everything, so that the log would show what must not be there.
test.use({ settings: { SWITCHBOARD_LOG: "trace" } });

/** A text of this many characters, most of them two bytes long, no two pieces alike. */
function long(characters: number): string {
  let text = "";
  for (let n = 0; text.length < characters; n++) text += `Wörtergrüße${n} `;
  return `${text.slice(0, characters - 1)}!`;
}

/** The text without line ends, spaces, and what the client puts before each piece. */
function bare(text: string): string {
  return text.replaceAll(/^.*?sip:[^\n]*?>?: /gm, "").replaceAll(/\s/g, "");
}

/** The log without colours. */
function plain(log: string): string {
  return log.replaceAll(/\x1b\[[0-9;]*m/g, "");
}

const tells = new Pjsua("tls");
/**
 * The clients and their maximum message length. PJSIP sends at most 4,000 bytes, headers included.
 */
const clients: [client: SipClient, most?: number][] = [
  [new Linphone("udp"), 6_000],
  [new Linphone("tcp"), 6_000],
  [new Linphone("tls")],
  [new JsSip(), 6_000],
  [new Pjsua("udp"), 2_500],
  [new Pjsua("tcp"), 2_500],
  [tells],
];

test("A16: an operator works with each client alone, and what they say is nowhere else", async ({ browser, server, gateway, comesWith }, info) => {
  test.setTimeout(240_000);
  await server.addOperator("Ben");
  const account = await gateway.account("Ben");
  const ann = await looksOn(browser, server);
  const [vera, olga] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
  for (const visitor of [vera, olga]) {
    await visitor.opens(`${server.url}/demo`);
    await visitor.opensPanel();
    await expect(visitor.panel.getByText("Leave us a message")).toBeVisible();
  }
  await expect(contact(ann, "Ben", "Not at the desk")).toBeVisible();

  for (const [nr, [client, most]] of clients.entries()) {
    await test.step(`an operator works with ${client.name} alone`, async () => {
      const looks = async (page: typeof ann.page, what: string) => (nr === 0 ? picture(page, info, what) : undefined);
      // They sign in, and are present.
      await comesWith(client, account);
      await expect(contact(ann, "Ben", "Online")).toBeVisible();
      await expect(olga.panel.getByRole("button", { name: "Start chat" })).toBeVisible();

      // They receive a request, and accept.
      if (nr > 0) await vera.presses("Start a new chat");
      await vera.asks("Vera", "Wo ist mein Päckchen? 📦");
      const address = await addressOf(client, "Vera");
      await hears(client, "Wo ist mein Päckchen? 📦");
      await client.writes(address, "/a");
      await expect(vera.panel.getByText("Ben joined the chat")).toBeVisible();
      await looks(vera.page, "accepted");

      // They talk.
      const palimpsest = "It is the Palimpsest,\nand it is <b>late</b> & \"lost\".";
      await vera.says(palimpsest);
      await hears(client, palimpsest);
      const answers = ["Grüß Gott! Ich schaue nach – 3 € zurück 😀👍🏽", "<i>Rhododendron</i> & \"bitte\" //a 日本語 שלום"];
      for (const answer of answers) await client.writes(address, answer);
      const said = ["Wo ist mein Päckchen? 📦", palimpsest, ...answers];
      await expect.poll(() => vera.sees()).toEqual(said);
      await looks(vera.page, "answered");

      // The administrator's console shows the same.
      await expect(ann.row("Vera")).toContainText("Chatting with Ben");
      await ann.row("Vera").dblclick();
      await expect.poll(() => ann.sees()).toEqual(said);
      await looks(ann.page, "looked-on");
      await ann.page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: /^Visitors/ }).click();

      if (most !== undefined) {
        // A visitor's panel accepts at most 4,000 characters, so the 6,000 are two messages; the
        // server splits those of a client.
        const whole = long(6_000);
        const before = (await client.heard()).length;
        await vera.says(whole.slice(0, 4_000));
        await vera.says(whole.slice(4_000));
        await expect.poll(async () => bare((await client.heard()).slice(before)), { timeout: 30_000 }).toContain(bare(whole));
        await vera.says("That was all");
        await hears(client, "That was all");
        const answer = long(most);
        await client.writes(address, answer);
        const seen = async () => (await vera.sees()).slice(said.length + 3).join("").replaceAll(/\s/g, "");
        await expect.poll(seen).toBe(answer.replaceAll(/\s/g, ""));
      }

      if (client === tells) {
        // Typing is shown both ways, and a client sees who is on the site.
        const field = vera.panel.getByRole("textbox", { name: "Your message" });
        await field.pressSequentially("I am typing …");
        await expect.poll(() => tells.seesTyping(address), { timeout: 15_000 }).toBe(true);
        await field.fill("");
        await expect.poll(() => tells.seesTyping(address), { timeout: 15_000 }).toBe(false);
        tells.types(address, true);
        await expect(vera.panel.getByText("Ben is typing…")).toBeVisible();
        tells.types(address, false);
        await expect(vera.panel.getByText("Ben is typing…")).toBeHidden();

        tells.watches(address);
        await expect.poll(() => tells.seesThere(address), { timeout: 15_000 }).toBe(true);
        await vera.context.close();
        await expect.poll(() => tells.seesThere(address), { timeout: 60_000 }).toBe(false);
      } else {
        await vera.presses("End chat");
        await vera.panel.getByRole("dialog").getByRole("button", { name: "End chat" }).click();
        await hears(client, "* Vera ended the chat");
      }

      // They sign out, and nobody is present.
      await client.quits();
      await expect(contact(ann, "Ben", "Not at the desk")).toBeVisible();
      await expect(olga.panel.getByText("Leave us a message")).toBeVisible();
      await looks(olga.page, "off-line");
    });
  }

  await test.step("neither proofs nor passwords nor what people say are in the log", async () => {
    const ways = ["udp", "tcp", "tls", "ws"].map((way) => new RegExp(`a SIP client has come.*${way} 127`));
    for (const way of ways) await expect.poll(() => plain(server.log), "the log tells what happens").toMatch(way);
    expect(plain(server.log), "everything is logged that can be").toMatch(/ TRACE /);
    for (const secret of ["Palimpsest", "Rhododendron", account.password, "Digest ", "Authorization", "response=", "nonce="]) {
      expect(server.log.includes(secret), `${secret} is in the log`).toBe(false);
    }
  });
});
