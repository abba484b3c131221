import { writeFile } from "node:fs/promises";
import type { Browser, Locator } from "@playwright/test";
import { Operator } from "../people";
import type { Server } from "../server";
import { expect, test as base } from "../test";
import type { SipAccount, SipClient } from "./client";
import { Gateway } from "./gateway";

export { expect } from "../test";

interface SipStage {
  /** What is added to the settings of the server, or replaces them. */
  settings: Record<string, string>;
  /** The real program with its gateway for SIP clients; `server` is its server. */
  gateway: Gateway;
  /**
   * An operator signs in with a client: with this account, or with a new one for the operator of
   * this name.
   */
  comesWith: (client: SipClient, as: string | SipAccount) => Promise<SipAccount>;
}

/** A test in which operators have SIP clients. */
export const test = base.extend<SipStage>({
  settings: [{}, { option: true }],
  gateway: async ({ browser, settings }, use, info) => {
    const gateway = await Gateway.start(settings);
    await use(gateway);
    // No page must keep contacting a server that is gone.
    for (const context of browser.contexts()) await context.close();
    await gateway.stop();
    if (info.status !== info.expectedStatus) {
      await info.attach("server.log", { body: gateway.server.log, contentType: "text/plain" });
    }
  },
  server: async ({ gateway }, use) => use(gateway.server),
  comesWith: async ({ gateway }, use, info) => {
    const clients: SipClient[] = [];
    await use(async (client, as) => {
      const account = typeof as === "string" ? await gateway.account(as) : as;
      clients.push(client);
      await client.signsIn(account);
      return account;
    });
    for (const client of clients) {
      if (info.status !== info.expectedStatus) {
        const path = info.outputPath(`${clients.indexOf(client)} ${client.name}.txt`);
        await writeFile(path, await client.heard().catch(String));
        await info.attach(client.name, { path, contentType: "text/plain" });
      }
      await client.kill();
    }
  },
});

/** Waits until the client has shown this, and fails if it did so more than this many times. */
export async function hears(client: SipClient, text: string, times = 1): Promise<void> {
  await expect
    .poll(async () => count(await client.heard(), text), { message: `${client.name} shows ${short(text)}`, timeout: 30_000 })
    .toBe(times);
}

/** The address of the visitor whose request the client showed. */
export async function addressOf(client: SipClient, visitorName: string): Promise<string> {
  return addressBefore(client, `* ${visitorName} asks for a chat`);
}

/** The address of the visitor before this line in the client. */
export async function addressBefore(client: SipClient, line: string): Promise<string> {
  await hears(client, line);
  const before = (await client.heard()).split(line)[0]?.split("\n").at(-1);
  const address = /(visitor-\d+)@/.exec(before ?? "")?.[1];
  if (!address) throw new Error(`${client.name} does not show whose line it is: ${before}${line}`);
  return address;
}

/**
 * An administrator in a browser who only watches: they take no requests, so nobody can talk with
 * them.
 */
export async function looksOn(browser: Browser, server: Server): Promise<Operator> {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await ann.page.getByRole("button", { name: /Status, sound, sign out/ }).click();
  await ann.page.getByRole("radio", { name: "Away" }).check();
  await ann.page.keyboard.press("Escape");
  return ann;
}

/** A colleague's presence, as a console's list of contacts shows it. */
export function contact(operator: Operator, name: string, how: "Online" | "Away" | "Not at the desk"): Locator {
  return operator.page.getByRole("region", { name: "Contacts" }).getByRole("button", { name: `${name} ${how}`, exact: true });
}

export function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function short(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
