import { accessSync } from "node:fs";
import { resolve } from "node:path";
import type { SipAccount, SipClient } from "./client";
import { Spoken } from "./spoken";

const DRIVER = resolve(import.meta.dirname, "pjsua.py");

/** PJSIP, the library of many telephones' clients, driven by its Python module pjsua2. */
export class Pjsua implements SipClient {
  readonly name: string;
  #spoken?: Spoken;

  constructor(private readonly over: "udp" | "tcp" | "tls") {
    this.name = `pjsua2 over ${over.toUpperCase()}`;
  }

  async signsIn({ user, password, host, ports, certificate }: SipAccount): Promise<void> {
    const words = [DRIVER, user, host, String(ports[this.over]), this.over, certificate];
    // A password among the arguments would be visible to everybody on the machine.
    const env = { PATH: process.env.PATH, PYTHONUNBUFFERED: "1", SIP_PASSWORD: password };
    this.#spoken = new Spoken(this.name, python(), words, env);
    await this.#spoken.hasRegistered();
  }

  async heard(): Promise<string> {
    return this.#spoken?.heard() ?? "";
  }

  async writes(to: string, text: string): Promise<void> {
    await this.#running().says(to, text);
  }

  /** Reports that its operator types, or has stopped. */
  types(to: string, on: boolean): void {
    this.#running().does({ do: "type", to, on });
  }

  /** Whether this visitor types, as last reported to it. */
  seesTyping(who: string): boolean | undefined {
    return this.#running().last("typing", who);
  }

  /** Adds somebody to the contacts. */
  watches(who: string): void {
    this.#running().does({ do: "watch", to: who });
  }

  /** Whether a contact is present, as last reported to it. */
  seesThere(who: string): boolean | undefined {
    return this.#running().last("there", who);
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

function python(): string {
  const named = process.env.TEST_PJSUA_PYTHON;
  const missing = "there is no pjsua2: install pjsua2-python from PyPI into a venv, and set TEST_PJSUA_PYTHON to its Python (script/setup test does)";
  if (!named) throw new Error(missing);
  try {
    accessSync(named);
  } catch {
    throw new Error(missing);
  }
  return named;
}
