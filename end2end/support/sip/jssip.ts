import { resolve } from "node:path";
import type { SipAccount, SipClient } from "./client";
import { Spoken } from "./spoken";

const DRIVER = resolve(import.meta.dirname, "jssip.mjs");

/** JsSIP, the library of many clients in browsers, over WebSocket. */
export class JsSip implements SipClient {
  readonly name = "JsSIP over WebSocket";
  #spoken?: Spoken;

  async signsIn({ user, password, host, websocket }: SipAccount): Promise<void> {
    // A password among the arguments would be visible to everybody on the machine.
    const env = { PATH: process.env.PATH, SIP_PASSWORD: password };
    this.#spoken = new Spoken(this.name, process.execPath, [DRIVER, user, host, websocket], env);
    await this.#spoken.hasRegistered();
  }

  async heard(): Promise<string> {
    return this.#spoken?.heard() ?? "";
  }

  async writes(to: string, text: string): Promise<void> {
    await this.#running().says(to, text);
  }

  async quits(): Promise<void> {
    await this.#running().quits();
  }

  async kill(): Promise<void> {
    await this.#spoken?.kill();
  }

  #running(): Spoken {
    if (!this.#spoken) throw new Error(`${this.name} has not been started`);
    return this.#spoken;
  }
}
